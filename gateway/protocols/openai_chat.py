"""The answers of OpenAI's Chat Completions: text alone, without tools, agents and references.

Rules kept here, which the SDKs and the many clients of this shape rely on:

1. A chunk has `id`, `object`, `created`, `model` and `choices`; `finish_reason` is in every choice, null until the end.
   The first delta names the role. `[DONE]` comes last, after an error too.
2. With `stream_options.include_usage` one chunk without choices tells the tokens before `[DONE]`.
3. An error in a stream is an object `error`; SDKs raise it. A whole answer that failed is an HTTP error.
4. There is no word for a stopped answer, and half an answer is none: it is an error too.
5. Nor is there one for an approval (tool calls are the client's to make here): a sentence says that one is needed.
"""

from collections.abc import Sequence
from typing import ClassVar, Final

from gateway.chat.agent_states import Part
from gateway.chat.feed import News
from gateway.chat.model import StoredEvent
from gateway.chat.open_parts import OpenParts
from gateway.chat.queue import Place
from gateway.chat.usage import Usage
from gateway.protocols.encoder import EVENT_STREAM, INTERRUPTED, STREAMING, Encoder, place_data, why
from gateway.protocols.paragraphs import Paragraphs
from gateway.protocols.strict_json import strict_json
from shared.events import (
    FinishReason,
    LlmCalled,
    TextDelta,
    TextStarted,
    TurnEvent,
    TurnFinished,
    TurnStarted,
)

CREW: Final = "crew"
WAITS: Final = "(This needs a person's approval of a tool's use, which cannot be given here.)"
FINISH_REASONS: Final[dict[FinishReason, str]] = {"length": "length", "content-filter": "content_filter"}


class CompletionEncoder(Encoder):
    """Encodes one reader's view of a turn as `chat.completion.chunk`s."""

    headers: ClassVar = {"content-type": EVENT_STREAM, **STREAMING}
    keep_alive = b": keep-alive\n\n"
    end = b"data: [DONE]\n\n"

    def __init__(self, *, model: str = CREW, include_usage: bool = False) -> None:
        super().__init__()
        self._head: Part = {"id": "chatcmpl-", "object": "chat.completion.chunk", "created": 0, "model": model}
        self._include_usage = include_usage
        self._usage = Usage()
        self._paragraphs = Paragraphs()

    def _event(self, event: TurnEvent) -> list[bytes]:  # noqa: PLR0911 - a match that is a table
        match event:
            case TextDelta(text=text):
                return [self._chunk({"content": self._paragraphs.add(text)})]
            case TurnStarted():
                self._head |= {"id": f"chatcmpl-{event.turn_id}", "created": event.at // 1_000}
                return [self._chunk({"role": "assistant", "content": ""})]
            case TextStarted():
                self._paragraphs.start()
                return []
            case LlmCalled():
                self._usage.add(event)
                return []
            case TurnFinished(outcome="done"):
                last = [self._chunk({}, _finish_reason(event))]
                if self._open.is_waiting:
                    self._paragraphs.start()
                    last.insert(0, self._chunk({"content": self._paragraphs.add(WAITS)}))
                return [*last, self._tokens()] if self._include_usage else last
            case TurnFinished():
                return [_frame(error_body(*_failure(event)))]
            case _:
                return []

    def _place(self, place: Place) -> bytes:
        # No chunk has room for it; a comment is nothing to a client that does not look for it.
        return b": queue %b\n\n" % strict_json(place_data(place))

    def _error(self, message: str) -> bytes:
        return _frame(error_body(message, "server_error", "interrupted"))

    def _chunk(self, delta: Part, finish_reason: str | None = None) -> bytes:
        return _frame({**self._head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]})

    def _tokens(self) -> bytes:
        return _frame({**self._head, "choices": [], "usage": _tokens(self._usage)})


class Completion:
    """Collects one turn as a whole `chat.completion`."""

    def __init__(self, model: str = CREW) -> None:
        self._head: Part = {"id": "chatcmpl-", "object": "chat.completion", "created": 0, "model": model}
        self._usage = Usage()
        self._paragraphs = Paragraphs()
        self._texts: list[str] = []
        self._open = OpenParts()
        self._end: TurnFinished | None = None

    def take(self, news: Sequence[News]) -> None:
        """Take in what is told of the turn, in order."""
        for item in news:
            if isinstance(item, StoredEvent):
                self._take(item.event)

    def answer(self) -> tuple[int, bytes]:
        """HTTP status and body, once nothing more is told."""
        match self._end:
            case None:
                return 502, strict_json(error_body(INTERRUPTED, "server_error", "interrupted"))
            case TurnFinished(outcome="done"):
                return 200, strict_json(self._whole(self._end))
            case TurnFinished(outcome="stopped"):
                return 409, strict_json(error_body(*_failure(self._end)))
            case TurnFinished():
                return 502, strict_json(error_body(*_failure(self._end)))

    def _take(self, event: TurnEvent) -> None:
        self._open.note(event)
        match event:
            case TurnStarted():
                self._head |= {"id": f"chatcmpl-{event.turn_id}", "created": event.at // 1_000}
            case TextStarted():
                self._paragraphs.start()
            case TextDelta(text=text):
                self._texts.append(self._paragraphs.add(text))
            case LlmCalled():
                self._usage.add(event)
            case TurnFinished():
                self._end = event
                if self._open.is_waiting:
                    self._paragraphs.start()
                    self._texts.append(self._paragraphs.add(WAITS))
            case _:
                pass

    def _whole(self, end: TurnFinished) -> Part:
        # `refusal` and `logprobs` are required in this shape, and null where there is none.
        message: Part = {"role": "assistant", "content": "".join(self._texts), "refusal": None}
        choice: Part = {"index": 0, "message": message, "logprobs": None, "finish_reason": _finish_reason(end)}
        return {**self._head, "choices": [choice], "usage": _tokens(self._usage)}


def error_body(message: str, kind: str, code: str | None) -> Part:
    """An error as these clients read it."""
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _failure(end: TurnFinished) -> tuple[str, str, str]:
    kind = "conflict_error" if end.outcome == "stopped" else "server_error"
    return why(end), kind, end.error_code or end.outcome


def _finish_reason(end: TurnFinished) -> str:
    return FINISH_REASONS.get(end.finish_reason, "stop")


def _tokens(usage: Usage) -> Part:
    total = usage.input_tokens + usage.output_tokens
    return {"prompt_tokens": usage.input_tokens, "completion_tokens": usage.output_tokens, "total_tokens": total}


def _frame(value: Part) -> bytes:
    return b"data: %b\n\n" % strict_json(value)
