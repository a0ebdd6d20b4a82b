"""The UI message stream, wrong in one way each."""

import json
from dataclasses import replace

from tests.wire.breakage.frames import (
    Frames,
    before,
    changed,
    each_frame,
    edited,
    frame,
    kind_of,
    part_of,
    until,
    with_keys,
    without,
    without_key,
)
from tests.wire.breakage.variant import Rewrite, Variant
from tests.wire.lanes import UI_LANES
from tests.wire.lint.rules import Rule
from tests.wire.proxy import Answer

ALL = frozenset(lane.name for lane in UI_LANES)
NONE: frozenset[str] = frozenset()
OLDEST = frozenset({"v5-oldest", "v6-oldest", "v7-oldest"})
NEWEST = ALL - OLDEST


def _variant(name: str, rewrite: Rewrite, *lint: Rule, unseen: frozenset[str] = NONE) -> Variant:
    return Variant(name, rewrite, frozenset(lint), unseen)


def _headers(**changes: str | None) -> Rewrite:
    def rewrite(answer: Answer) -> Answer:
        named = {name.replace("_", "-"): value for name, value in changes.items()}
        kept = {name: value for name, value in answer.headers.items() if name not in named}
        return replace(answer, headers={**kept, **{name: value for name, value in named.items() if value is not None}})

    return rewrite


def _instead(body: bytes, content_type: str) -> Rewrite:
    return lambda answer: replace(answer, body=body, headers={**answer.headers, "content-type": content_type})


def _replaced(old: bytes, new: bytes) -> Rewrite:
    def rewrite(answer: Answer) -> Answer:
        assert old in answer.body
        return replace(answer, body=answer.body.replace(old, new))

    return rewrite


def _pretty(block: bytes) -> bytes:
    if not (part := part_of(block)):
        return block
    lines = json.dumps(part, indent=1).encode().split(b"\n")
    return b"".join(b"data: " + line + b"\n" for line in lines) + b"\n"


def _twice(kind: str) -> Rewrite:
    return edited(lambda frames: [copy for each in frames for copy in [each] * (1 + (kind_of(each) == kind))])


def _swapped(kind: str) -> Rewrite:
    def edit(frames: Frames) -> Frames:
        first, second = (place for place, each in enumerate(frames) if kind_of(each) == kind)
        frames[first], frames[second] = frames[second], frames[first]
        return frames

    return edited(edit)


def _lost(kind: str) -> Rewrite:
    def edit(frames: Frames) -> Frames:
        at = next(place for place, each in enumerate(frames) if kind_of(each) == kind)
        return frames[:at] + frames[at + 1 :]

    return edited(edit)


def _finish_reason(value: str) -> Rewrite:
    return edited(with_keys("finish", finishReason=value))


def _unexecuted(*kinds: str) -> Rewrite:
    def rewrite(answer: Answer) -> Answer:
        for kind in kinds:
            answer = edited(without_key(kind, "providerExecuted"))(answer)
        return answer

    return rewrite


NO_STREAM: tuple[Rule, ...] = ("cut-inside-event", "done-missing", "end-missing", "header-content-type")
TOOLS = ("tool-input-available", "tool-output-available", "tool-output-error")
TEXT_START = {"type": "text-start", "id": "t1"}
UI_VARIANTS = (
    _variant(
        "no-header", _headers(x_vercel_ai_ui_message_stream=None), "header-x-vercel-ai-ui-message-stream", unseen=ALL
    ),
    _variant("no-buffering-header", _headers(x_accel_buffering=None), "header-x-accel-buffering", unseen=ALL),
    _variant("cacheable", _headers(cache_control="public, max-age=60"), "header-cache-control", unseen=ALL),
    _variant(
        "octet-content-type", _headers(content_type="application/octet-stream"), "header-content-type", unseen=ALL
    ),
    _variant("bad-json", _replaced(b'"delta":"One vase "}', b'"delta":"One vase "'), "not-json"),
    _variant("nan", _replaced(b'"price":1.5', b'"price":NaN'), "not-json"),
    _variant("key-twice", _replaced(b'"price":1.5', b'"price":1.5,"price":1.5'), "key-twice", unseen=ALL),
    _variant("not-an-object", edited(lambda frames: [*frames[:3], b'data: ["a"]\n\n', *frames[3:]]), "not-an-object"),
    _variant("id-in-words", _replaced(b"id: 1\n", b"id: one\n"), "id-not-a-number", unseen=ALL),
    _variant("created", lambda answer: replace(answer, status=201), "status", unseen=NONE),
    _variant(
        "step-left-open",
        edited(lambda frames: [*frames[:-3], *frames[-2:]]),
        "step-unbalanced",
        unseen=ALL,
    ),
    _variant("proto-key", _replaced(b'"price":1.5', b'"__proto__":{"a":1}'), "prototype-key"),
    _variant("abrupt-eof", edited(until("text-end")), "done-missing", "end-missing", "text-not-ended"),
    _variant("cut", lambda answer: replace(answer, body=answer.body[:-200], is_cut=True)),
    _variant(
        "half-an-event",
        lambda answer: replace(answer, body=answer.body[:-20]),
        "cut-inside-event",
        "done-missing",
        "end-missing",
    ),
    _variant("no-finish", edited(without("finish")), "end-missing"),
    _variant("crlf", _replaced(b"\n", b"\r\n"), "carriage-return", unseen=ALL),
    _variant("bom", lambda answer: replace(answer, body=b"\xef\xbb\xbf" + answer.body), "byte-order-mark", unseen=ALL),
    _variant("json-instead", _instead(b'{"text":"One vase [1]."}', "application/json"), *NO_STREAM),
    _variant("html-instead", _instead(b"<!doctype html><title>Sign in</title>", "text/html"), *NO_STREAM),
    _variant("empty-200", lambda answer: replace(answer, body=b""), "done-missing", "end-missing"),
    _variant(
        "other-protocol",
        lambda answer: replace(answer, body=b'0:"One vase [1]."\nd:{"finishReason":"stop"}\n'),
        *NO_STREAM[:3],
    ),
    _variant("tool-output-without-input", edited(without("tool-input-available")), "tool-not-called"),
    _variant(
        "tool-delta-without-start",
        edited(before("text-start", {"type": "tool-input-delta", "toolCallId": "nobody", "inputTextDelta": "{"})),
        "tool-not-called",
        "text-after-tool-in-step",
    ),
    _variant("tool-never-finished", edited(without("tool-output-available")), "tool-not-answered"),
    _variant("tool-answered-twice", _twice("tool-output-error"), "tool-answered-twice", unseen=ALL),
    _variant("tool-output-key-missing", edited(without_key("tool-output-available", "output")), "missing-key"),
    _variant("dynamic-mismatch", edited(with_keys("tool-input-available", dynamic=True)), "tool-dynamic"),
    _variant("not-provider-executed", _unexecuted(*TOOLS), "tool-not-provider-executed", unseen=ALL),
    _variant(
        "asks-for-ever",
        lambda answer: edited(without("start-step", "finish-step"))(_unexecuted(*TOOLS)(answer)),
        "tool-not-provider-executed",
        "outside-step",
        "text-after-tool-in-step",
        unseen=frozenset({"v5-oldest"}),  # to it, a failed tool is no reason to go on
    ),
    _variant("missing-start", edited(without("start")), "start-missing"),
    _variant("double-start", edited(before("text-start", {"type": "start", "messageId": "msg_2"})), "second-start"),
    _variant("start-without-id", edited(without_key("start", "messageId")), "start-without-id"),
    _variant("missing-text-start", edited(without("text-start")), "text-not-started"),
    _variant("missing-text-end", edited(without("text-end")), "text-across-step", "text-not-ended"),
    _variant(
        "missing-steps",
        edited(without("start-step", "finish-step")),
        "outside-step",
        "text-after-tool-in-step",
        unseen=ALL,
    ),
    _variant(
        "text-across-step",
        edited(before("text-end", {"type": "finish-step"}, {"type": "start-step"})),
        "text-across-step",
        unseen=frozenset({"v7"}),
    ),
    _variant("text-started-twice", _twice("text-start"), "text-id-reused"),
    _variant("text-id-mismatch", edited(with_keys("text-delta", id="t9")), "text-not-started"),
    _variant(
        "numeric-id",
        edited(with_keys("text-start", id=1)),
        "wrong-type",
        "text-not-started",
        "text-not-ended",
        "text-across-step",
    ),
    _variant("null-optional", edited(with_keys("text-start", providerMetadata=None)), "null-key"),
    _variant("extra-key", edited(with_keys("text-start", seq=7)), "extra-key", unseen=NEWEST),
    _variant("unknown-type", edited(before("text-start", {"type": "agent-handoff", "to": "x"})), "unknown-type"),
    _variant("unknown-data", edited(before("text-start", {"type": "data-news"})), "missing-key"),
    _variant(
        "wrong-prefix",
        edited(each_frame(lambda each: each.replace(b"data: ", b"date: "))),
        "unknown-field",
        "done-missing",
        "end-missing",
    ),
    _variant(
        "no-space-after-data",
        _replaced(b"data: ", b"data:"),
        "unknown-field",
        "done-missing",
        "end-missing",
        unseen=ALL,
    ),
    _variant("event-field", edited(each_frame(lambda each: b"event: message\n" + each)), "unknown-field", unseen=ALL),
    _variant("single-newline", _replaced(b"\n\n", b"\n"), "cut-inside-event", "done-missing", "end-missing"),
    _variant("pretty-json", edited(each_frame(_pretty)), "data-in-several-lines", unseen=ALL),
    _variant("finish-reason-stop", _finish_reason("stop"), "extra-key", unseen=ALL - {"v5-oldest"}),
    _variant("finish-reason-unknown", _finish_reason("unknown"), "extra-key", unseen=frozenset({"v5"})),
    _variant("finish-reason-interrupted", _finish_reason("interrupted"), "extra-key", unseen=frozenset({"v7"})),
    _variant("finish-reason-tool_calls", _finish_reason("tool_calls"), "extra-key"),
    _variant("finish-with-usage", edited(with_keys("finish", usage={"inputTokens": 7})), "extra-key", unseen=NEWEST),
    _variant("abort-reason", edited(changed("finish", lambda _: {"type": "abort", "reason": "user"})), "extra-key"),
    _variant(
        "error-object",
        edited(changed("finish", lambda _: {"type": "error", "errorText": {"message": "no"}})),
        "wrong-type",
    ),
    _variant("clean-error", edited(before("finish", {"type": "error", "errorText": "no"})), "part-after-end"),
    _variant("missing-done", _replaced(b"data: [DONE]\n\n", b""), "done-missing", unseen=ALL),
    _variant(
        "after-done",
        lambda answer: replace(answer, body=answer.body + frame({"type": "data-agent", "data": {}})),
        "part-after-done",
        "part-after-end",
    ),
    _variant("other-message-id", edited(with_keys("start", messageId="msg_of_nobody"))),
    _variant("lost-delta", _lost("text-delta")),
    _variant("delta-twice", _twice("text-delta")),
    _variant("deltas-swapped", _swapped("text-delta")),
    _variant("lost-references", edited(without("data-references"))),
    _variant("no-data-ids", edited(without_key("data-agent", "id"))),
    _variant("no-usage", edited(without_key("finish", "messageMetadata"))),
)
