"""The table of routes: what is more exact comes first, aliases are told apart."""

from itertools import combinations

import pytest
from starlette.routing import Match

from gateway.api.description.document import describe_endpoints
from gateway.api.endpoint import Endpoint, routes_of
from gateway.api.routes import INTERNAL, PUBLIC
from tests.support.alias_routes import ALIAS_ROUTES

LISTENERS = {"public": PUBLIC, "internal": INTERNAL}


def segments(endpoint: Endpoint) -> list[str]:
    """The path, cut."""
    return endpoint.path.strip("/").split("/")


def is_shadowed(earlier: Endpoint, later: Endpoint) -> bool:
    """Whether the later one would never be asked for some path that names it more exactly."""
    pairs = list(zip(segments(earlier), segments(later), strict=False))
    if len(segments(earlier)) != len(segments(later)) or earlier.path == later.path:
        return False
    for early, late in pairs:
        if early != late and not early.startswith("{") and not late.startswith("{"):
            return False
    return next(early.startswith("{") for early, late in pairs if early.startswith("{") != late.startswith("{"))


@pytest.mark.parametrize("listener", LISTENERS)
def test_literal_paths_stand_before_those_with_an_id(listener: str) -> None:
    table = LISTENERS[listener]

    assert [(a.path, b.path) for a, b in combinations(table, 2) if is_shadowed(a, b)] == []


def test_the_order_is_checked() -> None:
    literal, named = (next(e for e in PUBLIC if e.path == f"/api/chat/{name}") for name in ("history", "{chat_id}"))
    organization = next(e for e in PUBLIC if e.path.endswith("/sessions/organization/{organization_id}"))
    agent = next(e for e in PUBLIC if e.path.endswith("/sessions/{session_id}/agent"))

    assert is_shadowed(named, literal)
    assert is_shadowed(agent, organization)
    assert not is_shadowed(literal, named)
    assert not is_shadowed(organization, agent)


@pytest.mark.parametrize("endpoint", PUBLIC, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
def test_every_route_is_reached(endpoint: Endpoint) -> None:
    path = "/" + "/".join("some-id" if step.startswith("{") else step for step in segments(endpoint) if step)
    scope = {"type": "http", "method": endpoint.method, "path": path, "root_path": ""}
    found = next(route for route in routes_of(PUBLIC) if route.matches(scope)[0] is Match.FULL)

    assert found.path == endpoint.path


def test_aliases_are_described_apart() -> None:
    tags = {
        f"{method.upper()} {path}": operation["tags"]
        for path, operations in describe_endpoints(PUBLIC)["paths"].items()
        for method, operation in operations.items()
    }

    assert {route for route, tag in tags.items() if tag in (["crow"], ["documents"])} == ALIAS_ROUTES
    assert {route for route, tag in tags.items() if tag == ["documents"]} == {
        route for route in ALIAS_ROUTES if route.split(" ")[1].startswith("/api/chat")
    }
