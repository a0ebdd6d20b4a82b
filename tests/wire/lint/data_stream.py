"""The AI SDK 4 data stream, line by line."""

from collections.abc import Mapping
from typing import Any

from tests.wire.lint.framing import STREAMING, Headers, check_headers, strict_json, without_marks
from tests.wire.lint.keys import Keys, check_keys
from tests.wire.lint.rules import Rule

HEADERS: Headers = {
    **STREAMING,  # event-stream here too: plain text is compressed and held back by proxies
    "header-x-vercel-ai-data-stream": ("x-vercel-ai-data-stream", lambda value: value == "v1"),
}
# code → the type of its value, the keys that an object needs, those that it may have
CODES: dict[str, tuple[type, Keys, Keys]] = {
    "0": (str, {}, {}),
    "g": (str, {}, {}),
    "2": (list, {}, {}),
    "3": (str, {}, {}),
    "8": (list, {}, {}),
    "9": (dict, {"toolCallId": str, "toolName": str, "args": dict}, {}),
    "a": (dict, {"toolCallId": str, "result": object}, {}),
    "f": (dict, {"messageId": str}, {}),
    "e": (dict, {"finishReason": str, "isContinued": bool}, {"usage": dict}),
    "d": (dict, {"finishReason": str, "usage": dict}, {}),
}
REASONS = {"stop", "length", "content-filter", "tool-calls", "error", "other"}
TOKENS = {"promptTokens", "completionTokens"}


def lint(status: int, headers: Mapping[str, str], body: bytes, *, is_whole: bool = True) -> set[Rule]:
    """The rules that this answer breaks; not `is_whole`: the reader left before the end."""
    found = check_headers(HEADERS, headers)
    if status != 200:
        found.add("status")
    *lines, rest = without_marks(body, found).split(b"\n")
    if rest and is_whole:
        found.add("cut-inside-event")
    course = _Course(found)
    for line in filter(None, lines):
        code, separator, text = line.partition(b":")
        if not separator or code.decode("latin-1") not in CODES:
            found.add("unknown-type")
            continue
        course.take(code.decode(), strict_json(text, found))
    if is_whole:
        course.end()
    return found


class _Course:
    """What may follow what."""

    def __init__(self, found: set[Rule]) -> None:
        self._found = found
        self._message_id: str | None = None
        self._in_step = False
        self._ended = False
        self._tools: dict[str, bool] = {}  # call id → it has its result
        self._tools_in_step = False

    def take(self, code: str, value: Any) -> None:
        if self._ended:
            self._found.add("part-after-end")
        kind, needed, allowed = CODES[code]
        fits = isinstance(value, kind)
        if not fits:
            self._found.add("wrong-type")
            return
        if isinstance(value, dict):
            check_keys(value, needed, allowed, found=self._found)
            self._check_finish(value)
        match code:
            case "f":
                self._start_step(str(value["messageId"]) if "messageId" in value else None)
            case "e":
                self._finish_step()
            case "d" | "3":
                self._end(is_good=code == "d")
            case "2":
                for each in value:
                    if isinstance(each, dict) and each.get("type") == "approval":
                        self._tools[str(each.get("toolCallId"))] = each.get("state") == "requested"
            case "0" | "g" | "9" | "a":
                self._in_a_step(code, value)

    def end(self) -> None:
        if not self._ended:
            self._found.add("end-missing")

    def _check_finish(self, value: dict[str, Any]) -> None:
        if "finishReason" in value and value["finishReason"] not in REASONS:
            self._found.add("finish-reason")
        if isinstance(value.get("usage"), dict) and value["usage"].keys() != TOKENS:
            self._found.add("usage-names")

    def _start_step(self, message_id: str | None) -> None:
        if self._in_step:
            self._found.add("step-unbalanced")
        if self._message_id not in {None, message_id}:
            self._found.add("second-start")
        self._message_id = message_id
        self._in_step, self._tools_in_step = True, False

    def _finish_step(self) -> None:
        if not self._in_step:
            self._found.add("step-unbalanced")
        self._in_step = False

    def _in_a_step(self, code: str, value: Any) -> None:
        if self._message_id is None:
            self._found.add("start-missing")
        elif not self._in_step:
            self._found.add("outside-step")
        match code:
            case "9":
                self._tools_in_step = True
                self._tools[str(value.get("toolCallId"))] = False
            case "a":
                self._answer(str(value.get("toolCallId")))
            case _ if self._tools_in_step:
                self._found.add("text-after-tool-in-step")

    def _answer(self, call: str) -> None:
        if call not in self._tools:
            self._found.add("tool-not-called")
        elif self._tools[call]:
            self._found.add("tool-answered-twice")
        self._tools[call] = True

    def _end(self, *, is_good: bool) -> None:
        self._ended = True
        if is_good and self._in_step:
            self._found.add("step-unbalanced")
        if not all(self._tools.values()):
            self._found.add("tool-not-answered")
