"""A person chooses who answers: the whole product, seen from both ends."""

from collections.abc import Generator
from typing import Any

import httpx
import pytest

from gateway.models.fact_finder import FIND_FACTS
from gateway.models.prompts import WRITE_SUGGESTIONS, WRITE_TITLE
from tests.end_to_end.test_questions import works
from tests.end_to_end.test_stop import model_of
from tests.infra.launcher.launched import Launched
from tests.requirements import requirement
from tests.support.ui_stream import chunks_of, text_of

SESSIONS = "/api/v1/chat/sessions"
SMALL_JOBS = (WRITE_TITLE, WRITE_SUGGESTIONS, FIND_FACTS)
MESSAGES = "/api/v1/chat/messages"
PATTERN_TOOLS = (
    "search_patterns",
    "list_patterns",
    "get_pattern_report",
    "get_organization_context",
    "create_artifact",
)
CHANGED = "the person has changed who answers"
WHY = "Why did checkout conversion drop, and what do people say about delivery?"


@pytest.fixture(scope="module")
def client(product: Launched) -> Generator[httpx.Client]:
    """Somebody with a key."""
    headers = {"X-API-Key": product.key}
    with httpx.Client(base_url=product.url, headers=headers, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def model(product: Launched) -> Generator[httpx.Client]:
    """The model simulator's own door."""
    with httpx.Client(base_url=model_of(product), timeout=30, trust_env=False) as client:
        yield client


@pytest.fixture
def session(client: httpx.Client) -> str:
    """An empty session."""
    return str(client.post(SESSIONS, json={}).json()["id"])


def ask(client: httpx.Client, session: str, **more: Any) -> list[dict[str, Any]]:
    """The chunks of a whole answer."""
    response = client.post(MESSAGES, json={"message": WHY, "session_id": session, **more}).raise_for_status()
    chunks = chunks_of(response.content)
    assert chunks[-1]["type"] == "finish", chunks[-1]
    return chunks


def switch(client: httpx.Client, session: str, agent: str | None) -> None:
    """Choose who answers."""
    client.post(f"{SESSIONS}/{session}/agent", json={"agent": agent}).raise_for_status()


def asked(model: httpx.Client) -> list[dict[str, Any]]:
    """What the crew asked the model since this was last looked at; beside it the gateway asks for titles."""
    entries: list[dict[str, Any]] = model.get("/_sim/log").json()
    model.delete("/_sim/log")
    return [entry for entry in entries if entry["request"][0]["content"] not in SMALL_JOBS]


def told(entries: list[dict[str, Any]]) -> list[int]:
    """How often each request to the model spoke of a change."""
    return [sum(message["content"].count(CHANGED) for message in entry["request"]) for entry in entries]


@requirement("agent-choice")
def test_only_the_chosen_agent_works(client: httpx.Client, model: httpx.Client, session: str) -> None:
    switch(client, session, "pattern_analyst")
    asked(model)

    chunks = ask(client, session)

    assert list(works(chunks)) == ["pattern_analyst"]
    assert "payment error" in text_of(chunks)
    agent = {"id": "agt_pattern_analyst", "slug": "pattern_analyst", "name": "Pattern analyst"}
    assert chunks[-1]["messageMetadata"]["agent"] == agent
    stored = client.get("/api/v1/chat/history", params={"session_id": session}).json()["messages"][-1]
    assert stored["metadata"]["agent"] == agent
    entries = asked(model)
    assert len(entries) >= 2
    # Nobody planned: a plan is the one call that is not streamed.
    assert all(entry["stream"] for entry in entries)
    assert {tuple(entry["tools"]) for entry in entries} == {PATTERN_TOOLS}


@requirement("agent-choice")
def test_a_switch_in_mid_session_is_told_to_the_model_once(
    client: httpx.Client, model: httpx.Client, session: str
) -> None:
    asked(model)
    first = ask(client, session)
    assert set(told(asked(model))) == {0}

    switch(client, session, "pattern_analyst")
    second = ask(client, session)
    during = asked(model)
    third = ask(client, session)
    after = asked(model)

    assert len(works(first)) > 2
    assert [list(works(chunks)) for chunks in (second, third)] == [["pattern_analyst"]] * 2
    assert set(told(during)) == {1}
    assert set(told(after)) == {0}
    prompt = during[0]["request"][0]["content"]
    assert 'it was the whole crew, it is now the agent "Pattern analyst".' in prompt

    switch(client, session, None)
    fourth = ask(client, session)
    back = told(asked(model))
    ask(client, session)
    assert len(works(fourth)) > 2
    # The crew plans and works as ever; the one that speaks is told.
    assert sum(back) == 1
    assert sum(told(asked(model))) == 0


def test_a_running_answer_stays_with_its_agent(client: httpx.Client, model: httpx.Client, session: str) -> None:
    switch(client, session, "pattern_analyst")
    body = {"message": WHY, "session_id": session}
    # Slow enough for a person to change their mind meanwhile.
    model.put("/_sim/script", json=[{"match": {}, "then": {"token_ms": 10}}])
    read = b""
    try:
        with client.stream("POST", MESSAGES, json=body) as running:
            pieces = running.iter_bytes()
            while b"text-delta" not in read:
                read += next(pieces)
            switch(client, session, "product_analyst")
            assert b"text-end" not in read
            read += b"".join(pieces)
    finally:
        model.delete("/_sim/script")
    chunks = chunks_of(read)

    assert chunks[-1]["messageMetadata"]["agent"]["slug"] == "pattern_analyst"
    assert list(works(chunks)) == ["pattern_analyst"]
    assert list(works(ask(client, session))) == ["product_analyst"]
    history = client.get(f"{SESSIONS}/{session}/agent").json()["history"]
    assert [(row["agent_id"], row["message_count"]) for row in history] == [
        ("agt_pattern_analyst", 0),
        # The question is asked, its answer is still being written.
        ("agt_product_analyst", 1),
    ]


def test_an_agent_for_one_question_answers_that_one_alone(client: httpx.Client, session: str) -> None:
    assert list(works(ask(client, session, agent="product_analyst"))) == ["product_analyst"]
    assert len(works(ask(client, session))) > 2
