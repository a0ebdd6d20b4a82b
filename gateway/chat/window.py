"""What of a session a model can be given to read. Pure.

Rules:

1. `limit` is what the window leaves: less the longest answer, less a reserve of 5 %. From 85 % of it on something is
   done.
2. Long messages of long ago are shortened first, which costs nothing.
3. Then a model extends the session's summary, beside the answers, by turns that are old; those are no longer sent. A
   summary is never made anew, and of twenty turns at most one call is made.
4. What still does not fit is left out for now, whole turns and the oldest first. It is not lost: the next summary has
   it.
5. The newest messages are sent in any case, at least five; the question and the agents' own prompts are never touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from shared.events import WindowFitted
from shared.ids import TurnId
from shared.models import DEFAULT_WINDOW_TOKENS
from shared.runs import PastMessage
from shared.tokens import BYTES_PER_TOKEN, estimated_tokens

TRIGGER: Final = 0.85
RESERVE: Final = 0.05
DEFAULT_REPLY_TOKENS: Final = 2_048
MESSAGE_TOKENS: Final = 4
# The schema of a tool as it is sent, on the careful side of those that there are.
TOOL_TOKENS: Final = 350
# A model reads its instructions, the time and the like beside an agent's own prompt.
FRAME_TOKENS: Final = 200
KEPT_MESSAGES: Final = 5
# Of a message of long ago so much is kept: its beginning and its end.
HEAD_CHARACTERS: Final = 1_500
TAIL_CHARACTERS: Final = 500
LEFT_OUT: Final = "\n[… shortened …]\n"
# A summary covers what is older than this share of the limit.
KEPT_SHARE: Final = 0.3
TURNS_PER_SUMMARY: Final = 20
# When a summary could not be made, it is tried again after so many turns.
TURNS_PER_TRY: Final = 5


@dataclass(frozen=True, slots=True)
class Window:
    """What a model can read and write together, and the longest answer, in tokens."""

    tokens: int = DEFAULT_WINDOW_TOKENS
    reply_tokens: int = DEFAULT_REPLY_TOKENS

    @property
    def limit(self) -> int:
        """Tokens that a request may have."""
        return max(0, self.tokens - self.reply_tokens - int(self.tokens * RESERVE))

    @property
    def trigger(self) -> int:
        """Tokens from which on something is done."""
        return int(self.limit * TRIGGER)


@dataclass(frozen=True, slots=True)
class PastTurn:
    """A turn on the way to this one: what was asked and answered, either of which may be empty."""

    turn_id: TurnId
    question: str
    answer: str

    @property
    def messages(self) -> tuple[PastMessage, ...]:
        """What was said."""
        asked = PastMessage(role="user", text=self.question) if self.question else None
        answered = PastMessage(role="assistant", text=self.answer) if self.answer else None
        return tuple(message for message in (asked, answered) if message is not None)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The summary of a path of turns from its beginning: its text, and how many turns it covers."""

    text: str
    turns: int


@dataclass(frozen=True, slots=True)
class Past:
    """The path to a turn: its summary, if there is one, and the turns since then, oldest first.

    `anchor` is how many tokens the first request of the last turn had, as its provider counted: the agents' prompts,
    the tools, and of the past as many messages as were sent then. None where nobody counted.
    """

    turns: tuple[PastTurn, ...]
    checkpoint: Checkpoint | None = None
    anchor: int | None = None


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is sent of the past, and what was done to make it fit."""

    messages: tuple[PastMessage, ...]
    summary: str | None
    tokens: int
    summarised_turns: int = 0
    shortened_messages: int = 0
    omitted_turns: int = 0
    window_tokens: int = DEFAULT_WINDOW_TOKENS

    def event(self, at: int) -> WindowFitted:
        """What was done, as it is told."""
        return WindowFitted(
            window_tokens=self.window_tokens,
            estimated_tokens=self.tokens,
            summarised_turns=self.summarised_turns,
            shortened_messages=self.shortened_messages,
            omitted_turns=self.omitted_turns,
            at=at,
        )

    @property
    def is_whole(self) -> bool:
        """Everything that was ever said is sent."""
        return not (self.summarised_turns or self.shortened_messages or self.omitted_turns)


NO_PAST: Final = Fitted((), None, 0)


def tokens_of(text: str) -> int:
    """An estimate for one message."""
    return estimated_tokens(len(text.encode(errors="replace"))) + MESSAGE_TOKENS


def fixed_tokens(prompts: Sequence[str], tool_count: int) -> int:
    """What a request has beside the conversation: the longest prompt of those that may work, and its tools."""
    longest = max((tokens_of(prompt) for prompt in prompts), default=0)
    return longest + tool_count * TOOL_TOKENS + FRAME_TOKENS


def fit(past: Past, question: str, window: Window, fixed: int) -> Fitted:
    """The past as it is sent with this question. `fixed` is what the request has beside it."""
    summary = past.checkpoint.text if past.checkpoint is not None else None
    room = window.limit - fixed - tokens_of(question) - (tokens_of(summary) if summary is not None else 0)
    easy = room - (window.limit - window.trigger)
    turns = list(past.turns)
    shortened = 0
    if _size(turns) > easy:
        turns, shortened = _shortened(turns)
    kept = _newest(turns, max(0, room))
    left = turns[len(turns) - kept :]
    if _size(left) > room:
        left, squeezed = _squeezed(left, max(0, room))
        shortened += squeezed
    size = _size(left)
    return Fitted(
        messages=tuple(message for turn in left for message in turn.messages),
        summary=summary,
        tokens=window.limit - room + size,
        summarised_turns=past.checkpoint.turns if past.checkpoint is not None else 0,
        shortened_messages=shortened,
        omitted_turns=len(turns) - kept,
        window_tokens=window.tokens,
    )


def due(past: Past, window: Window, fixed: int) -> tuple[PastTurn, ...]:
    """The turns by which the summary is to be extended now, oldest first; none when it can wait."""
    count = len(past.turns)
    if count < TURNS_PER_SUMMARY or (count - TURNS_PER_SUMMARY) % TURNS_PER_TRY:
        return ()
    summary = tokens_of(past.checkpoint.text) if past.checkpoint is not None else 0
    needed = fixed + summary + _size(past.turns)
    # What the provider counted of the last request is exact, as far as that went.
    counted = 0 if past.anchor is None else past.anchor + tokens_of(past.turns[-1].answer)
    if max(needed, counted) < window.trigger:
        return ()
    # Half of it goes in any case: it may be the agents' own prompts that leave so little room.
    kept = min(_newest(past.turns, int(window.limit * KEPT_SHARE)), count // 2)
    return past.turns[: count - kept]


def material_of(turns: Sequence[PastTurn], most_characters: int) -> str:
    """What was said in these turns, each message cut so that all have room."""
    each = max(200, most_characters // max(1, sum(len(turn.messages) for turn in turns)))
    said = [
        f"{'Person' if message.role == 'user' else 'Assistant'}: {cut(message.text, each)}"
        for turn in turns
        for message in turn.messages
    ]
    return "\n".join(said)


def cut(text: str, most: int) -> str:
    """The beginning and the end of a text that is longer."""
    if len(text) <= most + len(LEFT_OUT):
        return text
    tail = most // 4
    return f"{text[: most - tail]}{LEFT_OUT}{text[len(text) - tail :]}"


def _shortened(turns: Sequence[PastTurn]) -> tuple[list[PastTurn], int]:
    """The turns with the long messages of all but the newest cut, and how many these were."""
    done: list[PastTurn] = []
    count = 0
    newest = _kept_in_any_case(turns)
    for turn in turns[: len(turns) - newest]:
        short = replace(turn, question=_short(turn.question), answer=_short(turn.answer))
        count += (short.question != turn.question) + (short.answer != turn.answer)
        done.append(short)
    return [*done, *turns[len(turns) - newest :]], count


def _squeezed(turns: Sequence[PastTurn], room: int) -> tuple[list[PastTurn], int]:
    """The turns with every message cut to an equal share of the room, and how many these were."""
    messages = sum(len(turn.messages) for turn in turns)
    share = max(0, room // max(1, messages) - MESSAGE_TOKENS)
    done = [replace(turn, question=_within(turn.question, share), answer=_within(turn.answer, share)) for turn in turns]
    pairs = [(old, new) for turn, short in zip(turns, done, strict=True) for old, new in _both(turn, short)]
    return done, sum(old != new for old, new in pairs)


def _both(turn: PastTurn, short: PastTurn) -> tuple[tuple[str, str], tuple[str, str]]:
    return (turn.question, short.question), (turn.answer, short.answer)


def _within(text: str, tokens: int) -> str:
    """The text, cut to so many tokens as its bytes promise."""
    size = len(text.encode(errors="replace"))
    if estimated_tokens(size) <= tokens:
        return text
    characters = int(tokens * BYTES_PER_TOKEN * len(text) / size) - len(LEFT_OUT) - 4
    return cut(text, characters) if characters > 0 else LEFT_OUT.strip()


def _short(text: str) -> str:
    return cut(text, HEAD_CHARACTERS + TAIL_CHARACTERS)


def _kept_in_any_case(turns: Sequence[PastTurn]) -> int:
    """How many of the newest turns have the messages that are always sent."""
    messages = 0
    for count, turn in enumerate(reversed(turns), start=1):
        messages += len(turn.messages)
        if messages >= KEPT_MESSAGES:
            return count
    return len(turns)


def _newest(turns: Sequence[PastTurn], room: int) -> int:
    """How many of the newest turns fit, but at least those that are always sent."""
    used = 0
    for count, turn in enumerate(reversed(turns)):
        used += _size([turn])
        if used > room:
            return max(count, _kept_in_any_case(turns))
    return len(turns)


def _size(turns: Sequence[PastTurn]) -> int:
    return sum(tokens_of(message.text) for turn in turns for message in turn.messages)
