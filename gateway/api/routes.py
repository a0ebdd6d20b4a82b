"""Every URL of the gateway on one page. Literal paths stand before those with an `{id}`."""

from gateway.api.agent_bodies import AgentList, SessionAgentBody, SwitchAgent, SwitchesQuery
from gateway.api.agents import list_agents, read_session_agent, switch_agent
from gateway.api.bodies import (
    Health,
    HistoryQuery,
    MessageList,
    ReadinessBody,
    SendMessage,
    ShowBranch,
    StoppedTurns,
    TurnBody,
)
from gateway.api.description.asked import AguiBody, AiSdkBody
from gateway.api.description.serving import describe
from gateway.api.endpoint import Endpoint
from gateway.api.exports import ExportQuery, export_session
from gateway.api.feedback import give_feedback, read_feedback
from gateway.api.following import resume_chat, resume_messages, stream_session, stream_turn
from gateway.api.health import livez, readyz
from gateway.api.messages import read_history, send_message
from gateway.api.opinion_bodies import CastVote, FeedbackBody, GiveFeedback, StopTurn, VoteBody, VoteList, VotesQuery
from gateway.api.platform import read_platform
from gateway.api.reader_bodies import ReaderQuery, ResumeQuery, StreamQuery
from gateway.api.search import SearchQuery, SearchResults, search_messages
from gateway.api.session_bodies import CreateSession, SessionBody, SessionList, SessionsQuery, UpdateSession
from gateway.api.sessions import (
    create_session,
    delete_session,
    list_sessions,
    read_session,
    show_branch,
    update_session,
)
from gateway.api.share_bodies import NewShareBody, SharedSession, ShareList, ShareSession, SharesQuery
from gateway.api.shares import SHARED, list_shares, read_shared, revoke_share, share_session
from gateway.api.turns import stop_session, stop_turn
from gateway.api.votes import cast_vote, list_votes
from gateway.api.welcome import welcome
from gateway.api.workers import hear_worker, register_worker
from gateway.chat.errors import (
    AgentUnknown,
    SessionTooLarge,
    SharedReadsFull,
    TooManySharedReads,
    TooManyShares,
    TurnNotStopped,
)
from shared.workers import HeartbeatReceipt, RegistrationReceipt, WorkerHeartbeat, WorkerRegistration

CHAT = "/api/v1/chat"
EVENT_STREAM = "text/event-stream"

PUBLIC = (
    Endpoint(
        "POST",
        f"{CHAT}/messages",
        send_message,
        "Ask a question; the answer streams as an AI SDK UI message stream, or in another protocol",
        EVENT_STREAM,
        body=SendMessage,
        other_bodies=(AiSdkBody, AguiBody),
        query=ReaderQuery,
        errors=(404, 406, 408, 409, 413, 415, 422, 429, 503, 507),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/messages",
        resume_chat,
        "Follow the answer that is being written, where AI SDK 4 looks for it",
        EVENT_STREAM,
        query=ResumeQuery,
        also={204: None},
        errors=(404, 406, 422, 429, 503),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/history",
        read_history,
        "Messages of a session, the newest page first, each page ascending",
        MessageList,
        query=HistoryQuery,
        errors=(400, 404, 422, 503),
    ),
    Endpoint("GET", f"{CHAT}/agents", list_agents, "The agents that you may ask", AgentList, errors=(503,)),
    Endpoint(
        "GET",
        f"{CHAT}/search",
        search_messages,
        "Search your own messages, newest first",
        SearchResults,
        query=SearchQuery,
        errors=(400, 422, 503),
    ),
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
        SessionBody,
        status=201,
        body=CreateSession,
        errors=(413, 415, 422, 503),
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
        "Delete a session and everything in it",
        None,
        status=204,
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
        "PUT",
        f"{CHAT}/messages/{{message_id}}/vote",
        cast_vote,
        "Vote on an answer: -1, 1, or 0 for no vote",
        VoteBody,
        body=CastVote,
        errors=(404, 413, 415, 422, 503),
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
    Endpoint(
        "POST",
        f"{CHAT}/sessions/{{session_id}}/shares",
        share_session,
        "Share a session as it is now: whoever gets the link may read it",
        NewShareBody,
        status=201,
        body=ShareSession,
        errors=(404, TooManyShares, 413, 415, 422, SessionTooLarge, 503, 507),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/shares",
        list_shares,
        "Your shares, newest first",
        ShareList,
        query=SharesQuery,
        errors=(400, 422, 503),
    ),
    Endpoint(
        "DELETE",
        f"{CHAT}/shares/{{share_id}}",
        revoke_share,
        "Revoke a share: its link shows nothing from now on",
        None,
        status=204,
        errors=(404, 503),
    ),
    Endpoint(
        "GET",
        f"{SHARED}/{{token}}",
        read_shared,
        "What somebody shared; the token is all it needs",
        SharedSession,
        errors=(404, TooManySharedReads, SharedReadsFull, 503),
        needs_key=False,
    ),
    Endpoint(
        "GET",
        f"{CHAT}/messages/{{session_id}}/stream",
        resume_messages,
        "The same, where AI SDK clients look for it",
        EVENT_STREAM,
        query=StreamQuery,
        also={204: None},
        errors=(404, 406, 422, 429, 503),
    ),
    Endpoint(
        "POST",
        f"{CHAT}/turns/{{turn_id}}/stop",
        stop_turn,
        "Stop a turn: nothing of it is said or done after it is `stopped`",
        TurnBody,
        status=202,
        body=StopTurn,
        errors=(404, 413, 415, 422, 503),
    ),
    Endpoint(
        "POST",
        f"{CHAT}/turns/{{turn_id}}/feedback",
        give_feedback,
        "Say why you stopped a turn, or what was wrong with one that failed",
        FeedbackBody,
        body=GiveFeedback,
        errors=(404, TurnNotStopped, 413, 415, 422, 503),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/turns/{{turn_id}}/feedback",
        read_feedback,
        "Your feedback on a turn",
        FeedbackBody,
        errors=(404, 503),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/turns/{{turn_id}}/stream",
        stream_turn,
        "Follow a turn from its first event, or after one (`?after=`, `Last-Event-ID`)",
        EVENT_STREAM,
        query=StreamQuery,
        errors=(404, 406, 422, 429, 503),
    ),
    Endpoint("GET", "/livez", livez, "The process is alive", Health, needs_key=False),
    Endpoint(
        "GET",
        "/readyz",
        readyz,
        "The service takes questions",
        ReadinessBody,
        also={503: ReadinessBody},
        needs_key=False,
    ),
    Endpoint("GET", "/openapi.json", describe, "This description", "application/json", needs_key=False),
    Endpoint("GET", "/", welcome, "A page for people", "text/html", needs_key=False),
)

INTERNAL = (
    Endpoint(
        "POST",
        "/internal/workers",
        register_worker,
        "A crew container makes itself known",
        RegistrationReceipt,
        body=WorkerRegistration,
        errors=(401, 409, 422),
        needs_key=False,
    ),
    Endpoint(
        "POST",
        "/internal/workers/{worker_id}/heartbeat",
        hear_worker,
        "A crew container lives",
        HeartbeatReceipt,
        body=WorkerHeartbeat,
        errors=(401, 404, 422),
        needs_key=False,
    ),
    Endpoint(
        "GET",
        "/internal/platform/{path:path}",
        read_platform,
        "A run reads the platform",
        "application/json",
        errors=(400, 401, 403, 404, 410, 422, 429, 503),
        needs_key=False,
    ),
    Endpoint("GET", "/livez", livez, "The process is alive", Health, needs_key=False),
)
