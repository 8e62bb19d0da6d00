"""What a tool raises when it cannot do what was asked."""


class ToolFailure(Exception):
    """A tool could not do what was asked. The message is one that a model or a person can act on."""
