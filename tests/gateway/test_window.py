"""What a run is given of a long session, and that its summary is made beside the answers."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from gateway.chat.window import TURNS_PER_SUMMARY, tokens_of
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.gateway.test_small_jobs import suggested
from tests.requirements import requirement
from tests.support.model_stub import model_stub
from tests.support.running_gateway import running_gateway
from tests.support.scripted_worker import says
from tests.support.ui_stream import chunks_of

FACT = "My cost centre is 4711."
# In a window of six thousand tokens there is room for about a dozen turns of this size.
LONG = "word " * 120
SETTINGS: dict[str, object] = {"llm_context_window": 9_000, "llm_max_tokens": 500, "memory_enabled": False}


def is_summary(asked: dict[str, Any]) -> bool:
    """Whether a summary is to be written."""
    return "Extend the summary" in asked["messages"][0]["content"]


def writes(asked: dict[str, Any]) -> str:
    """A summary that keeps the fact when it is in the material; other jobs get something."""
    if not is_summary(asked):
        return "Something"
    return f"- {FACT}" if FACT in asked["messages"][1]["content"] else "- nothing"


async def ask_many(
    client: httpx.AsyncClient, count: int, *, is_written: bool = True
) -> tuple[str, list[list[dict[str, Any]]]]:
    """Ask so many questions in one session, each after what is written beside the answer of the one before."""
    told: list[list[dict[str, Any]]] = []
    session: dict[str, str] = {}
    for number in range(1, count + 1):
        text = f"{FACT} And now?" if number == 3 else f"Question {number}: {LONG}"
        answer = await client.post(MESSAGES, json={"message": text, **session})
        session = {"session_id": answer.headers["x-chat-session-id"]}
        told.append(list(chunks_of(answer.content)))
        if is_written:
            # Suggestions come last.
            await suggested(client, answer.headers["x-chat-turn-id"])
    return session["session_id"], told


@requirement("window", "window-facts")
async def test_a_long_session_is_summarised_beside_its_answers_and_keeps_what_was_said_early(tmp_path: Path) -> None:
    async with model_stub(writes) as stub, running_gateway(tmp_path, llm_base_url=stub.url, **SETTINGS) as gateway:
        client = await gateway.client()
        worker = await gateway.add_worker(says(LONG))
        _, told = await ask_many(client, 60)
        summaries = [asked for asked in stub.asked if is_summary(asked)]
        rows = (await client.get("/api/v1/usage", params={"by": "agent"})).json()["groups"]

    requests = worker.requests
    limit = 9_000 - 500 - 450
    for request in requests:
        sent = sum(tokens_of(message.text) for message in request.history) + tokens_of(request.question)
        assert sent + tokens_of(request.summary or "") < limit
    assert [message.text for message in requests[1].history] == [requests[0].question, LONG]
    # Once there is a summary it stays, and the fact is always in what is sent.
    first = next(number for number, request in enumerate(requests) if request.summary is not None)
    assert first >= TURNS_PER_SUMMARY
    assert all(request.summary == f"- {FACT}" for request in requests[first:])
    assert requests[-1].history[-1].text == LONG
    # It is extended by what came since, and not made of everything again.
    assert 1 < len(summaries) <= 60 // TURNS_PER_SUMMARY
    materials = [asked["messages"][1]["content"] for asked in summaries]
    before = [material.splitlines()[1] for material in materials]
    assert before == ["(nothing yet)", *[f"- {FACT}"] * (len(materials) - 1)]
    assert "Question 1:" in materials[0]
    assert "Question 1:" not in materials[1]
    assert next(row["calls"] for row in rows if row["key"] == "summaries") == len(summaries)
    # Readers are told, while it happens, and only then.
    windows = [[chunk["data"] for chunk in chunks if chunk["type"] == "data-window"] for chunks in told]
    assert windows[0] == []
    (last,) = windows[-1]
    assert last["summarisedTurns"] > 0
    assert (last["windowTokens"], last["prunedResults"]) == (9_000, 0)


@requirement("window", "helpers")
@pytest.mark.parametrize("say", [lambda _: Response(status_code=500), lambda _: ""], ids=["fails", "writes nothing"])
async def test_without_summaries_the_oldest_turns_are_left_out(tmp_path: Path, say: Any) -> None:
    async with model_stub(say) as stub, running_gateway(tmp_path, llm_base_url=stub.url, **SETTINGS) as gateway:
        client = await gateway.client()
        worker = await gateway.add_worker(says(LONG))
        _, told = await ask_many(client, 32, is_written=False)
        tries = sum(map(is_summary, stub.asked))

    assert all(chunks[-1]["type"] == "finish" for chunks in told)
    assert all(request.summary is None for request in worker.requests)
    (last,) = [chunk["data"] for chunk in told[-1] if chunk["type"] == "data-window"]
    assert last["omittedTurns"] > 5
    assert last["estimatedTokens"] < 9_000 - 500 - 450
    assert worker.requests[-1].history[0].text.startswith("Question ")
    # Not after every turn.
    assert 1 <= tries <= 3


@requirement("window")
async def test_to_begin_anew_begins_without_the_summary_too(tmp_path: Path) -> None:
    async with model_stub(writes) as stub, running_gateway(tmp_path, llm_base_url=stub.url, **SETTINGS) as gateway:
        client = await gateway.client()
        worker = await gateway.add_worker(says(LONG))
        session_id, _ = await ask_many(client, 40)
        assert worker.requests[-1].summary is not None
        for text in ("start over", "And what now?", "And then?"):
            await client.post(MESSAGES, json={"message": text, "session_id": session_id})
        listed = (await client.get(HISTORY, params={"session_id": session_id})).json()["messages"]

    assert worker.requests[-2].summary is None
    assert worker.requests[-2].history == ()
    assert [message.text for message in worker.requests[-1].history] == ["And what now?", LONG]
    # Nothing was taken from what people see.
    assert len(listed) > 0
