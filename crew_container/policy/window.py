"""Keep the requests of one agent inside its model's window.

The gateway sends a history that fits; what grows inside a run are tool results. From 85 % of the limit on the oldest
of them are taken out, and where that is not enough the oldest exchanges of the history go. The system message, the
question and the newest tool round stay, and no call is ever without its result.

What a request has is counted from the last one: its provider has told how many tokens that had and what was answered,
so only what came since is estimated. What was taken out once stays out: a model is not shown what it was told is gone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from shared.tokens import estimated_tokens

Message = dict[str, JsonValue]

TRIGGER = 0.85
RESERVE = 0.05
MESSAGE_TOKENS = 4
SHORTENED = "(This earlier tool result was left out to save room. Call the tool again if you need it.)"


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The last request: how many of the agent's messages it had, and its tokens with those of the answer."""

    messages: int
    tokens: int


class Window:
    """The window of one agent in one run. Its messages only grow; when they do not, everything is looked at anew."""

    def __init__(self, *, tokens: int, reply_tokens: int) -> None:
        """What the model can read and write together, and its longest answer."""
        self.tokens = tokens
        self.limit = max(0, tokens - reply_tokens - int(tokens * RESERVE))
        self.estimate = 0
        """Tokens of the request that was fitted last."""
        self._pruned: set[int] = set()
        self._dropped: set[int] = set()
        self._anchor: _Anchor | None = None
        self._count = 0

    @property
    def pruned_results(self) -> int:
        """How many tool results were taken out so far."""
        return len(self._pruned)

    @property
    def dropped_messages(self) -> int:
        """How many messages of the history were."""
        return len(self._dropped)

    def fit(self, messages: Sequence[Message], schemas: Sequence[JsonValue] = ()) -> list[Message]:
        """The messages that may be sent; `schemas` are those of the tools that go with them."""
        if len(messages) < self._count:
            self._pruned, self._dropped, self._anchor = set(), set(), None
        self._count = len(messages)
        self.estimate = self._estimated(messages, schemas)
        self._prune(messages)
        self._drop(messages)
        return [
            {**message, "content": SHORTENED} if index in self._pruned else message
            for index, message in enumerate(messages)
            if index not in self._dropped
        ]

    def note_usage(self, input_tokens: int, output_tokens: int) -> None:
        """What the provider has counted of the request that was fitted last."""
        self._anchor = _Anchor(self._count, input_tokens + output_tokens)

    def _estimated(self, messages: Sequence[Message], schemas: Sequence[JsonValue]) -> int:
        if self._anchor is not None:
            since = messages[self._anchor.messages :]
            # The answer itself is counted already.
            added = since[1:] if since and since[0]["role"] == "assistant" else since
            return self._anchor.tokens + sum(map(_tokens, added))
        whole = sum(_tokens(message) for index, message in enumerate(messages) if index not in self._dropped)
        pruned = sum(_tokens(messages[index]) - _tokens(_without_content(messages[index])) for index in self._pruned)
        return whole - pruned + (estimated_tokens(_size(list(schemas))) if schemas else 0)

    def _prune(self, messages: Sequence[Message]) -> None:
        for index in range(_newest_round(messages)):
            if self.estimate <= self.limit * TRIGGER:
                return
            message = messages[index]
            saved = _tokens(message) - _tokens(_without_content(message))
            if message["role"] == "tool" and index not in self._pruned and saved > 0:
                self._pruned.add(index)
                self.estimate -= saved

    def _drop(self, messages: Sequence[Message]) -> None:
        for exchange in _exchanges(messages):
            if self.estimate <= self.limit:
                return
            left = [index for index in exchange if index not in self._dropped]
            self._dropped.update(left)
            self.estimate -= sum(_tokens(messages[index]) for index in left)


def _tokens(message: Message) -> int:
    content, calls = message.get("content"), message.get("tool_calls")
    size = len(content.encode(errors="replace")) if isinstance(content, str) else 0
    return MESSAGE_TOKENS + estimated_tokens(size + (_size(calls) if calls else 0))


def _size(value: JsonValue) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


def _without_content(message: Message) -> Message:
    return {**message, "content": SHORTENED}


def _newest_round(messages: Sequence[Message]) -> int:
    """Return the index of the last assistant message that called tools (everything after it is new to the model)."""
    for index in range(len(messages) - 1, -1, -1):
        if messages[index].get("tool_calls"):
            return index
    return len(messages)


def _exchanges(messages: Sequence[Message]) -> list[list[int]]:
    """Return the indexes of the history, the plain messages before the question: whole exchanges, oldest first."""
    question = max((index for index, message in enumerate(messages) if _is_question(messages, index)), default=0)
    found: list[list[int]] = []
    for index, message in enumerate(messages[:question]):
        if message["role"] == "user" or (message["role"] == "assistant" and not found):
            found.append([index])
        elif message["role"] == "assistant":
            found[-1].append(index)
    return found


def _is_question(messages: Sequence[Message], index: int) -> bool:
    """Tell the person's messages from what CrewAI says in their name after a tool's result."""
    before_tools = next((at for at, message in enumerate(messages) if message.get("tool_calls")), len(messages))
    return messages[index]["role"] == "user" and index < before_tools
