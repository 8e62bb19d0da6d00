"""Documents as Markdown.

The libraries that read them work in a process of their own, with bounds on its time and memory: a file from
anywhere may be made to take both without end. That process gets the open file and writes JSON.
"""
