"""What the core asks of the world. Each port hides a library or has more than one implementation to come."""
