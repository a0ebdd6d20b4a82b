"""One call of the model by one seat: request, streamed text, and the events that report it, however it ends."""

import asyncio
import json
import time

from pydantic import JsonValue

from crew_container.engine.completion import Completion
from crew_container.engine.errors import ModelBrokeOff
from crew_container.engine.model import Model, Request
from crew_container.engine.run import Seat, TextPart, now_ms
from crew_container.policy.window import Message
from shared.events import LlmCalled, LlmStarted
from shared.ids import new_id
from shared.tokens import estimated_tokens


async def call_model(model: Model, seat: Seat, request: Request) -> Completion:
    """Ask the model and stream its text into the run. Raises RunError; an answer without anything in it is one."""
    completion = Completion()
    begun = LlmStarted(
        call_id=new_id("llm"),
        agent=seat.slug,
        model=str(request["model"]),
        provider=model.provider,
        byok=model.byok or None,
        input_tokens=estimated_input(request),
        at=now_ms(),
    )
    # Before anything is asked: whatever happens to this process, somebody knows that it was.
    seat.run.emit(begun)
    part = TextPart(seat)
    started = time.perf_counter()
    first: list[float] = []

    def on_text(text: str) -> None:
        if not first:
            first.append(time.perf_counter())
        part.add(text)

    is_whole = is_cut = False
    try:
        await model.complete(request, completion, on_text)
        is_whole = True
    except asyncio.CancelledError:
        is_cut = True
        raise
    finally:
        part.end()
        seat.run.emit(_report(begun, completion, started, first, is_whole=is_whole, is_cut=is_cut))
    if not completion.calls and not completion.whole_text.strip():
        raise ModelBrokeOff("The language model gave an empty answer.")
    return completion


def _report(
    begun: LlmStarted,
    completion: Completion,
    started: float,
    first: list[float],
    *,
    is_whole: bool,
    is_cut: bool,
) -> LlmCalled:
    was_counted = completion.input_tokens is not None and completion.output_tokens is not None
    # A call that failed before the provider said anything was not charged. One that we cut there may have been.
    was_heard = is_whole or is_cut or completion.model is not None
    guessed = begun.input_tokens if was_heard else 0
    return LlmCalled(
        call_id=begun.call_id,
        agent=begun.agent,
        model=completion.model or begun.model,
        asked_model=completion.asked_model or begun.model,
        provider=completion.provider or begun.provider,
        byok=completion.byok or None,
        failed_providers=tuple(completion.failed_providers) or None,
        input_tokens=completion.input_tokens if completion.input_tokens is not None else guessed,
        output_tokens=completion.output_tokens
        if completion.output_tokens is not None
        else completion.estimated_output_tokens,
        cached_tokens=completion.cached_tokens,
        reasoning_tokens=completion.reasoning_tokens,
        estimated=not was_counted,
        duration_ms=_milliseconds(time.perf_counter() - started),
        first_token_ms=_milliseconds(first[0] - started) if first else None,
        finish_reason=completion.finish_reason if is_whole else completion.finish_reason or "error",
    )


def estimated_input(request: Request) -> int:
    """Estimate the tokens of a request: what was said, and the schemas of the tools."""
    read = [request["messages"], request.get("tools", []), request.get("response_format", [])]
    return estimated_tokens(sum(len(json.dumps(part, ensure_ascii=False).encode(errors="replace")) for part in read))


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def chat_request(
    model_name: str,
    messages: list[Message],
    *,
    max_tokens: int,
    stream: bool,
    further: dict[str, JsonValue] | None = None,
) -> Request:
    """Return the body of a chat completion request."""
    request: Request = {"model": model_name, "messages": [*messages], "max_tokens": max_tokens, "stream": stream}
    if stream:
        request["stream_options"] = {"include_usage": True}
    return request | (further or {})
