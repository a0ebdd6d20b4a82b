"""From what SQLite gives back to what the core means."""

from typing import Any

from gateway.chat.model import ClaimedTurn, Turn
from gateway.storage.database import Row, Value
from shared.ids import MessageId, OrganizationId, RunId, SessionId, TurnId, UserId


def text(value: Value) -> str:
    """A column that holds text and never NULL."""
    assert isinstance(value, str)
    return value


def integer(value: Value) -> int:
    """A column that holds an integer and never NULL."""
    assert isinstance(value, int)
    return value


def optional_integer(value: Value) -> int | None:
    """A column that holds an integer or NULL."""
    return None if value is None else integer(value)


def one_of(value: Value) -> Any:  # noqa: ANN401 - the caller's annotation names the Literal
    """A column whose CHECK constraint allows just the words of a Literal."""
    return value


def turn_of(row: Row) -> Turn:
    """The columns id, organization, user, session, position, status, question, message and time of acceptance."""
    return Turn(
        id=TurnId(text(row[0])),
        organization_id=OrganizationId(text(row[1])),
        user_id=UserId(text(row[2])),
        session_id=SessionId(text(row[3])),
        position=integer(row[4]),
        status=one_of(row[5]),
        question=text(row[6]),
        message_id=MessageId(text(row[7])),
        created_at=integer(row[8]),
    )


def claimed_turn(row: Row) -> ClaimedTurn:
    """The columns of the turn, then run_id, fence and attempt."""
    return ClaimedTurn(turn_of(row), RunId(text(row[9]) if row[9] else ""), integer(row[10]), integer(row[11]))
