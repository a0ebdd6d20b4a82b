"""The routes for clients of other systems."""

from gateway.api import crow, documents
from gateway.api.endpoint import Endpoint
from gateway.api.routes import PUBLIC

MODULES = {crow.__name__, documents.__name__}


def is_alias(endpoint: Endpoint) -> bool:
    """Whether it is there for somebody else's client."""
    return endpoint.handler.__module__ in MODULES


ALIAS_ROUTES = frozenset(f"{endpoint.method} {endpoint.path}" for endpoint in PUBLIC if is_alias(endpoint))
