"""Chat Completions as a stream of chunks."""

from collections.abc import Mapping
from typing import Any

from tests.wire.lint.framing import STREAMING, check_headers, read_events, strict_json
from tests.wire.lint.keys import Keys, check_keys
from tests.wire.lint.rules import Rule

CHUNK: Keys = {"id": str, "object": str, "created": int, "model": str, "choices": list}
CHOICE: Keys = {"index": int, "delta": dict, "finish_reason": object}
DELTA: Keys = {"role": str, "content": str}
TOKENS = {"prompt_tokens", "completion_tokens", "total_tokens"}
REASONS = {"stop", "length", "content_filter"}
ENDED = b"[DONE]"


def lint(status: int, headers: Mapping[str, str], body: bytes, *, is_whole: bool = True) -> set[Rule]:
    """The rules that this answer breaks; not `is_whole`: the reader left before the end."""
    found = check_headers(STREAMING, headers)
    if status != 200:
        found.add("status")
    events, framing = read_events(body)
    found |= framing
    texts = [event.data for event in events]
    if ENDED in texts and texts.index(ENDED) < len(texts) - 1:
        found.add("part-after-done")
    if ENDED not in texts and is_whole:
        found.add("done-missing")
    course = _Course(found)
    for text in texts:
        chunk = None if text == ENDED else strict_json(text, found)
        if isinstance(chunk, dict):
            course.take(chunk)
        elif chunk is not None:
            found.add("not-an-object")
    if is_whole:
        course.end()
    else:
        found.discard("cut-inside-event")
    return found


class _Course:
    """What may follow what."""

    def __init__(self, found: set[Rule]) -> None:
        self._found = found
        self._head: dict[str, Any] | None = None
        self._ended = False

    def take(self, chunk: dict[str, Any]) -> None:
        if "error" in chunk:
            self._ended = True
            return
        check_keys(chunk, CHUNK, {"usage": dict}, found=self._found)
        head = {name: chunk.get(name) for name in ("id", "object", "created", "model")}
        if self._head is not None and self._head != head:
            self._found.add("second-start")
        if head["object"] != "chat.completion.chunk":
            self._found.add("unknown-type")
        if isinstance(chunk.get("usage"), dict) and chunk["usage"].keys() != TOKENS:
            self._found.add("usage-names")
        for choice in chunk.get("choices") or ():
            self._choice(choice, is_first=self._head is None)
        self._head = head

    def end(self) -> None:
        if not self._ended:
            self._found.add("end-missing")

    def _choice(self, choice: dict[str, Any], *, is_first: bool) -> None:
        check_keys(choice, CHOICE, {}, found=self._found)
        delta = choice.get("delta", {})
        check_keys(delta, {}, DELTA, found=self._found)
        if self._ended:
            self._found.add("part-after-end")
        if is_first != ("role" in delta):
            self._found.add("start-missing")
        if (reason := choice.get("finish_reason")) is not None:
            self._ended = True
            if reason not in REASONS:
                self._found.add("finish-reason")
