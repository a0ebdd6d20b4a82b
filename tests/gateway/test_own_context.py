"""What the gateway's own model is given of a session: what the crew would be, as far as its window has room."""

from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from gateway.chat import context
from gateway.chat.window import tokens_of
from gateway.models.own_call import INSTRUCTION, MAX_TOKENS
from gateway.models.price_book import OwnPrice, OwnPrices, PriceBook
from gateway.wiring.limits import own_model
from tests.gateway.test_decisions import GREETING, Stage, greets, metadata_of, stage, text_of
from tests.gateway.test_small_jobs import suggested
from tests.gateway.test_window import FACT, LONG, is_summary, writes
from tests.requirements import requirement
from tests.support.running_gateway import gateway_settings
from tests.support.scripted_worker import says

WINDOW = 9_000
TURNS = 24


def answers(asked: dict[str, Any]) -> str | Response:
    """A model that greets, and summarises what it is given."""
    return greets(asked) if asked.get("stream") else writes(asked)


def own_requests(on: Stage) -> list[list[dict[str, str]]]:
    """The messages of each request for an answer of our own."""
    return [asked["messages"] for asked in on.model.asked if asked.get("stream")]


async def talk(on: Stage, turns: int) -> str:
    """Ask the crew so much in one session, each time after what is written beside the answer before."""
    session: dict[str, object] = {}
    for number in range(1, turns + 1):
        text = f"{FACT} And now?" if number == 3 else f"Question {number}: {LONG}"
        answer, _ = await on.ask(text, agent="pattern_analyst", **session)
        session = {"session_id": answer.headers["x-chat-session-id"]}
        await suggested(on.alice, answer.headers["x-chat-turn-id"])
    return str(session["session_id"])


@requirement("window", "window-facts", "small-talk-without-workers")
async def test_an_answer_of_our_own_knows_the_summary_and_the_newest_messages_and_fits(tmp_path: Path) -> None:
    async with stage(tmp_path, answers, llm_context_window=WINDOW, llm_max_tokens=500) as on:
        await on.gateway.add_worker(says(LONG))
        session = await talk(on, TURNS)
        assert any(map(is_summary, on.model.asked))
        _, chunks = await on.ask("thanks", session_id=session)

    assert text_of(chunks) == GREETING
    (system, *past, question) = own_requests(on)[-1]
    assert system["content"].startswith(INSTRUCTION)
    assert f"<summary>\n- {FACT}\n</summary>" in system["content"]
    assert question == {"role": "user", "content": "thanks"}
    assert [message["role"] for message in past] == ["user", "assistant"] * (len(past) // 2)
    assert past[-2:] == [
        {"role": "user", "content": f"Question {TURNS}: {LONG}"},
        {"role": "assistant", "content": LONG},
    ]
    sent = sum(tokens_of(message["content"]) for message in own_requests(on)[-1])
    assert 6_000 / 3.5 < sent <= WINDOW - MAX_TOKENS - 0.05 * WINDOW
    # It is told as it is of the crew's answers.
    (window,) = [chunk["data"] for chunk in chunks if chunk["type"] == "data-window"]
    assert window["summarisedTurns"] > 0
    assert len(past) == 2 * (TURNS - window["summarisedTurns"])
    # Nothing is set aside for tools and prompts of the crew.
    assert 0 <= window["estimatedTokens"] - sent < 400


@requirement("window")
async def test_what_does_not_fit_is_left_out_whatever_its_length(tmp_path: Path) -> None:
    huge = "word " * 6_000
    async with stage(tmp_path, answers, llm_context_window=WINDOW, llm_max_tokens=500) as on:
        worker = await on.gateway.add_worker(says(huge))
        answer, _ = await on.ask("Tell me everything", agent="pattern_analyst")
        session = {"session_id": answer.headers["x-chat-session-id"]}
        worker.script = says("Little.")
        await on.ask("And now?", agent="pattern_analyst", **session)
        await on.ask("thanks", **session)

    messages = own_requests(on)[-1]
    assert sum(tokens_of(message["content"]) for message in messages) <= WINDOW - MAX_TOKENS - 0.05 * WINDOW
    assert [message["content"] for message in messages[-3:]] == ["And now?", "Little.", "thanks"]


@requirement("window", "answer-anyway")
async def test_an_answer_of_our_own_does_not_wait_for_what_was_said_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path) as on:
        await on.gateway.add_worker(says("49"))
        answer, _ = await on.ask("what is the price of the blue shirt?")
        monkeypatch.setattr(context, "PAST_SECONDS", 0.0)
        _, chunks = await on.ask("thanks", session_id=answer.headers["x-chat-session-id"])

    assert text_of(chunks) == GREETING
    assert metadata_of(chunks)["skipped"] == ["history"]
    assert [message["role"] for message in own_requests(on)[-1]] == ["system", "user"]


def test_every_provider_must_be_able_to_read_it(tmp_path: Path) -> None:
    prices = PriceBook(OwnPrices(version="1", models=(OwnPrice(model="small", window=4_096),)))
    settings = gateway_settings(
        tmp_path,
        llm_base_url="http://127.0.0.1:9/v1",
        llm_fallbacks=[{"base_url": "http://127.0.0.1:8/v1", "model": "small"}],
    )
    own, alone = own_model(settings, prices), own_model(gateway_settings(tmp_path), prices)

    assert own is not None
    assert (own.window.tokens, own.window.reply_tokens, alone) == (4_096, MAX_TOKENS, None)
