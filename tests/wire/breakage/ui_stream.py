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
    twice,
    until,
    with_keys,
    without,
    without_key,
)
from tests.wire.breakage.variant import Rewrite, instead, replaced, variant, with_headers
from tests.wire.lanes import UI_LANES
from tests.wire.lint.rules import Rule
from tests.wire.proxy import Answer

ALL = frozenset(lane.name for lane in UI_LANES)
OLDEST = frozenset({"v5-oldest", "v6-oldest", "v7-oldest"})
NEWEST = ALL - OLDEST


def _asked_id(answer: Answer) -> Answer:
    asked = json.loads(answer.asked)["messages"][-1]["id"]
    return edited(with_keys("start", messageId=asked))(answer)


def _pretty(block: bytes) -> bytes:
    if not (part := part_of(block)):
        return block
    lines = json.dumps(part, indent=1).encode().split(b"\n")
    return b"".join(b"data: " + line + b"\n" for line in lines) + b"\n"


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
    variant(
        "no-header",
        with_headers(x_vercel_ai_ui_message_stream=None),
        "header-x-vercel-ai-ui-message-stream",
        unseen=ALL,
    ),
    variant("no-buffering-header", with_headers(x_accel_buffering=None), "header-x-accel-buffering", unseen=ALL),
    variant("cacheable", with_headers(cache_control="public, max-age=60"), "header-cache-control", unseen=ALL),
    variant(
        "octet-content-type", with_headers(content_type="application/octet-stream"), "header-content-type", unseen=ALL
    ),
    variant("bad-json", replaced(b'"delta":"One vase "}', b'"delta":"One vase "'), "not-json"),
    variant("nan", replaced(b'"price":1.5', b'"price":NaN'), "not-json"),
    variant("key-twice", replaced(b'"price":1.5', b'"price":1.5,"price":1.5'), "key-twice", unseen=ALL),
    variant("not-an-object", edited(lambda frames: [*frames[:3], b'data: ["a"]\n\n', *frames[3:]]), "not-an-object"),
    variant("id-in-words", replaced(b"id: 1\n", b"id: one\n"), "id-not-a-number", unseen=ALL),
    variant("created", lambda answer: replace(answer, status=201), "status"),
    variant(
        "step-left-open",
        edited(lambda frames: [*frames[:-3], *frames[-2:]]),
        "step-unbalanced",
        unseen=ALL,
    ),
    variant("proto-key", replaced(b'"price":1.5', b'"__proto__":{"a":1}'), "prototype-key"),
    variant("abrupt-eof", edited(until("text-end")), "done-missing", "end-missing", "text-not-ended"),
    variant("cut", lambda answer: replace(answer, body=answer.body[:-200], is_cut=True)),
    variant(
        "half-an-event",
        lambda answer: replace(answer, body=answer.body[:-20]),
        "cut-inside-event",
        "done-missing",
        "end-missing",
    ),
    variant("no-finish", edited(without("finish")), "end-missing"),
    variant("crlf", replaced(b"\n", b"\r\n"), "carriage-return", unseen=ALL),
    variant("bom", lambda answer: replace(answer, body=b"\xef\xbb\xbf" + answer.body), "byte-order-mark", unseen=ALL),
    variant("json-instead", instead(b'{"text":"One vase [1]."}', "application/json"), *NO_STREAM),
    variant("html-instead", instead(b"<!doctype html><title>Sign in</title>", "text/html"), *NO_STREAM),
    variant("empty-200", lambda answer: replace(answer, body=b""), "done-missing", "end-missing"),
    variant(
        "other-protocol",
        lambda answer: replace(answer, body=b'0:"One vase [1]."\nd:{"finishReason":"stop"}\n'),
        *NO_STREAM[:3],
    ),
    variant("tool-output-without-input", edited(without("tool-input-available")), "tool-not-called"),
    variant(
        "tool-delta-without-start",
        edited(before("text-start", {"type": "tool-input-delta", "toolCallId": "nobody", "inputTextDelta": "{"})),
        "tool-not-called",
        "text-after-tool-in-step",
    ),
    variant("tool-never-finished", edited(without("tool-output-available")), "tool-not-answered"),
    variant("tool-answered-twice", edited(twice("tool-output-error")), "tool-answered-twice", unseen=ALL),
    variant("tool-output-key-missing", edited(without_key("tool-output-available", "output")), "missing-key"),
    variant("dynamic-mismatch", edited(with_keys("tool-input-available", dynamic=True)), "tool-dynamic"),
    variant("not-provider-executed", _unexecuted(*TOOLS), "tool-not-provider-executed", unseen=ALL),
    variant(
        "asks-for-ever",
        lambda answer: edited(without("start-step", "finish-step"))(_unexecuted(*TOOLS)(answer)),
        "tool-not-provider-executed",
        "outside-step",
        "text-after-tool-in-step",
        unseen=frozenset({"v5-oldest"}),  # to it, a failed tool is no reason to go on
    ),
    variant("missing-start", edited(without("start")), "start-missing"),
    variant("double-start", edited(before("text-start", {"type": "start", "messageId": "msg_2"})), "second-start"),
    variant("start-without-id", edited(without_key("start", "messageId")), "start-without-id"),
    variant("same-id-as-user", _asked_id, "message-id-reused"),
    variant("missing-text-start", edited(without("text-start")), "text-not-started"),
    variant("missing-text-end", edited(without("text-end")), "text-across-step", "text-not-ended"),
    variant(
        "missing-steps",
        edited(without("start-step", "finish-step")),
        "outside-step",
        "text-after-tool-in-step",
        unseen=ALL,
    ),
    variant(
        "text-across-step",
        edited(before("text-end", {"type": "finish-step"}, {"type": "start-step"})),
        "text-across-step",
        unseen=frozenset({"v7"}),
    ),
    variant("text-started-twice", edited(twice("text-start")), "text-id-reused"),
    variant("text-id-mismatch", edited(with_keys("text-delta", id="t9")), "text-not-started"),
    variant(
        "numeric-id",
        edited(with_keys("text-start", id=1)),
        "wrong-type",
        "text-not-started",
        "text-not-ended",
        "text-across-step",
    ),
    variant("null-optional", edited(with_keys("text-start", providerMetadata=None)), "null-key"),
    variant("extra-key", edited(with_keys("text-start", seq=7)), "extra-key", unseen=NEWEST),
    variant("unknown-type", edited(before("text-start", {"type": "agent-handoff", "to": "x"})), "unknown-type"),
    variant("unknown-data", edited(before("text-start", {"type": "data-news"})), "missing-key"),
    variant(
        "wrong-prefix",
        edited(each_frame(lambda each: each.replace(b"data: ", b"date: "))),
        "unknown-field",
        "done-missing",
        "end-missing",
    ),
    variant(
        "no-space-after-data",
        replaced(b"data: ", b"data:"),
        "unknown-field",
        "done-missing",
        "end-missing",
        unseen=ALL,
    ),
    variant("event-field", edited(each_frame(lambda each: b"event: message\n" + each)), "unknown-field", unseen=ALL),
    variant("single-newline", replaced(b"\n\n", b"\n"), "cut-inside-event", "done-missing", "end-missing"),
    variant("pretty-json", edited(each_frame(_pretty)), "data-in-several-lines", unseen=ALL),
    variant("finish-reason-stop", _finish_reason("stop"), "extra-key", unseen=ALL - {"v5-oldest"}),
    variant("finish-reason-unknown", _finish_reason("unknown"), "extra-key", unseen=frozenset({"v5"})),
    variant("finish-reason-interrupted", _finish_reason("interrupted"), "extra-key", unseen=frozenset({"v7"})),
    variant("finish-reason-tool_calls", _finish_reason("tool_calls"), "extra-key"),
    variant("finish-with-usage", edited(with_keys("finish", usage={"inputTokens": 7})), "extra-key", unseen=NEWEST),
    variant("abort-reason", edited(changed("finish", lambda _: {"type": "abort", "reason": "user"})), "extra-key"),
    variant(
        "error-object",
        edited(changed("finish", lambda _: {"type": "error", "errorText": {"message": "no"}})),
        "wrong-type",
    ),
    variant("clean-error", edited(before("finish", {"type": "error", "errorText": "no"})), "part-after-end"),
    variant("missing-done", replaced(b"data: [DONE]\n\n", b""), "done-missing", unseen=ALL),
    variant(
        "after-done",
        lambda answer: replace(answer, body=answer.body + frame({"type": "data-agent", "data": {}})),
        "part-after-done",
        "part-after-end",
    ),
    variant("other-message-id", edited(with_keys("start", messageId="msg_of_nobody"))),
    variant("lost-delta", _lost("text-delta")),
    variant("delta-twice", edited(twice("text-delta"))),
    variant("deltas-swapped", _swapped("text-delta")),
    variant("lost-references", edited(without("data-references"))),
    variant("no-data-ids", edited(without_key("data-agent", "id"))),
    variant("no-usage", edited(without_key("finish", "messageMetadata"))),
)
