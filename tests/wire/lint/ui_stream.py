"""The AI SDK's UI message stream, as strict as its strictest released client and then some.

The parts are those that 5.0.0, 6.0.0 and 7.0.0 know alike; any other key or type ends the stream in one of them.
"""

from collections.abc import Mapping
from typing import Any

from tests.wire.lint.framing import STREAMING, Headers, check_headers, read_events, strict_json
from tests.wire.lint.keys import Keys, check_keys
from tests.wire.lint.rules import Rule

HEADERS: Headers = {
    **STREAMING,
    "header-x-vercel-ai-ui-message-stream": ("x-vercel-ai-ui-message-stream", lambda value: value == "v1"),
}
_TOOL: Keys = {"toolCallId": str}
_TOOL_MORE: Keys = {"providerExecuted": bool, "dynamic": bool}
_MORE: Keys = {"providerMetadata": dict}
# type → the keys that it needs, those that it may have
PARTS: dict[str, tuple[Keys, Keys]] = {
    "start": ({}, {"messageId": str, "messageMetadata": dict}),
    "start-step": ({}, {}),
    "finish-step": ({}, {}),
    "text-start": ({"id": str}, _MORE),
    "text-delta": ({"id": str, "delta": str}, _MORE),
    "text-end": ({"id": str}, _MORE),
    "reasoning-start": ({"id": str}, _MORE),
    "reasoning-delta": ({"id": str, "delta": str}, _MORE),
    "reasoning-end": ({"id": str}, _MORE),
    "tool-input-start": ({**_TOOL, "toolName": str}, _TOOL_MORE),
    "tool-input-delta": ({**_TOOL, "inputTextDelta": str}, {}),
    "tool-input-available": ({**_TOOL, "toolName": str, "input": object}, {**_TOOL_MORE, **_MORE}),
    "tool-output-available": ({**_TOOL, "output": object}, _TOOL_MORE),
    "tool-output-error": ({**_TOOL, "errorText": str}, _TOOL_MORE),
    "source-url": ({"sourceId": str, "url": str}, {"title": str, **_MORE}),
    "source-document": ({"sourceId": str, "mediaType": str, "title": str}, {"filename": str, **_MORE}),
    "file": ({"url": str, "mediaType": str}, _MORE),
    "message-metadata": ({"messageMetadata": dict}, {}),
    "finish": ({}, {"messageMetadata": dict}),
    "abort": ({}, {}),
    "error": ({"errorText": str}, {}),
}
# What only those know who ask for `ui6`.
APPROVALS: dict[str, tuple[Keys, Keys]] = {
    "tool-approval-request": ({**_TOOL, "approvalId": str}, {}),
    "tool-output-denied": (_TOOL, {}),
}
DATA: tuple[Keys, Keys] = ({"data": object}, {"id": str, "transient": bool})
ENDS = {"finish", "abort", "error"}
ENDED = b"[DONE]"


def lint(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    is_whole: bool = True,
    knows_approvals: bool = False,
    goes_on: bool = False,
) -> set[Rule]:
    """The rules that this answer breaks; not `is_whole`: the reader left before the end.

    `goes_on`: the client has the beginning of the message, with calls that a person has decided about.
    """
    found = check_headers(HEADERS, headers)
    if status != 200:
        found.add("status")
    events, framing = read_events(body)
    found |= framing
    texts = [event.data for event in events]
    if ENDED in texts and texts.index(ENDED) < len(texts) - 1:
        found.add("part-after-done")
    if ENDED not in texts and is_whole:
        found.add("done-missing")
    course = _Course(found, {**PARTS, **(APPROVALS if knows_approvals else {})}, goes_on=goes_on)
    for text in texts:
        if text == ENDED:
            continue
        part = strict_json(text, found)
        if isinstance(part, dict):
            course.take(part)
        elif part is not None:
            found.add("not-an-object")
    course.end(is_whole=is_whole)
    if not is_whole:
        found.discard("cut-inside-event")
    return found


class _Course:
    """What may follow what."""

    def __init__(self, found: set[Rule], parts: dict[str, tuple[Keys, Keys]], *, goes_on: bool) -> None:
        self._found = found
        self._parts = parts
        self._goes_on = goes_on
        self._starts = 0
        self._ended = False
        self._in_step = False
        self._open_texts: set[str] = set()
        self._seen_texts: set[str] = set()
        self._tools: dict[str, bool] = {}  # call id → it has its result
        self._tools_in_step = False

    def take(self, part: dict[str, Any]) -> None:
        kind = part.get("type")
        if not isinstance(kind, str) or not (kind in self._parts or kind.startswith("data-")):
            self._found.add("unknown-type")
            return
        check_keys(part, *self._parts.get(kind, DATA), found=self._found)
        if self._ended:
            self._found.add("part-after-end")
        if kind == "start":
            self._start(part)
        elif self._starts == 0 and part.get("transient") is not True:
            self._found.add("start-missing")
        self._follow(kind, part)

    def end(self, *, is_whole: bool) -> None:
        if is_whole and not self._ended:
            self._found.add("end-missing")
            self._close()

    def _follow(self, kind: str, part: dict[str, Any]) -> None:
        name, _, stage = kind.partition("-")
        if kind in ENDS:
            self._ended = True
            if kind == "finish" and self._in_step:
                self._found.add("step-unbalanced")
            self._close()
        elif kind in {"start-step", "finish-step"}:
            self._step(begins=kind == "start-step")
        elif name in {"text", "reasoning"}:
            self._text(stage, str(part.get("id")))
        elif name == "tool":
            self._tool(stage, part)
        elif kind == "data-approval" and part["data"].get("state") == "requested":
            self._tools[str(part["data"].get("toolCallId"))] = True
        elif kind == "data-approval":
            self._tools[str(part["data"].get("toolCallId"))] = False

    def _start(self, part: dict[str, Any]) -> None:
        self._starts += 1
        if self._starts > 1:
            self._found.add("second-start")
        if ("messageId" in part) == self._goes_on:
            self._found.add("start-without-id")

    def _step(self, *, begins: bool) -> None:
        if self._in_step == begins:
            self._found.add("step-unbalanced")
        if self._open_texts:
            self._found.add("text-across-step")
        self._in_step = begins
        self._tools_in_step = False

    def _text(self, stage: str, part_id: str) -> None:
        if not self._in_step:
            self._found.add("outside-step")
        if stage == "start":
            if part_id in self._seen_texts:
                self._found.add("text-id-reused")
            if self._tools_in_step:
                self._found.add("text-after-tool-in-step")
            self._open_texts.add(part_id)
            self._seen_texts.add(part_id)
        elif part_id not in self._open_texts:
            self._found.add("text-not-started")
        elif stage == "end":
            self._open_texts.discard(part_id)

    def _tool(self, stage: str, part: dict[str, Any]) -> None:
        call = str(part.get("toolCallId"))
        if self._goes_on and not self._in_step:
            # It belongs to the step in which a person was asked.
            self._tools.setdefault(call, False)
        elif not self._in_step:
            self._found.add("outside-step")
        if (
            stage not in {"input-delta", "approval-request", "output-denied"}
            and part.get("providerExecuted") is not True
        ):
            self._found.add("tool-not-provider-executed")
        if "dynamic" in part:
            self._found.add("tool-dynamic")
        self._tools_in_step = True
        if stage in {"input-start", "input-available"}:
            self._tools[call] = False
        elif call not in self._tools:
            self._found.add("tool-not-called")
        elif self._tools[call]:
            self._found.add("tool-answered-twice")
        elif stage.startswith("output") or stage == "approval-request":
            self._tools[call] = True

    def _close(self) -> None:
        if self._open_texts:
            self._found.add("text-not-ended")
        if not all(self._tools.values()):
            self._found.add("tool-not-answered")
