"""Headers that tell who answers: the documents' names, and values that no server refuses."""

import random
import re
from dataclasses import replace

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from gateway.chat.agents import Route
from gateway.chat.mind.assessment import Assessment
from gateway.chat.mind.decision import Decision
from gateway.chat.mind.levels import Level
from gateway.chat.mind.routing import Routed
from gateway.chat.model import AgentChoice, Turn
from gateway.protocols.routing_headers import MAX_CHARACTERS, NAMES, header_value, routing_headers
from shared.agents import AgentSpec
from shared.ids import AgentId, MessageId, OrganizationId, SessionId, TurnId, UserId
from shared.runs import FirstCall
from tests.support.servers import serve

TURN = Turn(
    id=TurnId("turn_1"),
    organization_id=OrganizationId("org_a"),
    user_id=UserId("usr_a"),
    session_id=SessionId("ses_1"),
    position=1,
    status="queued",
    question="?",
    message_id=MessageId("msg_1"),
    created_at=1,
)
DECIDED = Decision(
    Assessment("MOLECULE", 0.912, "classifier", "", needs_memory=True, tool_hints=("search_products", "get_product")),
    Routed("agt_florist", "classifier", 0.8),
    first_calls=(FirstCall(tool="get_product", input={"id": "A1"}), FirstCall(tool="list_products")),
)
NASTY = "\r\n\0\x7f\x85\u2028\u2029\ud800é🎉: \tset-cookie"
PRINTABLE = re.compile(r"[\x20-\x7e]*\Z")


def agent(name: str = "Florist") -> AgentSpec:
    """An agent of this name, however unlikely."""
    return AgentSpec.model_construct(id=AgentId("agt_florist"), slug="florist", name=name)


@pytest.mark.parametrize(
    ("route", "headers"),
    [
        (
            Route(TURN, agent(), "explicit"),
            {
                "x-routing-request-id": "turn_1",
                "x-routing-reasoning": "The request names the agent Florist.",
                "x-routing-type": "agent",
                "x-routing-agent-id": "agt_florist",
                "x-routing-confidence": "1.0",
                "x-auto-action": "delegate",
            },
        ),
        (
            Route(TURN, agent(), "session"),
            {
                "x-routing-request-id": "turn_1",
                "x-routing-reasoning": "The session asks the agent Florist.",
                "x-routing-type": "agent",
                "x-routing-agent-id": "agt_florist",
                "x-routing-confidence": "1.0",
                "x-auto-action": "delegate",
            },
        ),
        (
            Route(TURN, None, "automatic"),
            {
                "x-routing-request-id": "turn_1",
                "x-routing-reasoning": "Nobody was chosen: the crew plans.",
                "x-routing-type": "orchestrate",
            },
        ),
        (
            Route(TURN, None, "automatic", is_gone=True),
            {
                "x-routing-request-id": "turn_1",
                "x-routing-reasoning": "The agent that was chosen is no more: the crew plans.",
                "x-routing-type": "orchestrate",
            },
        ),
    ],
)
def test_the_headers_tell_what_was_decided(route: Route, headers: dict[str, str]) -> None:
    assert routing_headers(route) == headers
    assert set(headers) <= set(NAMES)


@given(st.text(), st.sampled_from(["explicit", "session"]))
@example("\r\nset-cookie: a=b", "explicit")
@example("\u2028\u0085\0\x7f", "session")
@example("é" * 500, "session")
@example("\ud800{name}{0}%s", "explicit")
def test_whatever_an_agent_is_called_the_values_are_one_printable_line(name: str, how: AgentChoice) -> None:
    for value in routing_headers(Route(TURN, agent(name), how)).values():
        assert PRINTABLE.match(value)
        assert len(value) <= MAX_CHARACTERS
        assert value == value.strip()
        assert value


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=MAX_CHARACTERS))
def test_what_is_printable_stays_as_it_is(text: str) -> None:
    assert header_value(text) == text.strip()


async def test_no_name_breaks_an_answer_or_adds_a_header_to_it() -> None:
    chance = random.Random(7)
    names = ["\r\n", "a\r\nset-cookie: b=c\r\n\r\nbody", "\0", "\u2028", "\ud800"]
    names += ["".join(chance.choices(NASTY, k=chance.randrange(1, 40))) for _ in range(200)]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        decided = replace(DECIDED, is_kept=True)
        named = routing_headers(Route(TURN, agent(names[int(scope["path"][1:])]), "session"), decided)
        headers = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in named.items()]
        await send({"type": "http.response.start", "status": 200, "headers": [*headers, (b"content-length", b"0")]})
        await send({"type": "http.response.body"})

    async with serve(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        for number in range(len(names)):
            answer = await client.get(f"/{number}")
            assert answer.status_code == 200
            assert set(answer.headers) == {*NAMES, "date", "content-length"}
            assert len(answer.headers.raw) == len(NAMES) + 2


def test_what_was_decided_is_told_beside_who_was_chosen() -> None:
    nobody = routing_headers(Route(TURN, None, "automatic"), DECIDED)
    chosen = routing_headers(Route(TURN, agent(), "explicit"), DECIDED)

    assert nobody == {
        "x-routing-request-id": "turn_1",
        "x-routing-reasoning": "One agent is enough.",
        "x-routing-type": "agent",
        "x-routing-agent-id": "agt_florist",
        "x-routing-confidence": "0.80",
        "x-auto-complexity": "molecule",
        "x-auto-action": "delegate",
        "x-auto-confidence": "0.91",
        "x-auto-needs-memory": "true",
        "x-auto-tool-hints": "search_products,get_product",
        "x-auto-first-tools": "get_product,list_products",
    }
    assert chosen["x-routing-confidence"] == "1.0"
    assert chosen["x-routing-reasoning"] == "The request names the agent Florist."


@pytest.mark.parametrize(
    ("level", "routing_type", "action"),
    [("ATOM", "orchestrate", "respond"), ("ORGAN", "workflow", "workflow"), ("CELL", "orchestrate", "delegate")],
)
def test_without_one_agent_the_type_follows_the_action(level: Level, routing_type: str, action: str) -> None:
    decision = Decision(Assessment(level, 0.9, "classifier", ""), Routed(None, "fallback", 0.0))

    headers = routing_headers(Route(TURN, None, "automatic"), decision)

    assert (headers["x-routing-type"], headers["x-auto-action"]) == (routing_type, action)
    assert "x-routing-agent-id" not in headers
