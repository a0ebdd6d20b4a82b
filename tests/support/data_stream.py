"""Read an AI SDK 4 data stream as strictly as its own parser, which ends the chat at the first bad line."""

import json
from typing import Any

OBJECT, ARRAY, STRING = dict, list, str
KINDS: dict[str, type] = {
    "0": STRING,
    "2": ARRAY,
    "3": STRING,
    "8": ARRAY,
    "9": OBJECT,
    "a": OBJECT,
    "d": OBJECT,
    "e": OBJECT,
    "f": OBJECT,
}
KEYS: dict[str, set[str]] = {
    "9": {"toolCallId", "toolName", "args"},
    "a": {"toolCallId", "result"},
    "d": {"finishReason"},
    "e": {"finishReason", "isContinued"},
    "f": {"messageId"},
}
Line = tuple[str, Any]


def lines_of(body: bytes) -> list[Line]:
    """Code and value of every line; blank lines are skipped."""
    assert body == b"" or body.endswith(b"\n"), "the stream ended inside a line"
    return [_line(line) for line in body.decode().split("\n") if line]


def _line(line: str) -> Line:
    code, colon, text = line.partition(":")
    assert colon, f"no code: {line!r}"
    value: Any = json.loads(text, parse_constant=_refuse)
    is_right = isinstance(value, KINDS[code])
    assert is_right, f"{code} of a wrong type: {line!r}"
    if code in KEYS:
        assert set(value) >= KEYS[code], f"{code} without a key: {line!r}"
    if code == "9":
        assert isinstance(value["args"], dict)
    return code, value


def text_of_lines(lines: list[Line]) -> str:
    """The text that a person reads."""
    return "".join(value for code, value in lines if code == "0")


def last_step(lines: list[Line]) -> list[Line]:
    """What came after the last beginning of a step."""
    begins = [at for at, (code, _) in enumerate(lines) if code == "f"]
    return lines[begins[-1] + 1 :] if begins else []


def _refuse(constant: str) -> None:
    raise AssertionError(constant)
