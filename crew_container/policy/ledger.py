"""Decide for every tool call of a run: is it new, is it one that was made before, or are there enough of them.

An exact repetition (same tool, same arguments) gets the result of the first call, also when that is still on its way
and also from another agent; it costs nothing. Arguments are compared as JSON, never by similarity: "store A" and
"store B" are two questions. What the first call is worth (a task, a result) is the caller's business.
"""

import json
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import JsonValue

Handle = TypeVar("Handle")


@dataclass(frozen=True, slots=True)
class NewCall:
    """Make the call and tell the ledger with `keep`."""

    key: str


@dataclass(frozen=True, slots=True)
class RepeatedCall(Generic[Handle]):
    """Use the first call's result."""

    handle: Handle


@dataclass(frozen=True, slots=True)
class OverBudget:
    """The run has made as many calls as it may."""

    budget: int


class ToolLedger(Generic[Handle]):
    """The tool calls of one run."""

    def __init__(self, *, budget: int) -> None:
        self._budget = budget
        self._spent = 0
        self._handles: dict[str, Handle] = {}

    def claim(self, tool: str, arguments: dict[str, JsonValue]) -> NewCall | RepeatedCall[Handle] | OverBudget:
        """Say what to do with this call; a new one is counted at once."""
        key = call_key(tool, arguments)
        if key in self._handles:
            return RepeatedCall(self._handles[key])
        if self._spent >= self._budget:
            return OverBudget(self._budget)
        self._spent += 1
        return NewCall(key)

    def keep(self, key: str, handle: Handle) -> None:
        """Let repetitions share this call; to be called before anything else can claim the same key."""
        self._handles[key] = handle

    def forget(self, key: str) -> None:
        """Let the next call with this key be a new one: this one failed in a way that may pass."""
        self._handles.pop(key, None)


def call_key(tool: str, arguments: dict[str, JsonValue]) -> str:
    """Return one text for equal calls: keys sorted, arguments without a value left out."""
    given = {name: value for name, value in arguments.items() if value is not None}
    return f"{tool} {json.dumps(given, sort_keys=True, separators=(',', ':'))}"
