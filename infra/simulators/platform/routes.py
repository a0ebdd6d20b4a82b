"""Every URL of the simulator. Literal segments come before `{id}` segments."""

from starlette.routing import BaseRoute, Route

from infra.simulators.platform.services import (
    analytics,
    control,
    interactions,
    organizations,
    patterns,
    products,
    questions,
    users,
)

INTERACTIONS = "/api/v1/interactions"
PATTERNS = "/api/v1/patterns"
PRODUCTS = "/api/v1/products"
ANALYTICS = "/api/v1/analytics"
ORGANIZATIONS = "/api/v1/organizations"


def platform_routes() -> list[BaseRoute]:
    """Return the platform's own endpoints."""
    return [
        Route(f"{INTERACTIONS}/create-interaction", interactions.create_interaction, methods=["POST"]),
        Route(f"{INTERACTIONS}/organization/{{organization_id}}", interactions.list_interactions),
        Route(f"{INTERACTIONS}/organization/{{organization_id}}/summary", interactions.count_interactions),
        Route(f"{INTERACTIONS}/organization/{{organization_id}}/search", interactions.search_interactions),
        Route(
            f"{INTERACTIONS}/organization/{{organization_id}}/analyze",
            interactions.analyse_interactions,
            methods=["POST"],
        ),
        Route(PATTERNS, patterns.list_patterns_by_query),
        Route(f"{PATTERNS}/organization/{{organization_id}}", patterns.list_patterns),
        Route(f"{PATTERNS}/organization/{{organization_id}}/search", patterns.search_patterns),
        Route(f"{PATTERNS}/{{pattern_id}}", patterns.read_pattern),
        Route(f"{PRODUCTS}/search", products.search_products),
        Route(f"{PRODUCTS}/categories", products.list_categories),
        Route(f"{PRODUCTS}/organization/{{organization_id}}", products.list_products),
        Route(f"{PRODUCTS}/{{product_id}}", products.read_product),
        Route(f"{PRODUCTS}/{{product_id}}/ai-descriptions", products.read_ai_descriptions),
        Route(f"{ORGANIZATIONS}/{{organization_id}}", organizations.read_organization),
        Route(f"{ORGANIZATIONS}/{{organization_id}}/context", organizations.read_context),
        Route("/api/v1/qna/search", questions.search_passages),
        Route(f"{ANALYTICS}/overview", analytics.read_overview),
        Route(f"{ANALYTICS}/summary/organization/{{organization_id}}", analytics.read_summary),
        Route(f"{ANALYTICS}/events", analytics.list_events),
        Route(f"{ANALYTICS}/events/organization/{{organization_id}}", analytics.list_organization_events),
        Route(f"{ANALYTICS}/sessions", analytics.list_sessions),
        Route("/api/v1/users/{user_id}/permissions", users.read_permissions),
    ]


def control_routes() -> list[BaseRoute]:
    """Return what only the simulator has; these need no key and are neither logged nor faulty."""
    return [
        Route("/livez", control.live),
        Route("/_sim/faults", control.read_faults, methods=["GET"]),
        Route("/_sim/faults", control.put_faults, methods=["PUT"]),
        Route("/_sim/faults", control.clear_faults, methods=["DELETE"]),
        Route("/_sim/requests", control.read_requests, methods=["GET"]),
        Route("/_sim/requests", control.clear_requests, methods=["DELETE"]),
        Route("/_sim/load", control.read_load),
    ]
