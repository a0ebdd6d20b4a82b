"""What is made of the content that a tool or a person sends: the bytes that are stored. Pure."""

import base64
import binascii
from typing import Final, assert_never

from pydantic_core import to_json

from gateway.chat.artifacts import Body, PictureFormat
from gateway.chat.errors import ContentRefused
from gateway.chat.media_types import JSON, MARKDOWN, text_type
from gateway.chat.vega_lite import vega_lite
from shared.artifacts import ChartContent, Content, FileContent, SummaryContent, TableContent

# Of a stored chart. A picture that was drawn of it is kept under the same key with another end.
CHART_EXTENSION = "vl.json"
PICTURE_EXTENSIONS: Final[tuple[PictureFormat, ...]] = ("png", "svg")


def body_of(title: str, content: Content) -> Body:
    """The content as it is stored. Raises ContentRefused."""
    match content:
        case ChartContent(chart=chart):
            return Body(to_json(vega_lite(title, chart)), JSON, CHART_EXTENSION)
        case TableContent(table=table):
            return Body(table.model_dump_json().encode(), JSON, "json")
        case SummaryContent(text=text):
            return Body(text.encode(), MARKDOWN, "md")
        case FileContent():
            return _file(content)
        case _:
            assert_never(content)


def _file(content: FileContent) -> Body:
    data = _decoded(content.content) if content.encoding == "base64" else content.content.encode()
    if not data:
        raise ContentRefused("The file is empty.")
    media_type, extension = text_type(content.file_name, data)
    return Body(data, media_type, extension, content.file_name)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ContentRefused("The content is not base64.") from error


def keys_made_of(key: str) -> list[str]:
    """The key of a version, and those of what may have been drawn of it."""
    stem = key.removesuffix(CHART_EXTENSION)
    return [key] if stem == key else [key, *(picture_key(key, extension) for extension in PICTURE_EXTENSIONS)]


def picture_key(key: str, wanted: PictureFormat) -> str:
    """Where a picture of the chart with this key is kept."""
    return f"{key.removesuffix(CHART_EXTENSION)}{wanted}"


def stored_key_of(key: str) -> str:
    """The key of the version that this object was drawn of, if it was."""
    return f"{key.rpartition('.')[0]}.{CHART_EXTENSION}"
