"""Files come with questions: uploaded before or sent inside, kept as artifacts of the session, told wherever it is."""

import asyncio
import base64
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.gateway.api.test_artifacts import ARTIFACTS, HARMLESS, file_name_of
from tests.gateway.api.test_branches import counted
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support import hostile_images
from tests.support.hostile_images import SCRIPT, SVG, picture
from tests.support.running_gateway import BOB, MALLORY, RunningGateway, running_gateway

UPLOADS = "/api/v1/chat/uploads"
PNG = picture("PNG")
DATA = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


@pytest.fixture
async def asked(gateway: RunningGateway) -> RunningGateway:
    """A gateway whose crew tells what it was asked, and how many messages it was told."""
    await gateway.add_worker(counted)
    return gateway


async def upload(client: httpx.AsyncClient, data: bytes, name: str = "a.png", media_type: str = "image/png") -> Any:
    """A file that waits."""
    answer = await client.post(UPLOADS, content=data, params={"name": name}, headers={"content-type": media_type})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def ask(client: httpx.AsyncClient, body: dict[str, Any]) -> tuple[str, str]:
    """Ask; the session, and the answer."""
    answer = await client.post(MESSAGES, json=body, params={"protocol": "ndjson"})
    assert answer.status_code == 200, answer.text
    events = [json.loads(line) for line in answer.text.splitlines()]
    said = "".join(event.get("event", event).get("text", "") for event in events)
    return answer.headers["x-chat-session-id"], said


async def history(client: httpx.AsyncClient, session_id: str) -> list[dict[str, Any]]:
    """The messages of a session."""
    messages = (await client.get(HISTORY, params={"session_id": session_id})).json()["messages"]
    assert isinstance(messages, list)
    return messages


def waiting(gateway: RunningGateway) -> int:
    """How many files wait for a question."""
    with closing(sqlite3.connect(gateway.database_file)) as database:
        ((count,),) = database.execute("SELECT count(*) FROM upload").fetchall()
    assert isinstance(count, int)
    return count


@requirement("files", "not-yours")
async def test_a_file_is_uploaded_asked_with_and_is_an_artifact_then(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    asked, worker = gateway, await gateway.add_worker(counted)
    bob, mallory = await asked.client(BOB), await asked.client(MALLORY)
    file = await upload(alice, hostile_images.picture("JPEG") + SCRIPT, "Café plan.jpg", "image/jpg")
    missing = await alice.get(file["url"].replace(file["id"], f"{file['id'][:-4]}0000"))

    assert (file["kind"], file["media_type"], file["width"], file["height"]) == ("image", "image/jpeg", 64, 48)
    before = await alice.get(file["url"])
    assert (before.status_code, before.headers["content-type"]) == (200, "image/jpeg")
    assert "Caf%C3%A9%20plan.jpg" in before.headers["content-disposition"]
    assert {name: before.headers[name] for name in HARMLESS} == HARMLESS
    assert SCRIPT not in before.content
    assert len(before.content) == file["bytes"]
    for other in (bob, mallory):
        assert (await other.get(file["url"])).content == missing.content
        refused = await other.post(MESSAGES, json={"message": "mine?", "files": [{"url": file["url"]}]})
        assert (refused.status_code, refused.content) == (404, missing.content)
        assert (await other.delete(f"{ARTIFACTS}/{file['id']}")).content == missing.content
    assert waiting(asked) == 1
    mistaken = await upload(alice, PNG)
    assert (await alice.delete(f"{ARTIFACTS}/{mistaken['id']}")).status_code == 204
    assert (await alice.get(mistaken["url"])).content == missing.content

    session_id, said = await ask(alice, {"message": "What is it?", "files": [{"url": file["url"]}]})

    assert waiting(asked) == 0
    assert said.startswith("0: What is it?\n\n[Attached files; ")
    assert f'- "Café plan.jpg", image/jpeg, {file["bytes"]} bytes' in said
    question = (await history(alice, session_id))[0]
    assert question["parts"] == [
        {
            "type": "file",
            "mediaType": "image/jpeg",
            "filename": "Café plan.jpg",
            "url": file["url"],
            "providerMetadata": {"crew": {"artifactId": file["id"], "bytes": file["bytes"]}},
        },
        {"type": "text", "text": "What is it?"},
    ]
    (artifact,) = (await alice.get(ARTIFACTS, params={"session_id": session_id})).json()["artifacts"]
    assert (artifact["id"], artifact["message_id"], artifact["kind"]) == (file["id"], question["id"], "image")
    assert artifact["latest"]["made_by"] == "user"
    assert (await alice.get(file["url"])).content == before.content
    for other in (bob, mallory):
        assert (await other.get(file["url"])).content == missing.content
    # Once more in this session, but in no other one.
    _, said = await ask(alice, {"message": "And now?", "session_id": session_id, "files": [{"url": file["url"]}]})
    assert said.startswith("2: And now?\n\n[Attached files; ")
    assert '- "Café plan.jpg", image/jpeg' in worker.requests[-1].history[0].text
    elsewhere = await alice.post(MESSAGES, json={"message": "Here too?", "files": [{"url": file["url"]}]})
    assert (elsewhere.status_code, elsewhere.content) == (404, missing.content)
    assert (await alice.delete(f"{SESSIONS}/{session_id}")).status_code == 204
    assert (await alice.get(file["url"])).content == missing.content


@requirement("files")
async def test_every_client_sends_files_its_own_way_and_none_is_in_a_row(
    asked: RunningGateway, alice: httpx.AsyncClient
) -> None:
    text = {"type": "text", "text": "What is it?"}
    encoded = DATA.partition(",")[2]
    bodies: list[tuple[str, dict[str, Any]]] = [
        (MESSAGES, {"message": "What is it?", "files": [{"url": DATA, "name": "a.png"}]}),
        (
            MESSAGES,
            {
                "trigger": "submit-message",
                "messages": [
                    {
                        "id": "u1",
                        "role": "user",
                        "parts": [{"type": "file", "mediaType": "image/png", "filename": "a.png", "url": DATA}, text],
                    }
                ],
            },
        ),
        (
            MESSAGES,
            {
                "messages": [
                    {
                        "role": "user",
                        "content": "What is it?",
                        "experimental_attachments": [{"name": "a.png", "contentType": "image/png", "url": DATA}],
                    }
                ]
            },
        ),
        (
            MESSAGES,
            {
                "threadId": "t",
                "runId": "r",
                "messages": [
                    {
                        "id": "1",
                        "role": "user",
                        "content": [
                            text,
                            {"type": "binary", "mimeType": "image/png", "filename": "a.png", "data": encoded},
                        ],
                    }
                ],
            },
        ),
        (
            "/v1/chat/completions",
            {
                "model": "crew",
                "messages": [{"role": "user", "content": [text, {"type": "image_url", "image_url": {"url": DATA}}]}],
            },
        ),
        (
            "/api/chat",
            {"message": {"role": "user", "content": "What is it?", "files": [{"url": DATA, "name": "a.png"}]}},
        ),
    ]
    sessions = []
    for path, body in bodies:
        answer = await alice.post(path, json=body)
        assert answer.status_code == 200, answer.text
        sessions.append(answer.headers["x-chat-session-id"])

    for session_id in sessions:
        file, said = (await history(alice, session_id))[0]["parts"]
        assert (file["type"], file["mediaType"], said) == ("file", "image/png", text)
        assert file["filename"] in ("a.png", "image.png")
        assert Image.open(io.BytesIO((await alice.get(file["url"])).content)).size == (64, 48)
    (ui_message, *_) = (await alice.get(f"/api/chat/{sessions[0]}/messages")).json()
    assert ui_message["attachments"] == [
        {"name": "a.png", "contentType": "image/png", "url": ui_message["parts"][0]["url"]}
    ]
    assert waiting(asked) == 0
    with closing(sqlite3.connect(asked.database_file)) as database:
        dump = "\n".join(line for line in database.iterdump() if not line.startswith('INSERT INTO "object_outbox"'))
    assert encoded[:60] not in dump


@requirement("files", "images")
async def test_hostile_files_are_refused_as_such_and_nothing_of_them_stays(
    asked: RunningGateway, alice: httpx.AsyncClient
) -> None:
    answers: dict[str, tuple[int, str]] = {}
    for name, data in hostile_images.refused():
        sent = await alice.post(UPLOADS, content=data, headers={"content-type": "image/png"})
        answers[name] = sent.status_code, sent.json()["code"]
    wrong = await alice.post(UPLOADS, content=PNG, headers={"content-type": "image/gif"})
    svg = await alice.post(UPLOADS, content=SVG, params={"name": "a.svg"}, headers={"content-type": "image/svg+xml"})
    named = await alice.post(UPLOADS, content=b"<html>", params={"name": "a.png"})
    packed = await alice.post(UPLOADS, content=b"x", headers={"content-encoding": "gzip"})
    body = {"message": "x", "files": [{"url": f"data:image/png;base64,{base64.b64encode(SVG).decode()}"}]}
    inside = await alice.post(MESSAGES, json=body)
    elsewhere = await alice.post(MESSAGES, json={"message": "x", "files": [{"url": "http://127.0.0.1:9/a.png"}]})

    assert answers.pop("empty") == (422, "content_refused")
    assert set(answers.values()) == {(422, "image_refused")}
    for refused in (wrong, svg, named, inside):
        assert (refused.status_code, refused.json()["code"]) == (422, "image_refused"), refused.text
    assert (packed.status_code, packed.json()["code"]) == (415, "unsupported_media_type")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "file_url_refused")
    assert waiting(asked) == 0
    assert (await alice.get(SESSIONS)).json()["sessions"] == []


async def test_a_file_that_is_no_image_is_kept_as_bytes_that_no_browser_runs(
    asked: RunningGateway, alice: httpx.AsyncClient
) -> None:
    table = await upload(alice, b"a,b\n1,2\n", "orders.csv", "text/csv")
    page = await upload(alice, SCRIPT, "page.html", "text/html")
    drawing = await upload(alice, SVG, "drawing.svg", "application/octet-stream")

    served = [(await alice.get(file["url"])) for file in (table, page, drawing)]
    assert [(answer.headers["content-type"], file_name_of(answer)) for answer in served] == [
        ("text/csv; charset=utf-8", "orders.csv"),
        ("application/octet-stream", "page.html.bin"),
        ("application/octet-stream", "drawing.svg.bin"),
    ]
    assert (await alice.get(table["url"], params={"format": "csv"})).json()["code"] == "format_unavailable"
    session_id, said = await ask(alice, {"message": "Sum it", "files": [{"url": table["url"]}, {"url": page["url"]}]})
    assert '- "orders.csv", text/csv; charset=utf-8, 8 bytes\n- "page.html", application/octet-stream' in said
    markdown = (await alice.get(f"{SESSIONS}/{session_id}/export", params={"format": "markdown"})).text
    assert "- file: orders\\.csv, text\\/csv\\;" in markdown
    document = (await alice.get(f"{SESSIONS}/{session_id}/export", params={"format": "json"})).json()
    assert document["messages"][0]["parts"][0]["filename"] == "orders.csv"
    imported = (await alice.post(f"{SESSIONS}/import", json=document)).json()
    assert (await history(alice, imported["id"]))[0]["parts"] == [{"type": "text", "text": "Sum it"}]
    token = (await alice.post(f"{SESSIONS}/{session_id}/shares", json={})).json()["token"]
    shared = (await alice.get(f"/api/v1/shared/{token}")).json()["messages"][0]
    assert shared["parts"] == [{"type": "text", "text": "Sum it"}]
    assert shared["artifacts"] == [{"kind": "file", "title": "orders.csv"}, {"kind": "file", "title": "page.html"}]


@requirement("files", "once")
async def test_a_repeated_question_takes_its_files_once(asked: RunningGateway, alice: httpx.AsyncClient) -> None:
    file = await upload(alice, PNG)
    for name, url in (("kept", file["url"]), ("inside", DATA)):
        body = {"message": "once", "files": [{"url": url}]}
        key = {"idempotency-key": name}
        first = await alice.post(MESSAGES, json=body, headers=key)
        again = await alice.post(MESSAGES, json=body, headers=key)
        other = await alice.post(MESSAGES, json={"message": "once"}, headers=key)

        assert again.headers["idempotency-replayed"] == "true"
        assert again.headers["x-chat-turn-id"] == first.headers["x-chat-turn-id"]
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len((await alice.get(ARTIFACTS)).json()["artifacts"]) == 2
    assert waiting(asked) == 0


@requirement("files", "branches")
async def test_an_answer_made_again_has_the_files_and_an_edited_question_may_have_others(
    asked: RunningGateway, alice: httpx.AsyncClient
) -> None:
    session_id, _ = await ask(alice, {"message": "one", "files": [{"url": DATA, "name": "a.png"}]})
    question = (await history(alice, session_id))[0]
    _, again = await ask(alice, {"session_id": session_id, "regenerates": "last"})
    kept = {"url": question["parts"][0]["url"]}
    _, edited = await ask(
        alice,
        {"session_id": session_id, "edits": question["id"], "message": "two", "files": [kept, {"url": DATA}]},
    )

    assert '- "a.png", image/png' in again
    assert '- "a.png", image/png' in edited
    assert '- "image.png", image/png' in edited
    parts = (await history(alice, session_id))[0]["parts"]
    assert [part["type"] for part in parts] == ["file", "file", "text"]
    assert parts[0] == question["parts"][0]


async def test_what_a_user_has_waiting_is_bounded_and_let_go_of(tmp_path: Path) -> None:
    limits = {"uploads_per_user": 2, "upload_max_bytes": 2_000, "artifact_spool_bytes": 6_000}
    async with running_gateway(tmp_path, **limits) as gateway:
        alice, bob = await gateway.client(), await gateway.client(BOB)
        await gateway.add_worker(counted)
        await upload(alice, b"a" * 1_900, "a.txt", "text/plain")
        await upload(alice, b"b" * 1_900, "b.txt", "text/plain")
        third = await alice.post(UPLOADS, content=b"c", params={"name": "c.txt"})
        large = await bob.post(UPLOADS, content=b"x" * 2_001)
        await upload(bob, b"d" * 1_900, "d.txt", "text/plain")
        spooled = await bob.post(UPLOADS, content=b"e" * 1_900)

        assert (third.status_code, third.json()["code"]) == (429, "too_many_uploads")
        assert int(third.headers["retry-after"]) > 0
        assert (large.status_code, large.json()["code"]) == (413, "content_too_large")
        assert (spooled.status_code, spooled.json()["code"]) == (503, "artifacts_unavailable")
        with closing(sqlite3.connect(gateway.database_file)) as database, database:
            database.execute("UPDATE upload SET created_at = 0")
    async with running_gateway(tmp_path, **limits) as gateway:
        async with asyncio.timeout(10):
            while waiting(gateway):
                await asyncio.sleep(0.02)
