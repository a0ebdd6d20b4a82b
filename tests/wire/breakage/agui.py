"""AG-UI, wrong in one way each."""

from dataclasses import replace

from tests.wire.breakage.frames import before, changed, edited, frame, twice, until, with_keys, without, without_key
from tests.wire.breakage.variant import instead, replaced, variant, with_headers
from tests.wire.lanes import AGUI_LANES

ALL = frozenset(lane.name for lane in AGUI_LANES)
CONTENT = "TEXT_MESSAGE_CONTENT"
AGUI_VARIANTS = (
    variant(
        "octet-content-type", with_headers(content_type="application/octet-stream"), "header-content-type", unseen=ALL
    ),
    variant("cacheable", with_headers(cache_control="public, max-age=60"), "header-cache-control", unseen=ALL),
    variant("buffered", with_headers(x_accel_buffering=None), "header-x-accel-buffering", unseen=ALL),
    variant("bad-json", replaced(b'"delta":"One vase "}', b'"delta":"One vase "'), "not-json"),
    variant("nan", replaced(b'"startedAt":1700000000000', b'"startedAt":NaN'), "not-json"),
    variant("abrupt-eof", edited(until("TEXT_MESSAGE_END")), "end-missing"),
    variant("cut", lambda answer: replace(answer, body=answer.body[:-200], is_cut=True)),
    variant("half-an-event", lambda answer: replace(answer, body=answer.body[:-20]), "cut-inside-event", "end-missing"),
    variant("no-finish", edited(without("RUN_FINISHED")), "end-missing"),
    variant("no-start", edited(without("RUN_STARTED")), "start-missing"),
    variant("second-start", edited(twice("RUN_STARTED")), "second-start"),
    variant(
        "json-instead",
        instead(b'{"text":"One vase [1]."}', "application/json"),
        "cut-inside-event",
        "end-missing",
        "header-content-type",
    ),
    variant("empty-200", lambda answer: replace(answer, body=b""), "end-missing"),
    variant(
        "after-the-end",
        edited(lambda frames: [*frames, frame({"type": "CUSTOM", "name": "x", "value": 1})]),
        "part-after-end",
    ),
    variant("text-not-started", edited(without("TEXT_MESSAGE_START")), "text-not-started"),
    variant("text-not-ended", edited(without("TEXT_MESSAGE_END")), "text-not-ended"),
    variant("text-started-twice", edited(twice("TEXT_MESSAGE_START")), "text-id-reused"),
    variant("text-of-nobody", edited(with_keys(CONTENT, messageId="msg_of_nobody")), "text-not-started"),
    variant(
        "numeric-id",
        edited(with_keys("TEXT_MESSAGE_START", messageId=1)),
        "text-not-ended",
        "text-not-started",
        "wrong-type",
    ),
    variant(
        "null-optional",
        edited(with_keys("TOOL_CALL_START", parentMessageId=None)),
        "null-key",
        unseen=frozenset({"agui"}),
    ),
    variant("extra-key", edited(with_keys(CONTENT, seq=7)), "extra-key", unseen=ALL),
    variant(
        "unknown-type",
        edited(before("TEXT_MESSAGE_START", {"type": "AGENT_HANDOFF"})),
        "unknown-type",
        unseen=frozenset({"agui"}),
    ),
    variant("call-not-started", edited(without("TOOL_CALL_START")), "tool-not-called"),
    variant("call-not-ended", edited(without("TOOL_CALL_END")), "tool-not-answered", "tool-not-called"),
    variant("call-never-answered", edited(without("TOOL_CALL_RESULT")), "tool-not-answered"),
    variant("answered-twice", edited(twice("TOOL_CALL_RESULT")), "tool-answered-twice", unseen=ALL),
    variant("result-not-text", edited(with_keys("TOOL_CALL_RESULT", content={"a": 1})), "wrong-type"),
    variant("step-not-ended", edited(without("STEP_FINISHED")), "step-unbalanced"),
    variant("step-not-started", edited(without("STEP_STARTED")), "step-unbalanced"),
    variant(
        "error-and-finish", edited(before("RUN_FINISHED", {"type": "RUN_ERROR", "message": "no"})), "part-after-end"
    ),
    variant("error-without-message", edited(changed("RUN_FINISHED", lambda _: {"type": "RUN_ERROR"})), "missing-key"),
    variant("lost-delta", edited(lambda frames: [each for each in frames if b"One vase " not in each])),
    variant("delta-twice", edited(twice(CONTENT))),
    variant("lost-references", edited(lambda frames: [each for each in frames if b'"references"' not in each])),
    variant("no-usage", edited(without_key("RUN_FINISHED", "result"))),
    variant(
        "other-message-id",
        lambda answer: replace(answer, body=answer.body.replace(b'"messageId":"msg_', b'"messageId":"x_')),
    ),
)
