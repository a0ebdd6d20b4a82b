"""How this container talks to the gateway: the platform façade for tools, registration and heartbeats for the pool."""
