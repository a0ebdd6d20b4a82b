"""Stop, kill and start again: what was shown is kept, nothing stays open."""

import asyncio
import sqlite3
from pathlib import Path

from tests.gateway.api.test_send_message import MESSAGES, answer_of
from tests.requirements import requirement
from tests.support.running_gateway import running_gateway
from tests.support.scripted_worker import held, says
from tests.support.ui_stream import chunks_of, read_frames, text_of


@requirement("restart")
async def test_stopping_keeps_what_was_shown_and_tells_the_reader(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        await gateway.add_worker(held(asyncio.Event(), before=("shown ",), after=("never",)))
        alice = await gateway.client()
        async with alice.stream("POST", MESSAGES, json={"message": "x"}) as response:
            session_id = response.headers["x-chat-session-id"]
            chunks = []
            async for frame in read_frames(response):
                chunks.append(frame.chunk)
                if frame.chunk.get("type") == "text-delta":
                    await gateway.inside.drain(0)

    assert chunks[-2] == {"type": "error", "errorText": "The service is restarting."}
    async with running_gateway(tmp_path) as gateway:
        alice = await gateway.client()
        answer = await answer_of(alice, session_id)
    assert answer["status"] == "interrupted"
    assert answer["parts"][-1]["text"] == "shown "


@requirement("restart")
async def test_a_turn_of_a_killed_gateway_is_ended_at_the_next_start(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        await gateway.add_worker(held(asyncio.Event(), before=("shown ",), after=()))
        alice = await gateway.client()
        async with alice.stream("POST", MESSAGES, json={"message": "x"}) as response:
            session_id = response.headers["x-chat-session-id"]
            async for frame in read_frames(response):
                if frame.chunk.get("type") == "text-delta":
                    break
            _copy_as_a_kill_leaves_it(gateway.database_file, tmp_path / "killed" / "gateway.db")

    async with running_gateway(tmp_path / "killed") as gateway:
        alice = await gateway.client()
        answer = await answer_of(alice, session_id)
        await gateway.add_worker(says("on we go"))
        next_one = await alice.post(MESSAGES, json={"message": "y", "session_id": session_id})

    assert answer["status"] == "interrupted"
    assert answer["parts"][-1]["text"] == "shown "
    assert text_of(chunks_of(next_one.content)) == "on we go"


async def test_a_question_that_was_queued_when_the_gateway_stopped_is_answered_after_it_starts(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        alice = await gateway.client()
        async with alice.stream("POST", MESSAGES, json={"message": "later"}) as response:
            session_id = response.headers["x-chat-session-id"]
    async with running_gateway(tmp_path) as gateway:
        await gateway.add_worker(says("now"))
        alice = await gateway.client()

        answer = await answer_of(alice, session_id)

    assert (answer["status"], answer["parts"][-1]["text"]) == ("complete", "now")


async def test_the_local_key_is_made_once_and_kept(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, local_organization_id="org_l") as gateway:
        file = gateway.settings.local_key_file
        first = file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600
    async with running_gateway(tmp_path, local_organization_id="org_l"):
        assert file.read_text() == first
    async with running_gateway(tmp_path, local_organization_id="org_other"):
        assert file.read_text() != first


def _copy_as_a_kill_leaves_it(source: Path, target: Path) -> None:
    """The database at this moment, as another process finds it: taken from outside, nothing is told to the gateway."""
    target.parent.mkdir()
    with sqlite3.connect(source) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
    live.close()
    copy.close()
