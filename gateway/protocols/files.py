"""Files in the messages of many clients: their bytes as a data: URL, or the URL that an upload here was given.

No other URL is ever looked at: what is fetched for somebody could be anything that this machine can reach. The shapes:

- AI SDK 5 to 7: a part `{type: "file", mediaType, filename?, url}`
- AI SDK 4: `experimental_attachments: [{name?, contentType?, url}]`, and parts `{type: "file", mimeType, data}`
- AG-UI: parts `{type: "binary", mimeType, filename?, url | data}` and
  `{type: "image" | "audio" | "video" | "document", source: {type: "data" | "url", value, mimeType?}}`
- OpenAI: parts `{type: "image_url", image_url: {url}}`, `{type: "file", file: {file_data, filename?}}`,
  `{type: "input_image", image_url}`, `{type: "input_file", file_data, filename?}`
- `files` and `attachments` like those of AI SDK 4, `attachment_ids: [id]`
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from gateway.chat.attachments import MAX_FILES, MAX_NAME_CHARACTERS, GivenFile, InlineFile, KeptFile, kept_file
from gateway.protocols.errors import BodyRefused, FilesNotSupported, FileUrlRefused
from shared.ids import ArtifactId

LISTS: Final = ("experimental_attachments", "attachments", "files")
IDS: Final = "attachment_ids"
DATA_URL: Final = re.compile(r"data:([^,;]{0,100})((?:;[^,;]{0,100}){0,4}),", re.IGNORECASE)
BASE64: Final = ";base64"
UPLOAD_ID: Final = re.compile(r"art_[A-Za-z0-9]{1,60}")
AGUI_SOURCES: Final = ("image", "audio", "video", "document")


def listed_files(message: Mapping[str, Any]) -> list[GivenFile]:
    """The files beside the parts of a message. Raises BodyRefused, FilesNotSupported, FileUrlRefused."""
    files: list[GivenFile] = []
    for name in LISTS:
        files += [_listed(each) for each in _list(message.get(name))]
    files += [_by_id(each) for each in _list(message.get(IDS))]
    return limited(files)


def limited(files: list[GivenFile]) -> list[GivenFile]:
    """The files, if they are not too many. Raises BodyRefused."""
    if len(files) > MAX_FILES:
        raise BodyRefused(f"A question may have {MAX_FILES} files.")
    return files


def file_of_part(part: Mapping[str, Any]) -> GivenFile:
    """The file that a part is. Raises BodyRefused, FilesNotSupported, FileUrlRefused."""
    match part:
        case {"source": {"type": "data" | "url", "value": str()}, "type": str(kind)} if kind in AGUI_SOURCES:
            return _agui_file(part, part["source"])
        case {"type": "image_url", "image_url": {"url": str(url)}} | {
            "type": "image_url" | "input_image",
            "image_url": str(url),
        }:
            return file_at(url, None, None)
        case {"type": "file", "file": {"file_data": str(data)}}:
            return _openai_file(data, part["file"])
        case {"type": "input_file", "file_data": str(data)}:
            return _openai_file(data, part)
        case {"type": "file" | "binary"}:
            return _plain_file(part, part.get("mediaType") or part.get("mimeType"))
        case _:
            raise FilesNotSupported


def _plain_file(part: Mapping[str, Any], media_type: Any) -> GivenFile:  # noqa: ANN401 - JSON arrives
    match part:
        case {"url": str(url)}:
            return file_at(url, part.get("filename"), media_type)
        case {"data": str(data)}:
            return InlineFile(_name(part.get("filename")), _type(media_type), _decoded(data))
        case _:
            raise FilesNotSupported


def _agui_file(part: Mapping[str, Any], source: Mapping[str, Any]) -> GivenFile:
    name, media_type = part.get("filename"), source.get("mimeType")
    if source["type"] == "url":
        return file_at(source["value"], name, media_type)
    return InlineFile(_name(name), _type(media_type), _decoded(source["value"]))


def file_at(url: str, name: Any, media_type: Any) -> GivenFile:  # noqa: ANN401 - JSON arrives
    """What a URL has in it, or names here. Raises BodyRefused, FileUrlRefused."""
    if (kept := kept_file(url)) is not None:
        return kept
    found = DATA_URL.match(url)
    if found is None or not found[2].lower().endswith(BASE64):
        raise FileUrlRefused
    # The URL says what its bytes are.
    return InlineFile(_name(name), _type(found[1] or media_type), _decoded(url[found.end() :]))


def _listed(given: Any) -> GivenFile:  # noqa: ANN401 - JSON arrives
    match given:
        case {"url": str(url)}:
            name = given.get("name") or given.get("filename")
            return file_at(url, name, given.get("contentType") or given.get("mediaType"))
        case {"id": str(artifact_id)} | str(artifact_id):
            return _by_id(artifact_id)
        case _:
            raise FilesNotSupported


def _by_id(artifact_id: Any) -> KeptFile:  # noqa: ANN401 - JSON arrives
    if not isinstance(artifact_id, str) or UPLOAD_ID.fullmatch(artifact_id) is None:
        raise FilesNotSupported
    return KeptFile(ArtifactId(artifact_id))


def _openai_file(data: str, more: Mapping[str, Any]) -> GivenFile:
    if data.startswith("data:"):
        return file_at(data, more.get("filename"), None)
    return InlineFile(_name(more.get("filename")), None, _decoded(data))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BodyRefused("A file of the question is not base64.") from error


def _name(name: Any) -> str | None:  # noqa: ANN401 - JSON arrives
    if name is None:
        return None
    if not isinstance(name, str) or len(name) > MAX_NAME_CHARACTERS:
        raise BodyRefused(f"The name of a file is a text of at most {MAX_NAME_CHARACTERS} characters.")
    return name


def _type(media_type: Any) -> str | None:  # noqa: ANN401 - JSON arrives
    if media_type is not None and not isinstance(media_type, str):
        raise BodyRefused("The type of a file is a text.")
    return media_type


def _list(given: Any) -> Sequence[Any]:  # noqa: ANN401 - JSON arrives
    if given is None or given == "":
        return ()
    if not isinstance(given, list):
        raise FilesNotSupported
    return given
