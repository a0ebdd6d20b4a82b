"""Two gateways on one database: whoever runs a turn, every reader of either is told all of it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
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


async def test_a_session_deleted_at_the_other_gateway_ends_a_silent_run(tmp_path: Path) -> None:
    never = asyncio.Event()
    async with (
        running_gateway(tmp_path, gateway_name="a") as first,
        running_gateway(tmp_path, gateway_name="b") as second,
        asyncio.timeout(READ_SECONDS),
    ):
        worker = await first.add_worker(held(never, before=("one",), after=()), slots=1)
        here, there = await first.client(), await second.client()
        session_id = (await here.post("/api/v1/chat/sessions", json={})).json()["id"]
        async with here.stream("POST", MESSAGES, json={"message": "first", "session_id": session_id}) as reader:
            lines = reader.aiter_lines()
            shown = [line async for line in until(lines, '"one"')]
            last = next(line for line in reversed(shown) if line.startswith("id: ")).removeprefix("id: ")
            headers = {"Last-Event-ID": last}
            async with there.stream("GET", reader.headers["location"], headers=headers) as resumed:
                assert (await there.delete(f"/api/v1/chat/sessions/{session_id}")).status_code == 204
                rests = [[line async for line in each] for each in (lines, resumed.aiter_lines())]
        while not worker.closed:
            await asyncio.sleep(0.01)

    assert ['data: {"type":"abort"}' in rest for rest in rests] == [True, True]


async def until(lines: AsyncIterator[str], words: str) -> AsyncIterator[str]:
    """The lines as far as the one that holds these words and the event id that follows it."""
    has_words = False
    async for line in lines:
        yield line
        has_words = has_words or words in line
        if has_words and not line:
            return


def _statuses(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [str(row[0]) for row in connection.execute("SELECT status FROM turn ORDER BY number")]
