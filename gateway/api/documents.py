"""The routes of documents 002 and 003, for their clients: the same as at `/api/v1/chat`, in other words.

Document 003 has a session as a chat in the path, document 002 names it in the query or the body.
"""

from collections.abc import AsyncGenerator, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.api.asking import streamed
from gateway.api.authentication import principal_of
from gateway.api.bodies import json_response, parse_body, parse_query
from gateway.api.document_answers import (
    TOLD_SWITCHES,
    ChatAgents,
    Chats,
    ChatSessions,
    Done,
    chat,
    chat_agent,
    chat_messages,
    chat_session,
    switched,
    ui_message,
)
from gateway.api.document_bodies import (
    ChatAgentsQuery,
    ChatMessagesQuery,
    ChatsQuery,
    CreateChatSession,
    DocumentQuestion,
    RenameChat,
    SwitchChatAgent,
    SwitchSessionAgent,
    VoteOnMessage,
)
from gateway.api.following import reader_of, resume_chat, resume_messages
from gateway.api.pieces import Pieces
from gateway.api.reader_bodies import ReaderQuery
from gateway.api.services import public
from gateway.api.session_names import session_of
from gateway.chat.agents import SessionAgent
from gateway.chat.model import Message, Page, Principal, Slice
from gateway.chat.sessions import SessionChange, SessionFilter, SessionView
from gateway.protocols.requests import json_object
from gateway.protocols.sdk_requests import documented_protocol, parse_sdk_body
from shared.ids import MessageId, SessionId

STREAMED_PAGE = 100
SYSTEM_DEFAULT = "system_default"


async def ask_document(request: Request) -> ASGIApp:
    """Store the question, then stream the answer in the protocol that the documents have, or a later one's."""
    principal = await principal_of(request)
    query = parse_query(request, ReaderQuery)
    body = json_object(await public(request).large_bodies.read(request, principal.organization_id) or b"{}")
    DocumentQuestion.model_validate(body).of(principal)
    reader = reader_of(request, query, otherwise=documented_protocol(body))
    return await streamed(request, principal, parse_sdk_body(body), reader)


async def follow_chat(request: Request) -> ASGIApp:
    """The answer that is being written in a session; nothing when there is none."""
    return await resume_messages(request)


async def follow_asked(request: Request) -> ASGIApp:
    """The same as AI SDK 4 asks it."""
    return await resume_chat(request)


async def list_chats(request: Request) -> Response:
    """The caller's own sessions (003)."""
    principal = await principal_of(request)
    query = parse_query(request, ChatsQuery).of(principal)
    sessions, _ = await _sessions(request, principal, query)
    return json_response(Chats([chat(session, chosen) for session, chosen in sessions]))


async def list_chat_sessions(request: Request) -> Response:
    """The same (002)."""
    principal = await principal_of(request)
    query = parse_query(request, ChatsQuery).of(principal)
    sessions, after = await _sessions(request, principal, query)
    listed = [chat_session(principal, session, chosen) for session, chosen in sessions]
    return json_response(ChatSessions(sessions=listed, after=after))


async def create_chat_session(request: Request) -> Response:
    """Make an empty session, which may ask an agent from the beginning (002)."""
    principal = await principal_of(request)
    body = (await parse_body(request, CreateChatSession)).of(principal)
    agent = None if body.agent_name is None else await public(request).agents.find(principal, body.agent_name)
    session = await public(request).chat.create_session(principal, body.title)
    if agent is not None:
        await public(request).agents.switch(principal, session.id, agent.id, reason=SYSTEM_DEFAULT)
    view, chosen = await _session(request, principal, session.id)
    response = json_response(chat_session(principal, view, chosen), 201)
    response.headers.update(body.ignored)
    return response


async def read_chat(request: Request) -> Response:
    """One session (003)."""
    principal = await principal_of(request)
    return json_response(chat(*await _session(request, principal, await session_of(request, principal))))


async def rename_chat(request: Request) -> Response:
    """Give a session of one's own another title (003)."""
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    body = (await parse_body(request, RenameChat)).of(principal)
    await public(request).sessions.change(principal, session_id, SessionChange(title=body.title))
    return json_response(chat(*await _session(request, principal, session_id)))


async def delete_chat(request: Request) -> Response:
    """Remove a session with everything in it (003)."""
    principal = await principal_of(request)
    await public(request).chat.delete_session(principal, await session_of(request, principal))
    return json_response(Done())


async def cancel_chat(request: Request) -> Response:
    """Ask for the end of whatever a session is answering (003)."""
    principal = await principal_of(request)
    await public(request).chat.stop_session(principal, await session_of(request, principal))
    return json_response(Done(), 202)


async def list_ui_messages(request: Request) -> ASGIApp:
    """All messages of a session, written as they are read: nobody holds a long session as a whole (003)."""
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    first, _ = await public(request).chat.list_slice(principal, session_id, Slice(STREAMED_PAGE))
    return Pieces(_written(request, principal, session_id, first), "application/json")


async def list_chat_messages(request: Request) -> Response:
    """A page of a session's messages, by offset (002)."""
    principal = await principal_of(request)
    query = parse_query(request, ChatMessagesQuery).of(principal)
    session_id = await session_of(request, principal, query.session)
    messages, total = await public(request).chat.list_slice(principal, session_id, query.which)
    return json_response(chat_messages(query, messages, total))


async def vote_on_message(request: Request) -> Response:
    """Vote on an answer of this session, and no other (003)."""
    principal = await principal_of(request)
    body = (await parse_body(request, VoteOnMessage)).of(principal)
    session_id = await session_of(request, principal, body.chat_id)
    message_id = MessageId(body.message_id)
    await public(request).opinions.vote(principal, message_id, value=body.value, within=session_id)
    return json_response(Done())


async def list_chat_agents(request: Request) -> Response:
    """The agents that the caller may ask (003)."""
    principal = await principal_of(request)
    query = parse_query(request, ChatAgentsQuery).of(principal)
    agents = [chat_agent(spec) for spec in await public(request).agents.visible(principal)]
    return json_response(ChatAgents(agents=[agent for agent in agents if agent.status == query.status]))


async def switch_chat_agent(request: Request) -> Response:
    """Choose the agent of the session in the path (003)."""
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    body = (await parse_body(request, SwitchChatAgent)).of(principal)
    return await _switch(request, principal, session_id, body)


async def switch_session_agent(request: Request) -> Response:
    """Choose the agent of the session in the body (002)."""
    principal = await principal_of(request)
    body = (await parse_body(request, SwitchSessionAgent)).of(principal)
    return await _switch(request, principal, await session_of(request, principal, body.session), body)


async def _switch(request: Request, principal: Principal, session_id: SessionId, body: SwitchChatAgent) -> Response:
    agents = public(request).agents
    await agents.switch(principal, session_id, body.agent_name, reason=body.reason)
    return json_response(switched(await agents.of_session(principal, session_id, Page(TOLD_SWITCHES))))


async def _session(request: Request, principal: Principal, session_id: SessionId) -> tuple[SessionView, SessionAgent]:
    """A session with its agents. Raises NotFound."""
    view = await public(request).sessions.find(principal, session_id)
    return view, await public(request).agents.of_session(principal, session_id, Page(TOLD_SWITCHES))


async def _sessions(
    request: Request, principal: Principal, query: ChatsQuery
) -> tuple[list[tuple[SessionView, SessionAgent]], str | None]:
    """A page of the caller's own sessions with their agents."""
    page = Page(query.limit, query.after)
    sessions, after = await public(request).sessions.list_sessions(principal, SessionFilter(), page)
    ids = [session.id for session in sessions]
    chosen = await public(request).agents.of_sessions(principal, ids, TOLD_SWITCHES)
    return [(session, chosen[session.id]) for session in sessions], after


async def _written(
    request: Request, principal: Principal, session_id: SessionId, messages: Sequence[Message]
) -> AsyncGenerator[bytes]:
    told = 0
    yield b"["
    while messages:
        yield (b"," if told else b"") + b",".join(ui_message(message) for message in messages)
        told += len(messages)
        if len(messages) < STREAMED_PAGE:
            break
        messages, _ = await public(request).chat.list_slice(principal, session_id, Slice(STREAMED_PAGE, told))
    yield b"]"
