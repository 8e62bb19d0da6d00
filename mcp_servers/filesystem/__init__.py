"""The filesystem MCP server: files in the folders that the person granted."""
