"""What a run may keep through the internal listener: once a call, for its own turn, within its limits."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.artifacts import PATH
from shared.events import ArtifactCreated, RunEvent, RunFinished, TextDelta, TextEnded, TextStarted
from shared.ids import ArtifactId, ToolCallId
from shared.runs import RunRequest
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.requirements import requirement
from tests.support.contents import BAR, CONTENTS, FILE, SUMMARY, TABLE, chart, posted
from tests.support.held_turn import HeldTurn, held_turn
from tests.support.running_gateway import MALLORY, RunningGateway, running_gateway
from tests.support.ui_stream import chunks_of

OTHER_TOOLS = """UPDATE run_grant SET tools = '["list_interactions"]'"""
COUNTS = "SELECT (SELECT count(*) FROM artifact), (SELECT count(*) FROM artifact_version)"


async def keep(turn: HeldTurn, asked: Any, *, call_id: str | None = "call_1") -> httpx.Response:
    """Post an artifact as a tool of the run does."""
    headers = {**turn.bearer, "content-type": "application/json"}
    headers |= {"idempotency-key": call_id} if call_id is not None else {}
    content = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    return await turn.http.post(PATH, content=content, headers=headers)


def counts(gateway: RunningGateway) -> tuple[int, int]:
    """How many artifacts and versions there are."""
    with closing(sqlite3.connect(gateway.database_file)) as database:
        (row,) = database.execute(COUNTS).fetchall()
    return row[0], row[1]


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def turn(gateway: RunningGateway) -> AsyncGenerator[HeldTurn]:
    """A turn under way whose run may make artifacts."""
    async with held_turn(gateway) as held:
        yield held


@pytest.mark.parametrize("kind", CONTENTS)
async def test_a_tool_keeps_what_it_has_made(turn: HeldTurn, kind: str) -> None:
    answer = await keep(turn, posted(CONTENTS[kind], title="Per channel"))

    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert receipt.pop("artifact_id").startswith("art_")
    assert receipt.pop("bytes") > 0
    assert receipt == {
        "version": 1,
        "kind": kind,
        "title": "Per channel",
        "media_type": {
            "summary": "text/markdown; charset=utf-8",
            "file": "text/plain; charset=utf-8",
        }.get(kind, "application/json"),
    }


async def test_a_call_is_answered_again_with_what_it_made(gateway: RunningGateway, turn: HeldTurn) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(keep(turn, posted(BAR))) for _ in range(20)]
    answers = [task.result() for task in tasks]
    other = await keep(turn, posted(BAR, title="Another"))
    next_call = await keep(turn, posted(BAR), call_id="call_2")

    assert len({answer.content for answer in answers}) == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 19
    assert code(other) == (422, "idempotency_key_reused")
    assert next_call.status_code == 201
    assert counts(gateway) == (2, 2)


async def test_an_artifact_of_the_session_gets_another_version(gateway: RunningGateway, turn: HeldTurn) -> None:
    first = (await keep(turn, posted(SUMMARY))).json()
    second = await keep(turn, posted(SUMMARY, artifact_id=first["artifact_id"]), call_id="call_2")
    async with held_turn(gateway) as other, held_turn(gateway, MALLORY) as foreign:
        refused = [
            await keep(turn, posted(SUMMARY, artifact_id="art_none"), call_id="call_3"),
            await keep(other, posted(SUMMARY, artifact_id=first["artifact_id"])),
            await keep(foreign, posted(SUMMARY, artifact_id=first["artifact_id"])),
        ]
    differs = await keep(turn, posted(TABLE, artifact_id=first["artifact_id"]), call_id="call_4")

    assert (second.json()["artifact_id"], second.json()["version"]) == (first["artifact_id"], 2)
    assert {answer.content for answer in refused} == {refused[0].content}
    assert code(refused[0]) == (404, "not_found")
    assert code(differs) == (409, "kind_differs")
    assert counts(gateway) == (1, 2)


@requirement("grant")
async def test_a_run_whose_agents_do_not_have_the_tool_keeps_nothing(gateway: RunningGateway, turn: HeldTurn) -> None:
    with closing(sqlite3.connect(gateway.database_file)) as database, database:
        database.execute(OTHER_TOOLS)

    assert code(await keep(turn, posted(BAR))) == (403, "tool_not_granted")
    assert counts(gateway) == (0, 0)


@requirement("grant")
async def test_only_a_run_with_its_own_grant_keeps_anything(gateway: RunningGateway) -> None:
    async with held_turn(gateway) as turn, held_turn(gateway) as other:
        user = await gateway.client()
        body = json.dumps(posted(BAR)).encode()
        json_type = {"content-type": "application/json", "idempotency-key": "c"}
        strangers = [
            await turn.http.post(PATH, content=body, headers=json_type),
            await turn.http.post(PATH, content=body, headers={**json_type, "authorization": "Bearer ct_wrong"}),
            await other.http.post(PATH, content=body, headers={**json_type, **turn.bearer}),
            await user.post(PATH, content=body, headers=json_type),
        ]
        assert [answer.status_code for answer in strangers] == [401, 401, 401, 404]
        turn.let_go.set()
        async with asyncio.timeout(10):
            while (late := await keep(turn, posted(BAR), call_id="late")).status_code == 201:
                await asyncio.sleep(0.01)
    assert code(late) == (410, "turn_over")


@pytest.mark.parametrize("call_id", [None, "", "a b", "x" * 161, "call/1", "cäll".encode("latin-1")])
async def test_a_call_needs_a_name(gateway: RunningGateway, turn: HeldTurn, call_id: Any) -> None:
    assert code(await keep(turn, posted(BAR), call_id=call_id)) == (400, "bad_request")
    assert counts(gateway) == (0, 0)


@requirement("closed-charts")
@pytest.mark.parametrize(
    "asked",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"title": "\\ud800", "content": {"kind": "summary", "text": "x"}}',
        b'{"title": "a\\u0000", "content": {"kind": "summary", "text": "x"}}',
        b"[" * 100_000,
        json.dumps(posted(chart(data={"url": "http://192.0.2.1/"}))).encode(),
        json.dumps(posted(chart(points=[{"x": "a", "y": {"expr": "1"}}]))).encode(),
        json.dumps(posted(SUMMARY, user_id="usr_bob")).encode(),
        json.dumps(posted({**FILE, "content": "?", "encoding": "base64"})).encode(),
        json.dumps(posted(SUMMARY)).replace('"A title"', "true").encode(),
    ],
    ids=lambda asked: repr(asked[:40]),
)
async def test_garbage_is_refused_and_leaves_nothing(gateway: RunningGateway, turn: HeldTurn, asked: bytes) -> None:
    answer = await keep(turn, asked)

    assert answer.status_code == 422
    assert answer.json()["code"] in {"invalid_request", "content_refused"}
    assert counts(gateway) == (0, 0)


async def test_sizes_and_numbers_are_bounded(tmp_path: Path) -> None:
    limits = {"artifact_max_bytes": 2_000, "artifacts_per_turn": 2, "artifact_spool_bytes": 5_000}
    async with running_gateway(tmp_path, **limits) as gateway, held_turn(gateway) as turn:
        # Nothing leaves the database meanwhile, so the spool fills up.
        gateway.settings.objects_folder.parent.mkdir(exist_ok=True)
        gateway.settings.objects_folder.write_text("no folder")
        too_large = await keep(turn, posted({**SUMMARY, "text": "x" * 2_001}))
        longest = await keep(turn, posted({**SUMMARY, "text": "\u0001" * 2_000}))
        endless = await keep(turn, posted({**SUMMARY, "text": "x" * 100_000}))
        second = await keep(turn, posted({**SUMMARY, "text": "x" * 2_000}), call_id="call_2")
        third = await keep(turn, posted(SUMMARY), call_id="call_3")
        async with held_turn(gateway) as other:
            full = await keep(other, posted({**SUMMARY, "text": "x" * 1_001}))

    assert code(too_large) == (413, "artifact_too_large")
    assert code(endless) == (413, "content_too_large")
    assert (longest.status_code, second.status_code) == (201, 201)
    assert code(third) == (429, "tool_budget")
    assert code(full) == (503, "artifacts_unavailable")


async def test_what_was_kept_is_told_to_readers_and_stored_with_the_answer(gateway: RunningGateway) -> None:
    def made(version: int, title: str) -> ArtifactCreated:
        return ArtifactCreated(
            artifact_id=ArtifactId("art_1"),
            version=version,
            kind="chart",
            title=title,
            media_type="application/json",
            call_id=ToolCallId(f"call_{version}"),
            at=version,
        )

    async def script(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield made(1, "First")
        yield TextStarted(part_id="t1", agent="synthesiser")
        yield TextDelta(part_id="t1", text="See the chart.")
        yield TextEnded(part_id="t1")
        yield made(2, "Second")
        yield RunFinished(finish_reason="stop")

    await gateway.add_worker(script)
    client = await gateway.client()
    answer = await client.post(MESSAGES, json={"message": "draw"})
    turn_id, session_id = answer.headers["x-chat-turn-id"], answer.headers["x-chat-session-id"]
    (_, message) = (await client.get(HISTORY, params={"session_id": session_id})).json()["messages"]
    with closing(sqlite3.connect(gateway.database_file)) as database, database:
        # As ten minutes later: the log is let go of, its message tells the turn.
        database.execute("DELETE FROM turn_event")
        database.execute("UPDATE turn SET is_compacted = 1")
    told = {
        protocol: (await client.get(f"/api/v1/chat/turns/{turn_id}/stream", params={"protocol": protocol})).text
        for protocol in ("ui", "data", "agui", "ndjson", "json", "openai")
    }

    data = {
        "artifactId": "art_1",
        "version": 2,
        "kind": "chart",
        "title": "Second",
        "mediaType": "application/json",
        "toolCallId": "call_2",
    }
    part = {"type": "data-artifact", "id": "art_1", "data": data}
    shown = [chunk for chunk in chunks_of(answer.content) if chunk["type"] == "data-artifact"]
    assert [chunk["data"]["version"] for chunk in shown] == [1, 2]
    assert shown[1] == part
    assert [kept for kept in message["parts"] if kept["type"] == "data-artifact"] == [part]
    assert message["parts"].index(part) == 1
    assert json.dumps(part, separators=(",", ":")) in told["ui"]
    assert f"8:[{json.dumps({'type': 'artifact', **data}, separators=(',', ':'))}]" in told["data"]
    assert json.dumps({"type": "CUSTOM", "name": "artifact", "value": data}, separators=(",", ":")) in told["agui"]
    assert '"type":"artifact-created","artifact_id":"art_1","version":2' in told["ndjson"]
    assert part in json.loads(told["json"])["message"]["parts"]
    assert "art_1" not in told["openai"]
