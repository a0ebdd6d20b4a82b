"""Every URL of the gateway, noun by noun. Literal paths stand before those with an `{id}`."""

from gateway.api.routes import (
    admin,
    agents,
    artifacts,
    completions,
    crow,
    documents,
    internal,
    memories,
    messages,
    pages,
    sessions,
    shares,
    turns,
    usage,
)

PUBLIC = (
    *messages.ROUTES,
    *artifacts.ROUTES,
    *crow.ROUTES,
    *sessions.ROUTES,
    *shares.ROUTES,
    *turns.ROUTES,
    *memories.ROUTES,
    *admin.ROUTES,
    *agents.ROUTES,
    *usage.ROUTES,
    *documents.ROUTES,
    *completions.ROUTES,
    *pages.ROUTES,
)

INTERNAL = internal.ROUTES
