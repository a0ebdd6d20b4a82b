"""Files are found in the messages of many clients, never dropped, and never fetched."""

import base64
from typing import Any

import pytest
from pydantic_core import to_json

from gateway.chat.attachments import MAX_FILES, GivenFile, InlineFile, KeptFile
from gateway.protocols.commands import Command
from gateway.protocols.errors import BodyRefused, FilesNotSupported, FileUrlRefused
from gateway.protocols.openai_requests import parse_completion_body
from gateway.protocols.requests import parse_foreign
from shared.ids import ArtifactId
from tests.requirements import requirement

ENCODED = base64.b64encode(b"the bytes").decode()
DATA = f"data:image/png;base64,{ENCODED}"
ID = "art_01kb2m4v7q8w3x5y6z7a8b9c0d"
OURS = f"/api/v1/chat/artifacts/{ID}/versions/1/content"
KEPT = KeptFile(ArtifactId(ID))
TEXT = {"type": "text", "text": "What is it?"}
PART: dict[str, Any] = {"type": "file", "mediaType": "image/png", "filename": "a.png", "url": DATA}
NAMED = InlineFile("a.png", "image/png", b"the bytes")
NAMELESS = InlineFile(None, "image/png", b"the bytes")

FOUND: list[tuple[dict[str, Any], list[GivenFile]]] = [
    ({"parts": [PART, TEXT]}, [NAMED]),
    ({"parts": [{**PART, "url": OURS}, TEXT]}, [KEPT]),
    ({"parts": [TEXT, PART, {**PART, "url": OURS}]}, [NAMED, KEPT]),
    ({"content": "What is it?", "parts": [TEXT, PART]}, [NAMED]),
    ({"parts": [TEXT, {"type": "file", "mimeType": "image/png", "data": ENCODED}]}, [NAMELESS]),
    (
        {
            "content": "What is it?",
            "experimental_attachments": [{"name": "a.png", "contentType": "image/png", "url": DATA}],
        },
        [NAMED],
    ),
    ({"content": "What is it?", "experimental_attachments": []}, []),
    ({"content": "What is it?", "attachments": [{"name": "x", "url": OURS}], "attachment_ids": [ID]}, [KEPT, KEPT]),
    ({"content": "What is it?", "files": [ID, {"id": ID}]}, [KEPT, KEPT]),
    (
        {"content": [TEXT, {"type": "binary", "mimeType": "image/png", "filename": "a.png", "data": ENCODED}]},
        [NAMED],
    ),
    (
        {"content": [TEXT, {"type": "image", "source": {"type": "data", "value": ENCODED, "mimeType": "image/png"}}]},
        [NAMELESS],
    ),
    ({"content": [TEXT, {"type": "document", "source": {"type": "url", "value": OURS}}]}, [KEPT]),
    ({"content": [TEXT, {"type": "image_url", "image_url": {"url": DATA}}]}, [NAMELESS]),
    ({"content": [TEXT, {"type": "input_image", "image_url": DATA}]}, [NAMELESS]),
    ({"content": [TEXT, {"type": "file", "file": {"file_data": DATA, "filename": "a.png"}}]}, [NAMED]),
    (
        {"content": [TEXT, {"type": "input_file", "file_data": ENCODED, "filename": "a.csv"}]},
        [InlineFile("a.csv", None, b"the bytes")],
    ),
    ({"content": "What is it?", "files": None, "attachments": [], "parts": [{"type": "data-x", "data": 1}]}, []),
]
# Nothing of this is looked at: what the gateway could reach, nobody makes it fetch.
ELSEWHERE = [
    "https://example.com/a.png",
    "http://127.0.0.1/a.png",
    "http://127.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost:8001/internal/platform/x",
    "http://user:secret@127.0.0.1/",
    "http://example.com#@127.0.0.1/",
    "//127.0.0.1/a.png",
    "\\\\127.0.0.1\\a.png",
    "file:///etc/passwd",
    "FILE:/etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "ftp://127.0.0.1/a",
    "blob:http://127.0.0.1/1",
    "javascript:alert(1)",
    "jar:http://127.0.0.1!/a",
    "",
    " ",
    "a.png",
    "/etc/passwd",
    "../../etc/passwd",
    "data:",
    "data:image/png",
    "data:,x",
    "data:text/plain,hello",
    "data:image/svg+xml;utf8,<svg/>",
    f"data:image/png;BASE64x,{ENCODED}",
    f" {DATA}",
    f"http://127.0.0.1{OURS}",
    f"https://example.com{OURS}",
    f"{OURS}?x=1",
    f"{OURS}#x",
    f"{OURS}/..",
    f"/../{OURS}",
    f"/api/v1/chat/artifacts/../{ID}/versions/1/content",
    f"/api/v1/chat/artifacts/{ID}/versions/0/content",
    f"/api/v1/chat/artifacts/{ID}/versions/1e9/content",
    f"/api/v1/chat/artifacts/{'art_' + 'a' * 200}/versions/1/content",
    "/api/v1/chat/artifacts/ses_1/versions/1/content",
    OURS + "\n",
]


def asked(message: dict[str, Any]) -> list[Command]:
    """What the message asks in the bodies of each client."""
    message = {"role": "user", **message}
    bodies: list[dict[str, Any]] = [
        {"messages": [message]},
        {"message": message},
        {"messages": [message], "trigger": "submit-message", "id": "c"},
        {"threadId": "t", "runId": "r", "messages": [message]},
    ]
    commands = [parse_foreign(to_json(body)) for body in bodies]
    commands.append(parse_completion_body({"model": "crew", "messages": [message]}, None)[1])
    return [command for command in commands if command is not None]


@requirement("files")
@pytest.mark.parametrize(("message", "files"), FOUND)
def test_files_are_found_wherever_clients_put_them(message: dict[str, Any], files: list[GivenFile]) -> None:
    if not files and "parts" in message:
        message = {**message, "content": "What is it?"}

    commands = asked(message)

    assert len(commands) == 5
    assert {command.text for command in commands} == {"What is it?"}
    assert [list(command.files) for command in commands] == [files] * 5


@requirement("files")
@pytest.mark.parametrize("url", ELSEWHERE)
def test_no_url_of_anybody_else_is_taken(url: str) -> None:
    for message in (
        {"parts": [TEXT, {**PART, "url": url}]},
        {"content": "x", "experimental_attachments": [{"url": url}]},
        {"content": [TEXT, {"type": "image_url", "image_url": {"url": url}}]},
        {"content": [TEXT, {"type": "image", "source": {"type": "url", "value": url}}]},
    ):
        with pytest.raises(FileUrlRefused):
            asked(message)


@pytest.mark.parametrize(
    "part",
    [
        {"type": "video", "id": "x"},
        {"type": "file"},
        {"type": "file", "file": {"file_id": "file-1"}},
        {"type": "input_audio", "input_audio": {"data": ENCODED, "format": "wav"}},
        {"type": "image_url", "image_url": {}},
        {"type": "image", "source": {"type": "id", "value": "x"}},
        {"type": "tool-x"},
        {"type": "reasoning", "text": "x"},
    ],
)
def test_what_is_not_understood_is_refused_and_never_dropped(part: dict[str, Any]) -> None:
    with pytest.raises(FilesNotSupported):
        asked({"parts": [TEXT, part]})


@pytest.mark.parametrize(
    "message",
    [
        {"parts": [TEXT, {**PART, "url": "data:image/png;base64,%%%"}]},
        {"parts": [TEXT, {**PART, "filename": "a" * 256}]},
        {"parts": [TEXT, {**PART, "filename": 7}]},
        {"parts": [TEXT, {**PART, "url": "data:;base64,AAAA", "mediaType": 7}]},
        {"parts": [TEXT, *([PART] * (MAX_FILES + 1))]},
        {"content": "x", "files": [ID] * (MAX_FILES + 1)},
        {"parts": [PART]},
    ],
)
def test_files_that_are_not_well_formed_are_refused(message: dict[str, Any]) -> None:
    with pytest.raises(BodyRefused):
        asked(message)


@pytest.mark.parametrize("ids", [["att_1"], [7], "art_1", [{"name": "x"}], {"a": 1}])
def test_lists_of_ids_hold_ids_of_ours(ids: Any) -> None:
    with pytest.raises(FilesNotSupported):
        asked({"content": "x", "attachment_ids": ids})
