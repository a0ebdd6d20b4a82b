"""Images that an answer brings in its text become artifacts; what is stored and shown names them by their URL."""

import base64
import io
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import httpx
from PIL import Image

from gateway.chat.inline_images import KEPT_CHARACTERS, NOT_KEPT
from gateway.chat.long_runs import CUT
from shared.events import RunEvent, RunFailed, RunFinished, TextDelta, TextEnded, TextStarted
from shared.runs import RunRequest
from tests.gateway.api.test_artifacts import ARTIFACTS
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.requirements import requirement
from tests.support.hostile_images import picture
from tests.support.running_gateway import RunningGateway, running_gateway
from tests.support.scripted_worker import Script

HEAD = "data:image/png;base64,"
PNG = base64.b64encode(picture("PNG")).decode()
URL = re.compile(r"/api/v1/chat/artifacts/art_\w+/versions/1/content")


def writes(*pieces: str, fails: bool = False) -> Script:
    """A run that writes a text in these pieces."""

    async def script(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="synthesiser")
        for piece in pieces:
            yield TextDelta(part_id="t1", text=piece)
        if fails:
            yield RunFailed(code="model_unavailable", message="The model is away.")
            return
        yield TextEnded(part_id="t1")
        yield RunFinished(finish_reason="stop")

    return script


async def answered(client: httpx.AsyncClient) -> tuple[str, str, str]:
    """Ask; the session, the text as it was streamed, and as it is stored."""
    asked = await client.post(MESSAGES, json={"message": "draw"})
    session_id = asked.headers["x-chat-session-id"]
    frames = [json.loads(line[6:]) for line in asked.text.splitlines() if line.startswith("data: {")]
    shown = "".join(frame["delta"] for frame in frames if frame["type"] == "text-delta")
    assert [frame["type"] for frame in frames if frame["type"].startswith("text-")][-1] == "text-end"
    messages = (await client.get(HISTORY, params={"session_id": session_id})).json()["messages"]
    (stored,) = [part["text"] for part in messages[1]["parts"] if part["type"] == "text"]
    return session_id, shown, stored


def rows_of(gateway: RunningGateway) -> str:
    """Everything that is stored as text."""
    with closing(sqlite3.connect(gateway.database_file)) as database:
        return "\n".join(database.iterdump())


@requirement("inline-images")
async def test_an_image_in_an_answer_is_kept_and_named_by_its_url(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    text = f"Here: ![a chart]({HEAD}{PNG}) and ![again]({HEAD}{PNG})."
    worker = await gateway.add_worker(writes(text))
    for pieces in ([text], [text[at : at + 7] for at in range(0, len(text), 7)], [*text[:60], text[60:]]):
        worker.script = writes(*pieces)

        session_id, shown, stored = await answered(alice)

        assert shown == stored
        assert URL.sub("@", stored) == "Here: ![a chart](@) and ![again](@)."
        artifacts = (await alice.get(ARTIFACTS, params={"session_id": session_id})).json()["artifacts"]
        assert [artifact["kind"] for artifact in artifacts] == ["image", "image"]
        for url in URL.findall(stored):
            assert Image.open(io.BytesIO((await alice.get(url)).content)).size == (64, 48)
    assert PNG[:80] not in rows_of(gateway)


@requirement("inline-images")
async def test_what_is_no_image_stays_when_it_is_small_and_leaves_a_mark_when_it_is_large(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, upload_max_bytes=60_000, artifacts_per_turn=1) as gateway:
        alice = await gateway.client()
        small, large = "QUJD" * 20, "QUJD" * (KEPT_CHARACTERS // 4 + 1)
        too_long = "QUJD" * 30_000
        worker = await gateway.add_worker(writes("x"))

        for text, expected in (
            (f"![a]({HEAD}{small}).", f"![a]({HEAD}{small})."),
            (f"![a]({HEAD}{large}).", f"![a]({NOT_KEPT})."),
            (f"![a]({HEAD}{too_long}).", f"![a]({NOT_KEPT})."),
            # No image of Markdown.
            (f'<img src="{HEAD}{too_long}">.', f'<img src="{HEAD}{too_long[:KEPT_CHARACTERS]}{CUT}">.'),
            # The run may keep one.
            (f"![a]({HEAD}{PNG})![b]({HEAD}{PNG})", f"![a](@)![b]({HEAD}{PNG})"),
            # What was held back is told all the same.
            (f"![a]({HEAD}{PNG}", "![a](@"),
            ("It ends with ](data:ima", "It ends with ](data:ima"),
        ):
            worker.script = writes(*(text[at : at + 50_000] for at in range(0, len(text), 50_000)))
            _, shown, stored = await answered(alice)
            assert shown == stored
            assert URL.sub("@", stored) == expected
        worker.script = writes("so far [1]", fails=True)
        assert (await answered(alice))[2] == "so far [1]"


@requirement("inline-images")
async def test_a_store_without_room_costs_the_image_and_not_the_answer(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, artifact_spool_bytes=0) as gateway:
        alice = await gateway.client()
        padded = base64.b64encode(picture("PNG") + bytes(KEPT_CHARACTERS)).decode()
        await gateway.add_worker(writes(f"![a]({HEAD}{padded}) and so on"))

        _, shown, stored = await answered(alice)

        assert shown == stored == f"![a]({NOT_KEPT}) and so on"
