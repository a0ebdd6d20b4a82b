"""Decide for every tool call of a run: is it new, was it made before, or are there enough of them.

1. An exact repetition (same tool, same arguments) gets the result of the first call, also when that is still on its way
   and also from another agent; it costs nothing.
2. A search that only words an earlier one differently (`similarity`), with all other arguments equal, gets the earlier
   result and is told so. Whoever asks it again means it: then it is made.
3. A call that failed in a way that may pass is made again, a number of times that depends on the tool. After that the
   failure is its result.

No answer is lost by any of these: what is not made anew gets a result that was. What a call is worth (a task, a result)
is the caller's business.
"""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import JsonValue

from crew_container.policy.similarity import is_same_search

Handle = TypeVar("Handle")

# The arguments that hold a search's words, where a tool has one of them.
TEXTS = ("query", "q")
# How often a call is made that fails; a search is dear and rarely does better the third time.
ATTEMPTS = 3
ATTEMPTS_BY_TOOL = {"search_interactions": 2, "search_patterns": 2, "search_products": 2}
ALIKE = (
    "This is the result of an earlier search that asked for the same in other words ({earlier!r}). "
    "If you mean something else, say what is different; to search with exactly these words, call again."
)
GIVEN_UP = "This call failed {attempts} times: it is not made again for this question."


@dataclass(frozen=True, slots=True)
class NewCall:
    """Make the call and tell the ledger with `keep`."""

    key: str


@dataclass(frozen=True, slots=True)
class RepeatedCall(Generic[Handle]):
    """Use the first call's result; the note is for the model."""

    handle: Handle
    note: str | None = None


@dataclass(frozen=True, slots=True)
class OverBudget:
    """The run has made as many calls as it may."""

    budget: int


@dataclass(frozen=True, slots=True)
class _Search:
    """A call with a text to search for, and everything else of it."""

    text: str
    rest: str


class ToolLedger(Generic[Handle]):
    """The tool calls of one run."""

    def __init__(self, *, budget: int) -> None:
        self._budget = budget
        self._spent = 0
        self._handles: dict[str, Handle] = {}
        self._searches: dict[str, _Search] = {}
        self._failures: Counter[str] = Counter()
        self._hinted: set[str] = set()

    def claim(self, tool: str, arguments: dict[str, JsonValue]) -> NewCall | RepeatedCall[Handle] | OverBudget:
        """Say what to do with this call; a new one is counted at once."""
        key = call_key(tool, arguments)
        if key in self._handles:
            attempts = self._failures[key]
            return RepeatedCall(self._handles[key], GIVEN_UP.format(attempts=attempts) if attempts else None)
        search = _search_of(tool, arguments)
        if search is not None and key not in self._hinted and (earlier := self._find_alike(search)) is not None:
            self._hinted.add(key)
            return RepeatedCall(self._handles[earlier], ALIKE.format(earlier=self._searches[earlier].text))
        if self._spent >= self._budget:
            return OverBudget(self._budget)
        self._spent += 1
        if search is not None:
            self._searches[key] = search
        return NewCall(key)

    def has_result(self, tool: str, arguments: dict[str, JsonValue]) -> bool:
        """Whether this very call was made already, or is on its way: making it again costs and changes nothing."""
        return call_key(tool, arguments) in self._handles

    def keep(self, key: str, handle: Handle) -> None:
        """Let repetitions share this call; to be called before anything else can claim the same key."""
        self._handles[key] = handle

    def note_failure(self, key: str, tool: str) -> None:
        """The call failed in a way that may pass: the next with this key is a new one, unless it was tried enough."""
        self._failures[key] += 1
        if self._failures[key] < ATTEMPTS_BY_TOOL.get(tool, ATTEMPTS):
            self._handles.pop(key, None)

    def _find_alike(self, search: _Search) -> str | None:
        """The key of an earlier search for the same, whose result is not a failure."""
        answered = (key for key in self._searches if key in self._handles and not self._failures[key])
        alike = (
            key
            for key in answered
            if self._searches[key].rest == search.rest and is_same_search(self._searches[key].text, search.text)
        )
        return next(alike, None)


def call_key(tool: str, arguments: dict[str, JsonValue]) -> str:
    """Return one text for equal calls: keys sorted, arguments without a value left out."""
    given = {name: value for name, value in arguments.items() if value is not None}
    return f"{tool} {json.dumps(given, sort_keys=True, separators=(',', ':'))}"


def _search_of(tool: str, arguments: dict[str, JsonValue]) -> _Search | None:
    name = next((name for name in TEXTS if isinstance(arguments.get(name), str)), None)
    if name is None:
        return None
    rest = {other: value for other, value in arguments.items() if other != name}
    return _Search(str(arguments[name]), call_key(tool, rest))
