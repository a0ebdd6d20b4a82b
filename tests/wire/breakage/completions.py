"""Chat Completions, wrong in one way each."""

from dataclasses import replace

from tests.wire.breakage.frames import Edit, Part, edited, frame, part_of
from tests.wire.breakage.variant import instead, replaced, variant, with_headers
from tests.wire.lint.rules import Rule

NAME = "openai"
SDK = frozenset({NAME})


def _chunks(change: Part | None = None, *, choice: Part | None = None, at: int | None = None) -> Edit:
    """Give every chunk (or the one that stands there) these keys, and its choices those."""

    def edit(frames: list[bytes]) -> list[bytes]:
        return [_changed(each) if at in {None, place} else each for place, each in enumerate(frames)]

    def _changed(each: bytes) -> bytes:
        if not (part := part_of(each)):
            return each
        choices = [{**old, **(choice or {})} for old in part["choices"]]
        return frame({**part, "choices": choices, **(change or {})})

    return edit


def _without_finish(frames: list[bytes]) -> list[bytes]:
    return [each for each in frames if b'"finish_reason":"stop"' not in each]


NO_STREAM: tuple[Rule, ...] = ("cut-inside-event", "done-missing", "end-missing", "header-content-type")
AGAIN: tuple[Rule, ...] = ("part-after-end", "start-missing")
COMPLETION_VARIANTS = (
    variant(
        "octet-content-type", with_headers(content_type="application/octet-stream"), "header-content-type", unseen=SDK
    ),
    variant("buffered", with_headers(x_accel_buffering=None), "header-x-accel-buffering", unseen=SDK),
    variant("cacheable", with_headers(cache_control="public"), "header-cache-control", unseen=SDK),
    variant("bad-json", replaced(b'"content":"One vase "', b'"content":"One vase '), "not-json"),
    variant("cut", edited(lambda frames: frames[:3]), "done-missing", "end-missing"),
    variant("broken-off", lambda answer: replace(answer, body=answer.body[:-300], is_cut=True)),
    variant(
        "half-an-event", lambda answer: replace(answer, body=answer.body[:-40]), "cut-inside-event", "done-missing"
    ),
    variant("json-instead", instead(b'{"text":"One vase [1]."}', "application/json"), *NO_STREAM),
    variant("empty-200", lambda answer: replace(answer, body=b""), "done-missing", "end-missing"),
    variant("missing-done", replaced(b"data: [DONE]\n\n", b""), "done-missing", unseen=SDK),
    variant(
        "after-done",
        lambda answer: replace(answer, body=answer.body + answer.body[:-14]),
        "part-after-done",
        *AGAIN,
        unseen=SDK,
    ),
    variant("no-finish", edited(_without_finish), "end-missing"),
    variant("no-role", replaced(b'"role":"assistant",', b""), "start-missing", unseen=SDK),
    variant(
        "role-each-time", edited(_chunks(choice={"delta": {"role": "assistant", "content": "a"}})), "start-missing"
    ),
    variant("another-id", edited(_chunks({"id": "chatcmpl-2"}, at=2)), "second-start", unseen=SDK),
    variant("another-object", edited(_chunks({"object": "chat.completion"})), "unknown-type", unseen=SDK),
    variant("no-created", edited(_chunks({"created": None})), "null-key", unseen=SDK),
    variant("extra-key", edited(_chunks({"agent": "x"})), "extra-key", unseen=SDK),
    variant("no-choices", edited(_chunks({"choices": None})), "null-key", "end-missing"),
    variant("wrong-reason", replaced(b'"finish_reason":"stop"', b'"finish_reason":"end_turn"'), "finish-reason"),
    variant(
        "content-filter", replaced(b'"finish_reason":"stop"', b'"finish_reason":"content-filter"'), "finish-reason"
    ),
    variant("usage-names", replaced(b'"prompt_tokens"', b'"promptTokens"'), "usage-names"),
    variant("error-as-text", replaced(b'"content":"[1]."', b'"error":"The model is away."'), "extra-key"),
    variant("lost-delta", edited(lambda frames: [each for each in frames if b"One vase " not in each])),
    variant("delta-twice", edited(lambda frames: [frames[0], frames[1], *frames[1:]])),
    variant("text-in-message", replaced(b'"delta":{"content"', b'"message":{"content"'), "missing-key", "extra-key"),
)
