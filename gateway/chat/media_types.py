"""How files are served: by a type from this list, decided by their name's end, and as bytes of no type otherwise.

Nothing here is markup or script to a browser. A name whose end is not in the list gets another end, so that what was
downloaded is not run by a double click.
"""

from typing import Final

from pydantic_core import from_json

BYTES: Final = "application/octet-stream"
UNKNOWN: Final = "bin"
JSON: Final = "application/json"
MARKDOWN: Final = "text/markdown; charset=utf-8"
CSV: Final = "text/csv; charset=utf-8"
TEXTS: Final = {
    "csv": CSV,
    "json": JSON,
    "log": "text/plain; charset=utf-8",
    "md": MARKDOWN,
    "txt": "text/plain; charset=utf-8",
}
# Drawn by us, of charts that can name nothing; as an attachment all the same.
SVG: Final = "image/svg+xml"
IMAGES: Final = {"gif": "image/gif", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


def text_type(file_name: str, data: bytes) -> tuple[str, str]:
    """Type and extension of a file of that name with these bytes."""
    extension = file_name.rpartition(".")[2].lower()
    if extension not in TEXTS or not _is_utf8(data):
        return BYTES, UNKNOWN
    if extension == "json" and not _is_json(data):
        extension = "txt"
    return TEXTS[extension], extension


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_json(data: bytes) -> bool:
    try:
        from_json(data, allow_inf_nan=False)
    except ValueError:
        return False
    return True
