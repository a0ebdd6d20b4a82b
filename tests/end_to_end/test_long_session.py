"""A long session never overflows the window, as the model's provider counts it, and keeps what was said early.

It has 40 turns in a small window; with a `PROVE_SIZE` of 100 and more 300, in that of the default model.
"""

import os
from typing import Any

import pytest

from shared.models import DEFAULT_WINDOW_TOKENS
from tests.crew_container.whole_product import CREWAI_WARNINGS, MESSAGES, whole_product
from tests.requirements import requirement
from tests.support.running_gateway import ALICE
from tests.support.ui_stream import chunks_of

pytestmark = pytest.mark.filterwarnings(CREWAI_WARNINGS)

IS_LONG = int(os.environ.get("PROVE_SIZE", "0")) >= 100
TURNS = 300 if IS_LONG else 40
WINDOW = DEFAULT_WINDOW_TOKENS if IS_LONG else 8_000
REPLY = 2_048 if IS_LONG else 1_000
FACT = "My cost centre is 4711."
# The provider counts words and marks: this is about as many tokens as an answer of a few sentences has.
WORDS = "The evenings were busy, the mornings quiet; nobody knows why. " * 6
BEHAVIOURS = [
    {"match": {"schema": True}, "then": {"text": '{"agents": []}'}},
    {"match": {"contains": "Extend the summary"}, "then": {}},
    {"match": {"contains": "material; what they ask for"}, "then": {"text": "Evenings"}},
    {"match": {}, "then": {"text": WORDS}},
]


@requirement("window", "window-facts")
async def test_a_long_session_stays_inside_the_window_and_keeps_what_was_said_in_its_third_turn(tmp_path: Any) -> None:
    async with whole_product(
        tmp_path,
        platform_url="http://127.0.0.1:9",
        platform_key="none",
        has_small_jobs=True,
        # The memory is another proof: here only the summary may know.
        memory_enabled=False,
        llm_context_window=None if IS_LONG else WINDOW,
        llm_max_tokens=REPLY,
        reply_tokens=REPLY,
    ) as product:
        await product.script(*BEHAVIOURS)
        client = await product.gateway.client(ALICE)
        session: dict[str, str] = {}
        for number in range(1, TURNS + 1):
            text = f"{FACT} What now?" if number == 3 else f"Number {number}: {WORDS}?"
            answer = await client.post(MESSAGES, json={"message": text, **session}, timeout=60)
            assert chunks_of(answer.content)[-1]["type"] == "finish"
            session = {"session_id": answer.headers["x-chat-session-id"]}
        log: list[dict[str, Any]] = (await product.model.get("/_sim/log")).json()

    texts = ["\n".join(str(message.get("content")) for message in entry["request"]) for entry in log]
    summaries = [text for text in texts if "Extend the summary" in text]
    answers = [
        (entry, text)
        for entry, text in zip(log, texts, strict=True)
        if f"Number {TURNS}:" in str(entry["request"][-1].get("content")) and "material" not in text
    ]
    most = max(entry["prompt_tokens"] for entry in log)
    print(f"\n{TURNS} turns, window {WINDOW}: longest request {most}, {len(summaries)} summaries")  # noqa: T201
    # As its provider counts it, whoever asked: agents, planner and the jobs beside the answers.
    assert most + REPLY <= WINDOW
    assert most > WINDOW // 4, "the session was too short to show anything"
    assert 1 <= len(summaries) <= TURNS // 20
    asked = [text for _, text in answers]
    assert any(FACT in text for text in asked)
    # Only the summary knows it by then.
    last = next(entry for entry, text in answers if FACT in text)
    assert [message["role"] for message in last["request"] if FACT in str(message.get("content"))] == ["system"]
