"""Two gateways on one database: whoever runs a turn, every reader of either is told all of it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.gateway.api.test_send_message import MESSAGES
from tests.support.running_gateway import running_gateway
from tests.support.scripted_worker import held
from tests.support.ui_stream import chunks_of, text_of

READ_SECONDS = 5.0


async def test_a_reader_is_told_what_the_other_gateway_runs(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with (
        running_gateway(tmp_path, gateway_name="a") as first,
        running_gateway(tmp_path, gateway_name="b") as second,
        asyncio.timeout(READ_SECONDS),
    ):
        await first.add_worker(held(gate, before=("one",), after=(" two",)), slots=1)
        here, there = await first.client(), await second.client()
        running = asyncio.create_task(here.post(MESSAGES, json={"message": "first"}))
        while not _statuses(first.database_file).count("running"):
            await asyncio.sleep(0.01)
        # Accepted by the second gateway, and claimed by the first as soon as its own run has ended.
        waiting = asyncio.create_task(there.post(MESSAGES, json={"message": "second"}))
        while len(_statuses(first.database_file)) < 2:
            await asyncio.sleep(0.01)
        gate.set()

        answers = [text_of(chunks_of((await asked).content)) for asked in (running, waiting)]

    assert answers == ["one two", "one two"]


def _statuses(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [str(row[0]) for row in connection.execute("SELECT status FROM turn ORDER BY number")]
