"""What a search over messages finds, and the piece of a text that shows why. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.chat.model import Role
from shared.ids import MessageId, SessionId

SNIPPET_CHARACTERS = 160
# How much of what stands before the first match is shown.
LEAD_CHARACTERS = 40
CUT = "…"

# From, and up to but without; in characters.
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """One line out of a text, and where the words that were sought stand in it."""

    text: str
    matches: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A message with all that was sought. `created_at` is in Unix milliseconds."""

    session_id: SessionId
    session_title: str | None
    message_id: MessageId
    role: Role
    created_at: int
    snippet: Snippet


def snippet_of(text: str, matches: Iterable[Range]) -> Snippet:
    """The line around the first match; the beginning of the text when there is none."""
    merged = _merged(matches)
    first = merged[0][0] if merged else 0
    start = _word_start(text, max(0, first - LEAD_CHARACTERS), first)
    end = min(len(text), start + SNIPPET_CHARACTERS)
    before = CUT if start else ""
    line = "".join(" " if character.isspace() else character for character in text[start:end])
    shift = len(before) - start
    shown = tuple((begin + shift, min(stop, end) + shift) for begin, stop in merged if begin < end)
    return Snippet(f"{before}{line}{CUT if end < len(text) else ''}", shown)


def _word_start(text: str, start: int, limit: int) -> int:
    """The next place after a space, so that no word is cut; `start` itself where there is no space before `limit`."""
    if start == 0:
        return 0
    spaces = (at for at in range(start, limit) if text[at].isspace())
    return next(spaces, start - 1) + 1


def _merged(matches: Iterable[Range]) -> list[Range]:
    merged: list[Range] = []
    for begin, stop in sorted(matches):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((begin, stop))
    return merged
