"""CrewAI's view of the model: a `BaseLLM` whose calls happen on the server's loop while CrewAI's thread waits.

CrewAI decides when the model is called and keeps the messages of the agent's loop. What goes over the wire is ours:

- The person's text never passes CrewAI's templates, which would substitute `{tools}` in it: CrewAI holds a placeholder,
  and the text takes its place here.
- Tool schemas are ours (CrewAI's force every optional argument to be required).
- The first round of an agent whose first calls are certain is no request: CrewAI is given these calls as the model's.
- A call that cannot work (unknown tool, arguments that are no JSON object) goes back to CrewAI with a counter in its
  arguments: CrewAI ends a run at the fifth identical call.
"""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from crewai.llms.base_llm import BaseLLM
from pydantic import JsonValue, PrivateAttr

from crew_container.engine.calls import call_model, chat_request
from crew_container.engine.completion import CalledFunction, Completion
from crew_container.engine.errors import ModelBrokeOff
from crew_container.engine.model import Model
from crew_container.engine.run import Seat, current_seat, now_ms
from crew_container.policy.window import Message, Window
from shared.events import WindowFitted
from shared.ids import new_id
from shared.memories import memory_block
from shared.models import DEFAULT_WINDOW_TOKENS
from shared.summaries import summary_block

# CrewAI has its own guards for full context windows: extra model calls, and tool results moved to files. Ours is in
# `policy/window`, so CrewAI is told that there is always room.
NO_LIMIT = 10_000_000
UNUSABLE = "unusable_call"

ToolSchemas = Mapping[str, dict[str, JsonValue]]


class StreamingLLM(BaseLLM):
    """One model of the container; shared by all runs, finds its seat in the context."""

    llm_type: str = "streaming"
    _model: Model = PrivateAttr()
    _schemas: ToolSchemas = PrivateAttr()
    _reply_tokens: int = PrivateAttr()
    _window_tokens: int | None = PrivateAttr()

    @classmethod
    def over(
        cls, model: Model, *, name: str, schemas: ToolSchemas, reply_tokens: int, window_tokens: int | None
    ) -> "StreamingLLM":
        """Make the CrewAI side of a model. `schemas` are the argument schemas of all tools by name."""
        llm = cls(model=name, provider="openai", stream=True)
        llm._model, llm._schemas = model, schemas
        llm._reply_tokens, llm._window_tokens = reply_tokens, window_tokens
        return llm

    def supports_function_calling(self) -> bool:
        """Tools are called natively or not at all."""
        return True

    def supports_stop_words(self) -> bool:
        """Stop words belong to the text mode of CrewAI, which is never used."""
        return False

    def get_context_window_size(self) -> int:
        """See NO_LIMIT."""
        return NO_LIMIT

    def get_input_tokens_count(self, messages: Any, tools: Any = None, response_model: Any = None) -> int:  # noqa: ANN401, ARG002 - CrewAI's signature
        """See NO_LIMIT; the inherited one logs a warning per call."""
        return 0

    def call(
        self,
        messages: Any,  # noqa: ANN401 - CrewAI's signature
        tools: list[dict[str, Any]] | None = None,
        *_: Any,  # noqa: ANN401
        **__: Any,  # noqa: ANN401
    ) -> str | list[dict[str, Any]]:
        """Answer CrewAI, on one of its threads: the text, or the list of tool calls."""
        seat = current_seat.get()
        return seat.wait_for(partial(self._answer, seat, messages, tools or []))

    async def _answer(
        self, seat: Seat, messages: list[dict[str, Any]], tools: list[dict[str, Any]]
    ) -> str | list[dict[str, Any]]:
        if first := seat.take_first_calls():
            # What the model would say first is known: the agent goes on as if it had been asked.
            return [_wire_call(call.tool, call.input) for call in first]
        offered = [self._offer(tool["function"]) for tool in tools]
        further: dict[str, JsonValue] = {"tools": [*offered], "tool_choice": "auto"} if offered else {}
        window = self._window(seat)
        request = chat_request(
            self.model,
            _fitted(seat, window, [_message(seat, message) for message in messages], offered),
            max_tokens=self._reply_tokens,
            stream=True,
            further=further,
        )
        completion = await call_model(self._model, seat, request)
        seat.finish_reason = completion.finish_reason
        if completion.input_tokens is not None and completion.output_tokens is not None:
            window.note_usage(completion.input_tokens, completion.output_tokens)
        if completion.calls and offered:
            return _calls(seat, completion, {tool["function"]["name"] for tool in tools})
        if not completion.whole_text.strip():
            raise ModelBrokeOff("The language model did not come to an answer.")
        seat.text = completion.whole_text
        # Without tools CrewAI reads the text in its ReAct format: this makes it a final answer whatever is in it.
        return seat.text if offered else f"Final Answer: {seat.text}"

    def _window(self, seat: Seat) -> Window:
        if seat.window is None:
            tokens = self._window_tokens or seat.run.request.window_tokens or DEFAULT_WINDOW_TOKENS
            seat.window = Window(tokens=tokens, reply_tokens=self._reply_tokens)
        return seat.window

    def _offer(self, function: dict[str, Any]) -> dict[str, JsonValue]:
        name = function["name"]
        parameters = self._schemas.get(name, function["parameters"])
        return {
            "type": "function",
            "function": {"name": name, "description": function["description"], "parameters": parameters},
        }


def _fitted(seat: Seat, window: Window, messages: list[Message], offered: list[dict[str, JsonValue]]) -> list[Message]:
    """Return what of the messages is sent, and tell when that became less."""
    before = window.pruned_results, window.dropped_messages
    kept = window.fit(messages, [*offered])
    if (window.pruned_results, window.dropped_messages) != before:
        seat.run.emit(
            WindowFitted(
                window_tokens=window.tokens,
                estimated_tokens=window.estimate,
                omitted_turns=(window.dropped_messages + 1) // 2,
                pruned_results=window.pruned_results,
                agent=seat.slug,
                at=now_ms(),
            )
        )
    return kept


def _message(seat: Seat, message: dict[str, Any]) -> Message:
    """Return one of CrewAI's messages as it goes over the wire."""
    content = message.get("content")
    if message["role"] == "user" and isinstance(content, str) and seat.placeholder in content:
        content = seat.prompt
    if message["role"] == "system" and isinstance(content, str):
        content = content.replace(seat.memory_placeholder, memory_block(seat.run.request.memories))
        content = content.replace(seat.summary_placeholder, summary_block(seat.run.request.summary or ""))
    # CrewAI writes null beside tool calls; several providers want a text.
    wire: Message = {"role": message["role"], "content": content if isinstance(content, str) else ""}
    for name in ("tool_calls", "tool_call_id", "name"):
        if message.get(name):
            wire[name] = message[name]
    return wire


def _calls(seat: Seat, completion: Completion, known: set[str]) -> list[dict[str, Any]]:
    return [_call(seat, completion.calls[index], known) for index in sorted(completion.calls)]


def _call(seat: Seat, call: CalledFunction, known: set[str]) -> dict[str, Any]:
    arguments = _arguments(call.arguments)
    if arguments is None or call.name not in known:
        seat.unusable_calls += 1
        arguments = {UNUSABLE: seat.unusable_calls, "arguments": call.arguments[:500]}
    return _wire_call(call.name or "unnamed", arguments)


def _wire_call(name: str, arguments: dict[str, JsonValue]) -> dict[str, Any]:
    # Providers repeat ids between rounds; an id of our own pairs call and result in every provider's eyes.
    return {"id": new_id("fn"), "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}


def _arguments(text: str) -> dict[str, JsonValue] | None:
    try:
        arguments = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return None
    return arguments if isinstance(arguments, dict) else None
