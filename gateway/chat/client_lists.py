"""The branch that a client sees, told by the list of messages that it sends with its question. Pure.

Nothing of a list is believed but where it ends: its texts and names only find a turn that is stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.ids import MessageId, TurnId

# So many exchanges before the question are compared, with so many turns of the branch that is shown.
MAX_EXCHANGES = 8
PATH_TURNS = 64
# A list that may end at more turns than this ends at none.
MAX_CANDIDATES = 16


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of a list and what the list has of its answer, each with the client's names for it; "" for no text."""

    question: str
    question_name: str | None = None
    answer: str = ""
    answer_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name in it."""
        return self.answer_names if self.question_name is None else (*self.answer_names, self.question_name)


@dataclass(frozen=True, slots=True)
class ClientList:
    """What a client shows before its question: the last exchanges, oldest first.

    `name` is the client's for the question itself; `times` is how many questions at the end of the list have its text.
    """

    exchanges: tuple[Exchange, ...] = ()
    name: str | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class PathTurn:
    """A turn of a session as a list may show it. `follows_list`: it was asked by a client that showed what was before.

    `question_name` is a client's name for the question, `message_id` the answer's id.
    """

    id: TurnId
    parent_id: TurnId | None
    question_id: MessageId
    question_name: str | None
    question: str
    message_id: MessageId
    follows_list: bool


def named_turn(exchange: Exchange, known: Sequence[PathTurn], path: Sequence[PathTurn]) -> TurnId | None:
    """The turn that an exchange names, out of those that bear one of its names, newest first.

    A question may have been answered several times: the answer decides, else the branch that is shown, else the newest.
    """
    for turn in known:
        if turn.message_id in exchange.answer_names:
            return turn.id
    asked = [turn for turn in known if exchange.question_name in (turn.question_id, turn.question_name)]
    on_path = {turn.id for turn in path}
    return next((turn.id for turn in asked if turn.id in on_path), asked[0].id if asked else None)


def ends_by_text(shown: ClientList, path: Sequence[PathTurn]) -> list[PathTurn]:
    """The turns of a path (its end first) at which a list may end, by the texts of its questions."""
    return [turn for index, turn in enumerate(path) if _fits(shown.exchanges, path[index:])]


def with_answer(candidates: Sequence[PathTurn], shown: str, stored: Mapping[TurnId, str]) -> list[PathTurn]:
    """Those whose answer begins with what is shown of it: a client may have stopped reading."""
    squeezed = squeeze(shown)
    return [turn for turn in candidates if squeeze(stored.get(turn.id, "")).startswith(squeezed)]


def squeeze(text: str) -> str:
    """A text without white space: clients join the texts of an answer in ways of their own."""
    return "".join(text.split())


def _fits(exchanges: Sequence[Exchange], path: Sequence[PathTurn]) -> bool:
    """Whether a list ends where the path begins, as far as both are known."""
    for exchange, turn in zip(reversed(exchanges), path, strict=False):
        if exchange.question != turn.question:
            return False
    # A list that goes on behind the session's first turn is another one.
    return len(path) >= len(exchanges) or (bool(path) and path[-1].parent_id is not None)
