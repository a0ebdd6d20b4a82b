"""AG-UI 1.0: what its verifier demands, and no key that it does not know."""

from collections.abc import Mapping
from typing import Any

from tests.wire.lint.framing import STREAMING, check_headers, read_events, strict_json
from tests.wire.lint.keys import Keys, check_keys
from tests.wire.lint.rules import Rule

_TEXT: Keys = {"messageId": str}
_CALL: Keys = {"toolCallId": str}
# type → the keys that it needs, those that it may have
EVENTS: dict[str, tuple[Keys, Keys]] = {
    "RUN_STARTED": ({"threadId": str, "runId": str}, {"protocolVersion": str}),
    "RUN_FINISHED": ({"threadId": str, "runId": str}, {"result": object, "usage": list, "outcome": dict}),
    "RUN_ERROR": ({"message": str}, {"code": str}),
    "STEP_STARTED": ({"stepName": str}, {}),
    "STEP_FINISHED": ({"stepName": str}, {}),
    "TEXT_MESSAGE_START": ({**_TEXT, "role": str}, {}),
    "TEXT_MESSAGE_CONTENT": ({**_TEXT, "delta": str}, {}),
    "TEXT_MESSAGE_END": (_TEXT, {}),
    "TOOL_CALL_START": ({**_CALL, "toolCallName": str}, {"parentMessageId": str}),
    "TOOL_CALL_ARGS": ({**_CALL, "delta": str}, {}),
    "TOOL_CALL_END": (_CALL, {}),
    "TOOL_CALL_RESULT": ({**_CALL, **_TEXT, "content": str}, {"role": str}),
    "CUSTOM": ({"name": str, "value": object}, {}),
}
ENDS = {"RUN_FINISHED", "RUN_ERROR"}


def lint(status: int, headers: Mapping[str, str], body: bytes, *, is_whole: bool = True) -> set[Rule]:
    """The rules that this answer breaks; not `is_whole`: the reader left before the end."""
    found = check_headers(STREAMING, headers)
    if status != 200:
        found.add("status")
    events, framing = read_events(body)
    found |= framing
    course = _Course(found)
    for event in events:
        told = strict_json(event.data, found)
        if isinstance(told, dict):
            course.take(told)
        elif told is not None:
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
        self._started = False
        self._ended = False
        self._open_texts: set[str] = set()
        self._seen_texts: set[str] = set()
        self._open_steps: set[str] = set()
        self._open_calls: set[str] = set()
        self._calls: dict[str, bool] = {}  # call id → it has its result

    def take(self, told: dict[str, Any]) -> None:
        kind = told.get("type")
        if not isinstance(kind, str) or kind not in EVENTS:
            self._found.add("unknown-type")
            return
        check_keys(told, *EVENTS[kind], found=self._found)
        if self._ended:
            self._found.add("part-after-end")
        if kind == "RUN_STARTED":
            if self._started:
                self._found.add("second-start")
            self._started = True
        elif not self._started and told.get("name") != "queue":
            self._found.add("start-missing")
        self._follow(kind, told)

    def end(self) -> None:
        if not self._ended:
            self._found.add("end-missing")

    def _follow(self, kind: str, told: dict[str, Any]) -> None:
        if kind in ENDS:
            self._end(is_good=kind == "RUN_FINISHED")
        elif kind.startswith("STEP_"):
            self._step(str(told.get("stepName")), begins=kind == "STEP_STARTED")
        elif kind.startswith("TEXT_MESSAGE_"):
            self._text(kind.removeprefix("TEXT_MESSAGE_"), str(told.get("messageId")))
        elif kind == "CUSTOM" and told.get("name") == "approval":
            self._calls[str(told["value"].get("toolCallId"))] = told["value"].get("state") == "requested"
        elif kind.startswith("TOOL_CALL_"):
            self._call(kind.removeprefix("TOOL_CALL_"), str(told.get("toolCallId")))

    def _text(self, stage: str, message_id: str) -> None:
        if stage == "START":
            if message_id in self._seen_texts:
                self._found.add("text-id-reused")
            self._seen_texts.add(message_id)
            self._open_texts.add(message_id)
        elif message_id not in self._open_texts:
            self._found.add("text-not-started")
        elif stage == "END":
            self._open_texts.discard(message_id)

    def _step(self, name: str, *, begins: bool) -> None:
        if begins == (name in self._open_steps):
            self._found.add("step-unbalanced")
        self._open_steps ^= {name}

    def _call(self, stage: str, call: str) -> None:
        match stage:
            case "START":
                self._calls[call] = False
                self._open_calls.add(call)
            case "RESULT":
                if self._calls.get(call):
                    self._found.add("tool-answered-twice")
                elif call not in self._calls or call in self._open_calls:
                    self._found.add("tool-not-called")
                self._calls[call] = True
            case _:
                if call not in self._open_calls:
                    self._found.add("tool-not-called")
                if stage == "END":
                    self._open_calls.discard(call)

    def _end(self, *, is_good: bool) -> None:
        self._ended = True
        if self._open_texts:
            self._found.add("text-not-ended")
        if self._open_calls or not all(self._calls.values()):
            self._found.add("tool-not-answered")
        if is_good and self._open_steps:
            self._found.add("step-unbalanced")
