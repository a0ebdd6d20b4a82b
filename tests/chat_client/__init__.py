"""The Python client, against a running gateway."""
