"""The AI SDK 4 data stream, wrong in one way each; the lines that the documents of the mission show are among them."""

from dataclasses import replace

from tests.wire.breakage.lines import before, changed, edited, line, twice, until, without
from tests.wire.breakage.variant import instead, replaced, variant, with_headers
from tests.wire.lanes import DATA_LANES

ALL = frozenset(lane.name for lane in DATA_LANES)
NOBODY: dict[str, str] = {"toolCallId": "call_of_nobody"}
DATA_VARIANTS = (
    variant("no-header", with_headers(x_vercel_ai_data_stream=None), "header-x-vercel-ai-data-stream", unseen=ALL),
    variant("plain-text", with_headers(content_type="text/plain"), "header-content-type", unseen=ALL),
    variant("bad-json", replaced(b'0:"One vase "', b'0:"One vase '), "not-json", "wrong-type"),
    variant("nan", replaced(b'"price":1.5', b'"price":NaN'), "not-json"),
    variant("proto-key", replaced(b'"price":1.5', b'"__proto__":{"a":1}'), "prototype-key"),
    variant("abrupt-eof", edited(lambda lines: [*until("0")(lines), b'0:"One vase "\n']), "end-missing"),
    variant("no-finish", edited(until("d")), "end-missing"),
    variant("cut", lambda answer: replace(answer, body=answer.body[:-120], is_cut=True)),
    variant("half-a-line", lambda answer: replace(answer, body=answer.body[:-20]), "cut-inside-event", "end-missing"),
    variant(
        "no-final-newline",
        lambda answer: replace(answer, body=answer.body[:-1]),
        "cut-inside-event",
        "end-missing",
        unseen=ALL,
    ),
    variant("crlf", replaced(b"\n", b"\r\n"), "carriage-return", unseen=ALL),
    variant("bom", lambda answer: replace(answer, body=b"\xef\xbb\xbf" + answer.body), "byte-order-mark", unseen=ALL),
    variant(
        "json-instead",
        instead(b'{"text":"One vase [1]."}', "application/json"),
        "cut-inside-event",
        "end-missing",
        "header-content-type",
    ),
    variant(
        "html-instead",
        instead(b"<!doctype html><title>Sign in</title>\n", "text/html"),
        "end-missing",
        "header-content-type",
        "unknown-type",
    ),
    variant("empty-200", lambda answer: replace(answer, body=b""), "end-missing"),
    variant(
        "other-protocol",
        lambda answer: replace(answer, body=b'data: {"type":"start"}\n\ndata: [DONE]\n\n'),
        "end-missing",
        "unknown-type",
    ),
    variant("comment-as-keep-alive", edited(before("0", b": keep-alive\n\n")), "unknown-type"),
    variant("done-line", lambda answer: replace(answer, body=answer.body + b"data: [DONE]\n\n"), "unknown-type"),
    variant("unknown-code", edited(before("0", b'z:"?"\n')), "unknown-type"),
    variant("raw-text", edited(before("0", b"One vase\n")), "unknown-type"),
    variant("data-not-a-list", edited(before("0", line("2", "chat-uuid"))), "wrong-type"),
    variant("annotation-not-a-list", edited(before("0", line("8", "chat-uuid"))), "wrong-type"),
    variant(
        "call-without-args",
        edited(changed("9", lambda call: {**NOBODY, "toolName": call["toolName"]})),
        "missing-key",
        "tool-not-answered",
        "tool-not-called",
    ),
    variant("args-null", edited(changed("9", lambda call: {**call, "args": None})), "null-key"),
    variant("args-string", edited(changed("9", lambda call: {**call, "args": "{}"})), "wrong-type"),
    variant("result-without-call", edited(before("0", line("a", {**NOBODY, "result": 1}))), "tool-not-called"),
    variant("call-never-answered", edited(without("a")), "tool-not-answered"),
    variant("answered-twice", edited(twice("a")), "tool-answered-twice", unseen=ALL),
    variant("event-as-c", edited(before("0", line("c", {"type": "agent", "name": "x"}))), "unknown-type"),
    variant(
        "error-as-e", edited(before("d", line("e", {"message": "no"}))), "extra-key", "missing-key", "step-unbalanced"
    ),
    variant("error-not-text", edited(changed("d", lambda _: 1)), "end-missing", "wrong-type"),
    variant("error-at-the-end", edited(before("d", line("3", "no"))), "part-after-end"),
    variant("missing-steps", edited(without("e", "f")), "start-missing", "text-after-tool-in-step"),
    variant(
        "one-step",
        edited(lambda lines: before("d", lines[-2])(without("e")(lines))),
        "step-unbalanced",
        unseen=frozenset({"v4"}),
    ),
    variant("no-message-id", edited(without("f")), "start-missing", "step-unbalanced", "text-after-tool-in-step"),
    variant("second-id", edited(before("0", line("f", {"messageId": "msg_2"}))), "second-start", "step-unbalanced"),
    variant("other-message-id", edited(changed("f", lambda _: {"messageId": "msg_of_nobody"}))),
    variant("unknown-reason", edited(changed("d", lambda end: {**end, "finishReason": "tool_calls"})), "finish-reason"),
    variant("usage-names", edited(changed("d", lambda end: {**end, "usage": {"inputTokens": 7}})), "usage-names"),
    variant("no-usage", edited(changed("d", lambda end: {"finishReason": end["finishReason"]})), "missing-key"),
    variant("extra-key", edited(changed("f", lambda start: {**start, "seq": 7})), "extra-key", unseen=ALL),
    variant("lost-delta", edited(lambda lines: [each for each in lines if each != b'0:"[1]."\n'])),
    variant("delta-twice", edited(twice("0"))),
    variant("lost-references", edited(without("8"))),
)
