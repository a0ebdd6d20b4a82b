"""Sessions as CROW asks for them. They stand before `sessions`: `organization` is no session."""

from gateway.api.crow import ask_crow, list_crow_messages, list_crow_sessions
from gateway.api.crow_bodies import (
    CrowAnswer,
    CrowMessages,
    CrowMessagesQuery,
    CrowQuestion,
    CrowSessions,
    CrowSessionsQuery,
)
from gateway.api.endpoint import CHAT, Endpoint

ROUTES = (
    Endpoint(
        "GET",
        f"{CHAT}/sessions/organization/{{organization_id}}",
        list_crow_sessions,
        "Your sessions, for CROW's dashboard; the organization may only be yours",
        CrowSessions,
        query=CrowSessionsQuery,
        errors=(400, 404, 422, 503),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/sessions/{{session_id}}/messages",
        list_crow_messages,
        "The newest messages of a session, ascending, for CROW's dashboard; with `page` pages from the oldest on",
        CrowMessages,
        query=CrowMessagesQuery,
        errors=(404, 422, 503),
    ),
    Endpoint(
        "POST",
        f"{CHAT}/sessions/{{session_id}}/messages",
        ask_crow,
        "Ask a question, for CROW's dashboard; the answer comes as a whole when it has ended",
        CrowAnswer,
        body=CrowQuestion,
        errors=(404, 413, 415, 422, 429, 503, 507),
    ),
)
