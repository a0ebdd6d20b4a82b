"""What agents can do: one module per tool, plain async functions that read the platform and answer a `ToolResult`."""
