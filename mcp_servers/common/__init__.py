"""What both servers share: the data folder, tool definitions, and how a server is run."""
