"""Sessions."""

from gateway.api.agent_bodies import SessionAgentBody, SwitchAgent, SwitchesQuery
from gateway.api.agents import read_session_agent, switch_agent
from gateway.api.approvals import DecideApprovals, decide_approvals
from gateway.api.bodies import (
    ShowBranch,
    StoppedTurns,
    TurnBody,
)
from gateway.api.endpoint import CHAT, Endpoint
from gateway.api.exports import ExportQuery, export_session
from gateway.api.following import stream_session
from gateway.api.imports import import_session
from gateway.api.key_bodies import (
    ReceiptBody,
)
from gateway.api.opinion_bodies import VoteList, VotesQuery
from gateway.api.reader_bodies import StreamQuery
from gateway.api.session_bodies import (
    CreatedSession,
    CreateSession,
    SessionBody,
    SessionList,
    SessionsQuery,
    UpdateSession,
)
from gateway.api.sessions import (
    create_session,
    delete_session,
    list_sessions,
    read_session,
    show_branch,
    update_session,
)
from gateway.api.turns import stop_session
from gateway.api.votes import list_votes
from gateway.chat.errors import (
    AgentUnknown,
    ApprovalNotOpen,
    ApprovalsMissing,
    Draining,
    IdempotencyKeyReused,
    LargeBodiesFull,
    OrganizationQueueFull,
    QueueFull,
    SessionQueueFull,
    TooManyLargeBodies,
)
from gateway.protocols.encoder import EVENT_STREAM
from gateway.protocols.session_document import SessionDocument

ROUTES = (
    Endpoint(
        "GET",
        f"{CHAT}/sessions",
        list_sessions,
        "Your sessions, pinned first, then newest first; or those that are shown to your organization",
        SessionList,
        query=SessionsQuery,
        errors=(400, 422, 503),
    ),
    Endpoint(
        "POST",
        f"{CHAT}/sessions",
        create_session,
        "Make an empty session",
        CreatedSession,
        status=201,
        body=CreateSession,
        errors=(404, 413, 415, 422, 503),
    ),
    Endpoint(
        "POST",
        f"{CHAT}/sessions/import",
        import_session,
        "Make a session of your own of one that was exported as JSON",
        SessionBody,
        status=201,
        body=SessionDocument,
        errors=(404, 408, 413, 415, 422, IdempotencyKeyReused, TooManyLargeBodies, LargeBodiesFull, 503, 507),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/sessions/{{session_id}}",
        read_session,
        "One session, yours or shown to your organization",
        SessionBody,
        errors=(404, 503),
    ),
    Endpoint(
        "PATCH",
        f"{CHAT}/sessions/{{session_id}}",
        update_session,
        "Rename, pin, archive or show a session of yours",
        SessionBody,
        body=UpdateSession,
        errors=(404, 413, 415, 422, 503),
    ),
    Endpoint(
        "DELETE",
        f"{CHAT}/sessions/{{session_id}}",
        delete_session,
        "Delete a session and everything in it; the receipt, for those who ask for it, says what there was",
        None,
        status=204,
        also={200: ReceiptBody},
        errors=(404, 503),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/sessions/{{session_id}}/agent",
        read_session_agent,
        "The agent that the session asks, and what was chosen before, the newest page first, each page ascending",
        SessionAgentBody,
        query=SwitchesQuery,
        errors=(400, 404, 422, 503),
    ),
    Endpoint(
        "POST",
        f"{CHAT}/sessions/{{session_id}}/agent",
        switch_agent,
        "Choose the agent that the session asks from its next question on; null: the crew plans",
        SessionAgentBody,
        body=SwitchAgent,
        errors=(404, 413, 415, 422, AgentUnknown, 503),
    ),
    Endpoint(
        "PUT",
        f"{CHAT}/sessions/{{session_id}}/branch",
        show_branch,
        "Show the newest branch that goes through a message; the next question continues it",
        None,
        status=204,
        body=ShowBranch,
        errors=(404, 413, 415, 422, 503),
    ),
    Endpoint(
        "POST",
        f"{CHAT}/sessions/{{session_id}}/stop",
        stop_session,
        "Stop whatever the session is answering",
        StoppedTurns,
        status=202,
        errors=(404, 503),
    ),
    Endpoint(
        "POST",
        f"{CHAT}/sessions/{{session_id}}/approvals",
        decide_approvals,
        "Decide about the tool calls that the last answer waits for; it goes on in a turn of its own",
        TurnBody,
        status=202,
        body=DecideApprovals,
        errors=(
            404,
            ApprovalNotOpen,
            ApprovalsMissing,
            413,
            415,
            422,
            SessionQueueFull,
            OrganizationQueueFull,
            QueueFull,
            Draining,
            503,
        ),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/sessions/{{session_id}}/stream",
        stream_session,
        "Follow the answer that is being written; 204 when there is none",
        EVENT_STREAM,
        query=StreamQuery,
        also={204: None},
        errors=(404, 406, 422, 429, 503),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/sessions/{{session_id}}/votes",
        list_votes,
        "Your votes on the answers of a session, oldest first",
        VoteList,
        query=VotesQuery,
        errors=(400, 404, 422, 503),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/sessions/{{session_id}}/export",
        export_session,
        "A session as a file: Markdown for people, JSON to be imported",
        "text/markdown",
        query=ExportQuery,
        errors=(404, 422, 503),
        other_answers=("application/json",),
    ),
)
