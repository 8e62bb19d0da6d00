"""The tasks MCP server: one SQLite file of tasks."""
