"""What is told of a question that is not asked: what it would cost, and that nothing happens."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.events import LlmCalled, RunEvent, RunFinished, TextDelta, TextEnded, TextStarted
from shared.models import DEFAULT_MODEL
from shared.runs import RunRequest
from tests.gateway.api.test_send_message import MESSAGES
from tests.gateway.test_memory import LISBON, stage
from tests.requirements import requirement
from tests.support.running_gateway import MALLORY, running_gateway

SHIRT = "what is the price of the blue shirt?"
PRICES = {
    "version": "tests 1",
    "models": [{"model": "priced", "input": 1, "output": 10}, {"model": DEFAULT_MODEL, "input": 2, "output": 3}],
}
# Whoever is there tells of itself every few seconds, and a key of its use.
OF_THE_MACHINERY = {"worker", "api_key"}


class Spends:
    """A crew of which each answer costs more than the one before."""

    def __init__(self, model: str = "priced") -> None:
        self.model = model
        self.asked = 0

    async def __call__(self, request: RunRequest) -> AsyncIterator[RunEvent]:  # noqa: ARG002 - a script's
        """Two calls, and a few words."""
        self.asked += 1
        yield TextStarted(part_id="t", agent="analyst")
        yield TextDelta(part_id="t", text="49")
        yield TextEnded(part_id="t")
        for number in range(2):
            yield LlmCalled(
                call_id=f"llm_{number}",
                agent="analyst",
                model=self.model,
                provider="house",
                input_tokens=100 * self.asked,
                output_tokens=10,
                duration_ms=1,
            )
        yield RunFinished(finish_reason="stop")


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """A price list."""
    file = tmp_path / "prices.json"
    file.write_text(json.dumps(PRICES))
    return file


async def explained(client: httpx.AsyncClient, text: str = SHIRT, **more: object) -> dict[str, Any]:
    """What is told."""
    answer = await client.post(MESSAGES, params={"explain": "true"}, json={"message": text, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def asked(client: httpx.AsyncClient, times: int) -> None:
    """Ask so often, in sessions of their own."""
    for _ in range(times):
        assert (await client.post(MESSAGES, json={"message": SHIRT})).status_code == 200


@requirement("explain", "predicted-cost")
async def test_what_an_answer_would_cost_is_what_the_last_ones_of_its_kind_did(tmp_path: Path, prices: Path) -> None:
    async with running_gateway(tmp_path, assessment_enabled=True, memory_enabled=False, prices_file=prices) as gateway:
        crew = Spends()
        await gateway.add_worker(crew)
        alice, mallory = await gateway.client(), await gateway.client(MALLORY)
        guess = (await explained(alice))["cost"]
        # Of two, one could tell what the other has cost.
        await asked(alice, 2)
        still = (await explained(alice))["cost"]
        await asked(alice, 1)
        known = (await explained(alice))["cost"]
        crew.model = "nobody's"
        await asked(alice, 1)
        lacking = (await explained(alice))["cost"]
        others = [
            (await explained(alice, "list the open anomalies"))["cost"]["basis"],
            (await explained(alice, "write a complete monthly report on all channels"))["cost"]["basis"],
            (await explained(mallory))["cost"]["basis"],
        ]

    assert (guess["basis"], guess["turns"], guess["price_book"]) == ("estimate", 0, "tests 1")
    assert guess["micros"] == 2 * guess["input_tokens"] + 3 * guess["output_tokens"] > 0
    assert still == guess
    assert known == {
        # Two calls a turn: of 100, 200 and 300 tokens, and 10 each that were written.
        "micros": 400 + 200,
        "currency": "USD",
        "basis": "history",
        "turns": 3,
        "input_tokens": 400,
        "output_tokens": 20,
        "price_book": None,
    }
    # What nobody knows the price of is counted, and not as nothing.
    assert (lacking["turns"], lacking["micros"], lacking["input_tokens"]) == (4, 600, 500)
    assert others == ["estimate"] * 3


@requirement("explain", "predicted-cost")
@pytest.mark.parametrize("is_assessed", [True, False])
async def test_a_price_that_nobody_knows_is_none(tmp_path: Path, is_assessed: bool) -> None:
    async with running_gateway(tmp_path, assessment_enabled=is_assessed, memory_enabled=False) as gateway:
        await gateway.add_worker(Spends("nobody's"))
        alice = await gateway.client()
        guess = (await explained(alice))["cost"]
        await asked(alice, 3)
        known = (await explained(alice))["cost"]
        far = (await explained(await gateway.client(MALLORY)))["cost"]

    assert (guess["basis"], guess["micros"], guess["price_book"]) == ("estimate", None, None)
    assert guess["input_tokens"] > guess["output_tokens"] > 0
    assert (known["basis"], known["turns"], known["micros"], known["input_tokens"]) == ("history", 3, None, 400)
    assert far == guess


def stored(file: Path) -> list[str]:
    """Everything that is in the database, as statements."""
    with closing(sqlite3.connect(file)) as connection:
        lines = list(connection.iterdump())
    return [line for line in lines if not line.startswith(tuple(f'INSERT INTO "{name}"' for name in OF_THE_MACHINERY))]


@requirement("explain")
async def test_an_explanation_writes_nothing_and_asks_no_model(tmp_path: Path) -> None:
    async with stage(tmp_path, assessment_enabled=True) as on_stage:
        first = await on_stage.ask(LISBON)
        session_id = first[0]["messageMetadata"]["sessionId"]
        await on_stage.learned(LISBON)
        await on_stage.settled()
        # What is still being written beside the answers waits here; so would an explanation that asked the model.
        on_stage.model.gate.clear()
        runs, file = len(on_stage.worker.requests), on_stage.gateway.database_file
        before = stored(file)

        told = [
            await explained(on_stage.alice, "What should the Lisbon store do about queues?", session_id=session_id),
            await explained(on_stage.alice, "Compare everything with everything, perhaps?"),
            await explained(on_stage.alice, "Hello!", session_id="a-name-of-the-clients"),
            await explained(on_stage.alice, SHIRT, agent="product_analyst"),
            await explained(on_stage.alice, "Start over!", session_id=session_id),
            await explained(on_stage.alice, "What do I manage in Lisbon?", widget_mode=True),
        ]
        after = stored(file)

    assert len(before) > 50
    assert after == before
    assert len(on_stage.worker.requests) == runs
    asked_about = [str(each["messages"][-1]["content"]) for each in on_stage.model.asked]
    assert not [text for text in asked_about if "queues" in text or "everything" in text]
    assert [memory["text"] for memory in told[0]["memories"] if "Lisbon" in memory["text"]] == [LISBON]
    assert told[-1]["memories"] == []
    assert [each["skipped"] for each in told] == [[]] * 6
