"""HTTP in: parse, authenticate, one call to the chat, render."""
