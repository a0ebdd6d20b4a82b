"""What the platform's API gateway does to every request before a service sees it. Pure ASGI."""
