"""Import: what was exported comes back as it was, under ids of its own; anything else leaves nothing behind."""

import asyncio
import json
import random
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.events import RunEvent, RunFailed, TextDelta, TextStarted
from shared.runs import RunRequest
from tests.gateway.api.test_exports import long_session
from tests.gateway.api.test_send_message import HISTORY, MESSAGES, whole_answer
from tests.gateway.protocols import test_session_document as documents
from tests.gateway.protocols.test_session_document import ANSWER, REFUSED, whole
from tests.requirements import requirement
from tests.support.running_gateway import BOB, RunningGateway, running_gateway
from tests.support.scripted_worker import says
from tests.support.ui_stream import chunks_of, text_of

SESSIONS = "/api/v1/chat/sessions"
IMPORT = f"{SESSIONS}/import"
JSON = {"content-type": "application/json"}
FUZZ = 60


async def fails_late(request: RunRequest) -> AsyncIterator[RunEvent]:
    """A run that says something and then fails."""
    yield TextStarted(part_id="t1", agent="synthesiser")
    yield TextDelta(part_id="t1", text="as far as")
    yield RunFailed(code="model_unavailable", message="The model is away.")


async def exported(client: httpx.AsyncClient, session_id: str) -> dict[str, Any]:
    """The document of a session."""
    found: dict[str, Any] = (await client.get(f"{SESSIONS}/{session_id}/export", params={"format": "json"})).json()
    return found


async def varied_session(
    gateway: RunningGateway, client: httpx.AsyncClient, asked: list[RunRequest] | None = None
) -> str:
    """A session with a whole answer, a failed one and a short one; `asked` is where later questions are noted."""
    session_id: str = (await client.post(SESSIONS, json={"title": "Größen"})).json()["id"]
    worker = await gateway.add_worker(whole_answer)
    for script, question in ((whole_answer, "How many?"), (fails_late, "And `why`?\n\nExactly?"), (says("yes"), "🎉")):
        worker.script = script
        await client.post(MESSAGES, json={"message": question, "session_id": session_id})
    if asked is not None:
        worker.requests = asked
    return session_id


def without_ids(document: dict[str, Any]) -> dict[str, Any]:
    """What must come back the same."""
    messages = [{key: message[key] for key in message if key != "id"} for message in document["messages"]]
    return {**document, "exported_at": "", "messages": messages}


def ids(document: dict[str, Any]) -> set[str]:
    """The ids of the messages."""
    return {message["id"] for message in document["messages"]}


async def listed(client: httpx.AsyncClient) -> list[str]:
    """The ids of one's sessions."""
    return [session["id"] for session in (await client.get(SESSIONS)).json()["sessions"]]


@requirement("import")
async def test_what_was_exported_comes_back_as_it_was(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    original = await varied_session(gateway, alice)
    document = await exported(alice, original)
    bob = await gateway.client(BOB)
    made = await bob.post(IMPORT, json=document)
    again = await exported(bob, made.json()["id"])

    assert (made.status_code, made.headers["cache-control"]) == (201, "private, no-store")
    session = made.json()
    assert (session["access"], session["title"], session["title_origin"]) == ("owner", "Größen", "user")
    assert (session["message_count"], session["status"], session["visibility"]) == (6, "idle", "private")
    assert [session[key] for key in ("created_at", "updated_at")] == [
        document["session"][key] for key in ("created_at", "updated_at")
    ]
    assert without_ids(again) == without_ids(document)
    assert [message["status"] for message in again["messages"]] == ["complete"] * 3 + ["failed"] + ["complete"] * 2
    assert ids(again).isdisjoint(ids(document))
    history = (await bob.get(HISTORY, params={"session_id": session["id"]})).json()["messages"]
    assert [message["parts"] for message in history] == [message["parts"] for message in document["messages"]]
    assert [message["alternatives"] for message in history] == [[message["id"]] for message in history]
    assert (await alice.get(f"{SESSIONS}/{session['id']}")).status_code == 404
    assert without_ids(await exported(alice, original)) == without_ids(document)


@requirement("import")
async def test_the_next_question_continues_what_was_imported(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    asked: list[RunRequest] = []
    document = await exported(alice, await varied_session(gateway, alice, asked))
    imported = (await alice.post(IMPORT, json=document)).json()["id"]
    await alice.post(MESSAGES, json={"message": "go on", "session_id": imported})

    assert [(past.role, past.text) for past in asked[0].history] == [
        ("user", "How many?"),
        ("assistant", "Web: 5\u2028 [1] Grüße 🎉"),
        ("user", "And `why`?\n\nExactly?"),
        ("assistant", "as far as"),
        ("user", "🎉"),
        ("assistant", "yes"),
    ]
    said = (await exported(alice, imported))["messages"]
    assert [message["parts"][-1]["text"] for message in said[-2:]] == ["go on", "yes"]
    found = (await alice.get("/api/v1/chat/search", params={"q": "Exactly"})).json()["results"]
    assert imported in {result["session_id"] for result in found}


async def test_an_imported_answer_is_told_again_to_whoever_follows_it(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    document = await exported(alice, await varied_session(gateway, alice))
    imported = (await alice.post(IMPORT, json=document)).json()["id"]
    with sqlite3.connect(gateway.database_file) as database:
        turns = database.execute("SELECT id FROM turn WHERE session_id = ? ORDER BY position", [imported]).fetchall()
    async with asyncio.timeout(20):
        told = [chunks_of((await alice.get(f"/api/v1/chat/turns/{turn}/stream")).content) for (turn,) in turns]

    assert [text_of(chunks) for chunks in told] == ["Web: 5\u2028 [1] Grüße 🎉", "as far as", "yes"]
    assert [chunks[-1]["type"] for chunks in told] == ["finish", "error", "finish"]


async def test_a_long_session_comes_back_whole(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    document = await exported(alice, await long_session(gateway, alice, turns=130, answer_bytes=10))
    # What was written straight into the store says nothing of models.
    for message in document["messages"][1::2]:
        usage = {"inputTokens": 0, "outputTokens": 0, "totalTokens": 0, "calls": 0}
        message["metadata"] = {"finishReason": "stop", "usage": usage, "models": []}
    imported = (await alice.post(IMPORT, json=document)).json()

    assert imported["message_count"] == 260
    assert without_ids(await exported(alice, imported["id"])) == without_ids(document)


@requirement("import", "once")
async def test_the_same_key_is_the_same_session(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    document = await exported(alice, await varied_session(gateway, alice))
    headers = {"idempotency-key": "k1"}
    first, second = await asyncio.gather(*(alice.post(IMPORT, json=document, headers=headers) for _ in range(2)))
    third = await alice.post(IMPORT, json=document, headers=headers)
    other = await alice.post(IMPORT, json={**document, "exported_at": "2026-01-01T00:00:00Z"}, headers=headers)
    bob = await gateway.client(BOB)
    theirs = await bob.post(IMPORT, json=document, headers=headers)
    without = await alice.post(IMPORT, json=document)
    asked = await alice.post(MESSAGES, json={"message": "a question may have it too"}, headers=headers)

    assert [response.status_code for response in (first, second, third, theirs, without, asked)] == [201] * 5 + [200]
    assert len({response.json()["id"] for response in (first, second, third)}) == 1
    replays = [response.headers.get("idempotency-replayed") for response in (first, second)]
    assert sorted(replays, key=str) == [None, "true"]
    assert third.headers["idempotency-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len({response.json()["id"] for response in (third, theirs, without)}) == 3
    assert len(await listed(alice)) == 4
    await alice.delete(f"{SESSIONS}/{third.json()['id']}")
    fresh = await alice.post(IMPORT, json=document, headers=headers)
    assert (fresh.status_code, fresh.headers.get("idempotency-replayed")) == (201, None)
    assert (await alice.post(IMPORT, json=document, headers={"idempotency-key": ""})).status_code == 400


@requirement("import")
async def test_what_cannot_be_ours_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, import_max_bytes=8_000_000) as gateway:
        alice = await gateway.client()
        answers = {name: await alice.post(IMPORT, content=raw, headers=JSON) for name, raw in REFUSED.items()}
        left = await listed(alice)

    told = {
        name: (answer.status_code, answer.json().get("code"), len(answer.content) < 4_000)
        for name, answer in answers.items()
    }
    assert {name: found for name, found in told.items() if found != (422, "invalid_request", True)} == {}
    assert left == []


async def test_a_damaged_document_is_refused_or_taken_and_nothing_else(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    document = json.dumps(await exported(alice, await varied_session(gateway, alice))).encode()
    dice = random.Random(7)
    statuses: list[int] = []
    for _ in range(FUZZ):
        spoilt = bytearray(document)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(spoilt))
            match dice.randrange(3):
                case 0:
                    spoilt[at] = dice.randrange(256)
                case 1:
                    del spoilt[at : at + dice.randint(1, 9)]
                case _:
                    spoilt[at:at] = spoilt[dice.randrange(len(spoilt)) :][: dice.randint(1, 9)]
        statuses.append((await alice.post(IMPORT, content=bytes(spoilt), headers=JSON)).status_code)

    assert set(statuses) <= {201, 422}
    assert statuses.count(422) > FUZZ // 2
    assert len(await listed(alice)) == 1 + statuses.count(201)


async def test_a_document_is_bounded_and_json(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, import_max_bytes=400_000) as gateway:
        alice = await gateway.client()
        document = await exported(alice, await varied_session(gateway, alice))
        filled = document["messages"][-1]["parts"][-1]
        filled["text"] = "x" * 300_000
        taken = await alice.post(IMPORT, json=document)
        filled["text"] = "x" * 400_000
        refused = await alice.post(IMPORT, json=document)
        plain = await alice.post(IMPORT, content=json.dumps(document), headers={"content-type": "text/plain"})
        other = await alice.post(SESSIONS, content=b" " * 300_000, headers=JSON)

    assert (taken.status_code, refused.status_code, other.status_code) == (201, 413, 413)
    assert refused.json()["detail"] == "The body may have 400000 bytes."
    assert plain.status_code in (413, 415)


async def test_a_document_full_of_errors_is_refused_without_naming_them_all(alice: httpx.AsyncClient) -> None:
    empty = await alice.post(IMPORT, content=b'{"messages":[' + b"{}," * 200_000 + b"{}]}", headers=JSON)
    many = await alice.post(IMPORT, json={f"field {number}": 1 for number in range(2_000)})
    long = await alice.post(IMPORT, json={"x" * 100_000: 1})

    assert (empty.status_code, empty.json()["code"]) == (413, "content_too_large")
    assert "errors" not in many.json()
    for refused in (many, long):
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
        assert len(refused.content) < 4_000


async def test_what_fails_in_the_middle_leaves_nothing(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    document = await exported(alice, await varied_session(gateway, alice))
    before = await listed(alice)
    document["messages"] = document["messages"] * 20 + document["messages"]
    document["messages"][-2]["parts"][0]["text"] = "boom"
    with sqlite3.connect(gateway.database_file) as database:
        database.execute(
            "CREATE TRIGGER boom BEFORE INSERT ON message WHEN NEW.text = 'boom' BEGIN SELECT RAISE(ABORT, 'boom'); END"
        )
    failed = await alice.post(IMPORT, json=document)

    assert failed.status_code == 500
    assert await listed(alice) == before
    with sqlite3.connect(gateway.database_file) as database:
        assert database.execute("SELECT count(*) FROM session_import").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM message").fetchone() == (6,)


async def test_times_of_the_future_become_now(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    document = await exported(alice, await varied_session(gateway, alice))
    for holder in (document["session"], *document["messages"]):
        holder["created_at"] = "2999-01-01T00:00:00Z"
    made = (await alice.post(IMPORT, json=document)).json()
    again = await exported(alice, made["id"])

    assert made["created_at"] <= again["exported_at"]
    assert made["updated_at"] <= again["exported_at"]
    assert all(message["created_at"] <= again["exported_at"] for message in again["messages"])


@pytest.mark.parametrize("name", ["gateway", "another"])
async def test_what_a_gateway_left_unfinished_it_removes_when_it_starts(tmp_path: Path, name: str) -> None:
    async with running_gateway(tmp_path) as gateway:
        alice = await gateway.client()
        kept = (await alice.post(IMPORT, content=whole(documents.question(), ANSWER), headers=JSON)).json()["id"]
        left = await long_session(gateway, alice, turns=3, answer_bytes=10)
        with sqlite3.connect(gateway.database_file) as database:
            database.execute("INSERT INTO session_import VALUES (?, 'org_a', ?)", [left, name])
    async with running_gateway(tmp_path) as gateway:
        sessions = await listed(await gateway.client())

    assert set(sessions) == ({kept} if name == "gateway" else {kept, left})
