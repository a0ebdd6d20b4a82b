"""Server-sent events and JSON by the byte, stricter than any reader of them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.wire.lint.rules import Rule

FIELDS = (b"data", b"id")
FORBIDDEN_KEYS = {"__proto__", "constructor", "prototype"}


@dataclass(frozen=True, slots=True)
class Event:
    """One event: the text of its `data` field."""

    data: bytes


Headers = dict[Rule, tuple[str, Callable[[str], bool]]]


# What every stream needs to pass through proxies as it comes.
STREAMING: Headers = {
    "header-content-type": ("content-type", lambda value: value.partition(";")[0] == "text/event-stream"),
    "header-cache-control": ("cache-control", lambda value: "no-store" in value and "no-transform" in value),
    "header-x-accel-buffering": ("x-accel-buffering", lambda value: value == "no"),
}


def check_headers(rules: Headers, headers: Mapping[str, str]) -> set[Rule]:
    """The rules about headers that these break."""
    return {rule for rule, (name, is_right) in rules.items() if not is_right(headers.get(name, ""))}


def without_marks(body: bytes, found: set[Rule]) -> bytes:
    """The body without what no protocol of lines needs."""
    if body.startswith(b"\xef\xbb\xbf"):
        found.add("byte-order-mark")
        body = body[3:]
    if b"\r" in body:
        found.add("carriage-return")
        body = body.replace(b"\r\n", b"\n")
    return body


def read_events(body: bytes) -> tuple[list[Event], set[Rule]]:
    """The events of a body, and what is wrong with their framing."""
    found: set[Rule] = set()
    *blocks, rest = without_marks(body, found).split(b"\n\n")
    if rest:
        found.add("cut-inside-event")
    events: list[Event] = []
    for block in blocks:
        events += _read_block(block, found)
    return events, found


def _read_block(block: bytes, found: set[Rule]) -> list[Event]:
    data: list[bytes] = []
    for line in block.split(b"\n"):
        name, separator, value = line.partition(b": ")
        if line.startswith(b":"):
            continue
        if not separator or name not in FIELDS:
            found.add("unknown-field")
        elif name == b"data":
            data.append(value)
        elif not value.isdigit():
            found.add("id-not-a-number")
    if len(data) > 1:
        found.add("data-in-several-lines")
    return [Event(b"\n".join(data))] if data else []


def strict_json(text: bytes, found: set[Rule]) -> Any:
    """The value, or None where it is no JSON that every client reads."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) < len(items):
            found.add("key-twice")
        if FORBIDDEN_KEYS & made.keys():
            found.add("prototype-key")
        return made

    def constant(_: str) -> None:
        found.add("not-json")

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except ValueError:
        found.add("not-json")
        return None
