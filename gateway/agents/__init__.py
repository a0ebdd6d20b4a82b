"""The system agents: a declaration, their prompts, and how both are read."""
