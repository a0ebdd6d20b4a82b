"""Sessions, what is said in them, and how they leave and come."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from gateway.chat.client_lists import PathTurn
from gateway.chat.model import (
    ImportedTurn,
    Message,
    Outline,
    Page,
    Principal,
    Session,
    Slice,
)
from gateway.chat.search import Found
from gateway.chat.sessions import SessionChange, SessionFilter, SessionView
from shared.ids import (
    MessageId,
    SessionId,
    TurnId,
)


class History(Protocol):
    """Sessions and their messages, written by their owner only. Foreign and missing are both `NotFound`."""

    async def create_session(self, principal: Principal, session: Session) -> None: ...

    async def delete_session(self, principal: Principal, session_id: SessionId, now: int) -> list[TurnId]:
        """Remove the session with everything in it; the turns that were still open are returned."""
        ...

    async def find_by_client_id(self, principal: Principal, client_id: str) -> SessionId | None:
        """The session to which a client gave that name."""
        ...

    async def select_branch(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> None:
        """Show the newest branch that goes through a message. Raises NotFound."""
        ...

    async def list_messages(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[Message], str | None]:
        """Of the branch that is shown the newest page before the cursor, ascending, and the cursor of the page before.

        What is shown to the organization is read by everybody in it. An answer that is still being written is left out:
        its stream tells it from the first event on.
        """
        ...

    async def list_slice(self, principal: Principal, session_id: SessionId, which: Slice) -> tuple[list[Message], int]:
        """The same messages by count, ascending, and how many there are, for clients that know no cursors.

        It walks the whole branch. Raises NotFound.
        """
        ...


class Branches(Protocol):
    """The turns of one's own session as a client's list may show them. None of it walks a long session."""

    async def path(self, principal: Principal, session_id: SessionId, limit: int) -> list[PathTurn]:
        """The end of the branch that is shown, newest first. Raises NotFound."""
        ...

    async def named(self, principal: Principal, session_id: SessionId, names: Sequence[str]) -> list[PathTurn]:
        """The turns whose question or answer has one of these names, and all that answer the same, newest first."""
        ...

    async def answers(
        self, principal: Principal, session_id: SessionId, turns: Sequence[TurnId]
    ) -> Mapping[TurnId, str]:
        """The texts of their answers."""
        ...


class Sessions(Protocol):
    """How sessions are found, listed, arranged and named. Foreign and missing are both `NotFound`."""

    async def find(self, principal: Principal, session_id: SessionId) -> SessionView:
        """One's own session, or one that is shown to the organization. Raises NotFound."""
        ...

    async def list_sessions(
        self, principal: Principal, which: SessionFilter, page: Page
    ) -> tuple[list[SessionView], str | None]:
        """Pinned first (one's own pins), then newest first, with the cursor of the next page or None.

        What is shown to the organization is listed newest first only. Raises InvalidCursor.
        """
        ...

    async def change(self, principal: Principal, session_id: SessionId, change: SessionChange) -> SessionView:
        """Change one's own session; its place in the list stays. Raises NotFound."""
        ...


class Search(Protocol):
    """Full-text search. What is deleted is found no more from that moment on."""

    async def search(self, principal: Principal, sought: str, page: Page) -> tuple[list[Found], str | None]:
        """One's own messages that have every word of `sought`, whatever case and accents; newest first.

        The last word may be the beginning of one. Nothing that is typed is an operator. An answer is found once it is
        finished. Raises InvalidCursor.
        """
        ...


class Exports(Protocol):
    """Whole sessions, in pieces. Only what may be read; foreign and missing are both `NotFound`."""

    async def outline(self, principal: Principal, session_id: SessionId, now: int) -> Outline:
        """The turns of the branch that is shown, without those that are open."""
        ...

    async def messages(self, principal: Principal, session_id: SessionId, turn_ids: Sequence[TurnId]) -> list[Message]:
        """Question and answer of each of these turns, in their order; NotFound when one of them is gone."""
        ...


class Imports(Protocol):
    """A session from outside, written a few turns at a time. Until it is finished it shows nothing of them."""

    async def find(self, principal: Principal, key: str) -> tuple[SessionId, str] | None:
        """The session that was made under this key, and the fingerprint of what it was made of."""
        ...

    async def begin(self, principal: Principal, session: Session) -> None:
        """Raises StorageFull."""
        ...

    async def add(self, principal: Principal, session_id: SessionId, turns: Sequence[ImportedTurn]) -> None:
        """Store some turns behind those that are there. Raises NotFound when the session was deleted meanwhile."""
        ...

    async def finish(
        self, principal: Principal, session_id: SessionId, last: TurnId, *, key: str | None, fingerprint: str
    ) -> bool:
        """Show the turns up to `last`; False when the key is taken, and nothing was changed. Raises NotFound too."""
        ...

    async def abandon(self, principal: Principal, session_id: SessionId) -> None:
        """Remove what was written."""
        ...


class OldSessions(Protocol):
    """Sessions by their age."""

    async def expire(self, before: int, limit: int, now: int) -> int:
        """Delete at most so many sessions that were last changed before that time, unless one is being answered.

        How many; each with an entry of the audit log under its owner.
        """
        ...
