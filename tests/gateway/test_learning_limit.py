"""How often a model is asked for facts: so many times a day for each organization, whatever happens in between."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.gateway.test_memory import Stage, is_learning, said_in, stage
from tests.requirements import requirement
from tests.support.running_gateway import BOB, MALLORY

LIMIT = "nothing more is learned today: the limit is reached"


def looked_at(on: Stage) -> list[str]:
    """The messages in which facts were looked for."""
    return [said_in(asked) for asked in on.model.asked if is_learning(asked)]


async def teach(on: Stage, text: str, client: httpx.AsyncClient) -> None:
    """Say something, and wait until it is learned: what was said before it is done with then."""
    await on.ask(text, client)
    await on.learned(text, client)


@requirement("memory")
async def test_an_organization_has_so_many_looks_a_day_and_another_one_its_own(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    texts = [f"I manage {place} for the shop." for place in ("Lisbon", "Porto", "Faro", "Braga")]
    with caplog.at_level(logging.WARNING):
        async with stage(tmp_path, learning_calls_per_day=2) as on:
            bob = await on.gateway.client(BOB)
            await teach(on, texts[0], on.alice)
            await teach(on, texts[1], bob)
            await on.ask(texts[2])
            await on.ask(texts[3], bob)
            mallory = await on.gateway.client(MALLORY)
            await teach(on, "I like the number 7.", mallory)

            assert looked_at(on) == [texts[0], texts[1], "I like the number 7."]
            assert await on.memories(bob) == [texts[1]]
        # A restart is no new day.
        async with stage(tmp_path, learning_calls_per_day=2) as on:
            await on.ask(texts[2])
            mallory = await on.gateway.client(MALLORY)
            await teach(on, "I like the number 8.", mallory)
            assert looked_at(on) == ["I like the number 8."]
            with closing(sqlite3.connect(on.gateway.database_file)) as database:
                database.execute("UPDATE learning_day SET day = '2026-01-01'")
                database.commit()
            await teach(on, texts[3], on.alice)
            with closing(sqlite3.connect(on.gateway.database_file)) as database:
                days = database.execute("SELECT organization_id, calls FROM learning_day WHERE day > '2026-01-01'")
                assert days.fetchall() == [("org_a", 1)]

    told = [record for record in caplog.records if record.getMessage() == LIMIT]
    # Once a day each, with the last look, and without a word of what was said.
    assert [vars(record)["organization_id"] for record in told] == ["org_a", "org_b"]
    assert "Lisbon" not in caplog.text


@requirement("memory")
async def test_no_look_at_all_is_a_limit_too(tmp_path: Path) -> None:
    async with stage(tmp_path, learning_calls_per_day=0) as on:
        await on.ask("I manage Lisbon for the shop.")
        # Titles and suggestions go on; they come from the same model.
        async with asyncio.timeout(10):
            while len(on.model.asked) < 2:
                await asyncio.sleep(0.005)
        assert looked_at(on) == []
