"""The lines of a data stream, to be taken out, changed, put in."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.wire.proxy import Answer

Lines = list[bytes]
Edit = Callable[[Lines], Lines]


def edited(edit: Edit) -> Callable[[Answer], Answer]:
    """The same answer with other lines."""

    def rewrite(answer: Answer) -> Answer:
        return replace(answer, body=b"".join(edit(answer.body.splitlines(keepends=True))))

    return rewrite


def line(code: str, value: Any) -> bytes:
    """A line of the stream."""
    return f"{code}:{json.dumps(value, separators=(',', ':'), ensure_ascii=False)}\n".encode()


def code_of(each: bytes) -> str:
    """What stands before the colon."""
    return each.partition(b":")[0].decode("latin-1")


def value_of(each: bytes) -> Any:
    """What stands behind the colon."""
    return json.loads(each.partition(b":")[2])


def without(*codes: str) -> Edit:
    """Leave these out."""
    return lambda lines: [each for each in lines if code_of(each) not in codes]


def changed(code: str, change: Callable[[Any], Any]) -> Edit:
    """Change the values of a code."""
    return lambda lines: [line(code, change(value_of(each))) if code_of(each) == code else each for each in lines]


def before(code: str, *fresh: bytes) -> Edit:
    """Put lines before the first of a code."""

    def edit(lines: Lines) -> Lines:
        at = next(place for place, each in enumerate(lines) if code_of(each) == code)
        return [*lines[:at], *fresh, *lines[at:]]

    return edit


def until(code: str) -> Edit:
    """Only what comes before the first of a code."""
    return lambda lines: lines[: next(place for place, each in enumerate(lines) if code_of(each) == code)]


def twice(code: str) -> Edit:
    """Say the lines of a code twice."""
    return lambda lines: [copy for each in lines for copy in [each] * (1 + (code_of(each) == code))]
