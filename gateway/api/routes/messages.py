"""Questions, answers, and what is said of them."""

from gateway.api.agent_bodies import AgentList
from gateway.api.agents import list_agents
from gateway.api.bodies import (
    HistoryQuery,
    MessageList,
    SendMessage,
)
from gateway.api.description.asked import AguiBody, AiSdkBody
from gateway.api.endpoint import CHAT, Endpoint
from gateway.api.explanation_bodies import AskQuery
from gateway.api.following import resume_chat, resume_messages
from gateway.api.messages import read_history, send_message
from gateway.api.opinion_bodies import CastVote, VoteBody
from gateway.api.reader_bodies import ResumeQuery, StreamQuery
from gateway.api.search import SearchQuery, SearchResults, search_messages
from gateway.api.votes import cast_vote
from gateway.protocols.encoder import EVENT_STREAM

ROUTES = (
    Endpoint(
        "POST",
        f"{CHAT}/messages",
        send_message,
        "Ask a question; the answer streams as an AI SDK UI message stream, or in another protocol",
        EVENT_STREAM,
        body=SendMessage,
        other_bodies=(AiSdkBody, AguiBody),
        query=AskQuery,
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
        f"{CHAT}/messages/{{session_id}}/stream",
        resume_messages,
        "The same, where AI SDK clients look for it",
        EVENT_STREAM,
        query=StreamQuery,
        also={204: None},
        errors=(404, 406, 422, 429, 503),
    ),
)
