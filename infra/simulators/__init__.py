"""Stand-ins for other companies: an OpenAI-compatible model and the platform."""
