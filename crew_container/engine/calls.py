"""One call of the model by one seat: request, streamed text, and the `llm-called` event, however it ends."""

import asyncio
import json
import time

from pydantic import JsonValue

from crew_container.engine.completion import Completion
from crew_container.engine.errors import ModelBrokeOff
from crew_container.engine.model import Model, Request
from crew_container.engine.run import Seat, TextPart
from crew_container.policy.window import Message, estimated_tokens
from shared.events import LlmCalled
from shared.ids import new_id


async def call_model(model: Model, seat: Seat, request: Request) -> Completion:
    """Ask the model and stream its text into the run. Raises RunError; an answer without anything in it is one."""
    completion = Completion()
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
        seat.run.emit(_report(seat, request, completion, started, first, is_whole=is_whole, is_cut=is_cut))
    if not completion.calls and not completion.whole_text.strip():
        raise ModelBrokeOff("The language model gave an empty answer.")
    return completion


def _report(
    seat: Seat,
    request: Request,
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
    estimated_input = estimated_tokens(len(json.dumps(request["messages"]).encode())) if was_heard else 0
    return LlmCalled(
        call_id=new_id("llm"),
        agent=seat.slug,
        model=completion.model or str(request["model"]),
        input_tokens=completion.input_tokens if completion.input_tokens is not None else estimated_input,
        output_tokens=completion.output_tokens
        if completion.output_tokens is not None
        else completion.estimated_output_tokens,
        estimated=not was_counted,
        duration_ms=_milliseconds(time.perf_counter() - started),
        first_token_ms=_milliseconds(first[0] - started) if first else None,
        finish_reason=completion.finish_reason if is_whole else completion.finish_reason or "error",
    )


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
