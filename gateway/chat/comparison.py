"""What clients mean that say nothing but their list of messages: told by comparing it with history.

The list is the branch that the client sees; with it comes its last question. The rules, first to last:

1. The question has the name of a stored one: with another text it is edited, with the same its answer is made again.
2. While anything is under way in the session, the question is asked at its end (a second screen asks while the first
   one's question is answered), or followed when it is just what is being answered.
3. The turn at which the list ends is found, by names where there are any, else by texts near the end of the branch that
   is shown. Behind the end of that branch the question is asked as ever; elsewhere it begins a branch, or, being the
   question that stands there, has its answer made again.
4. A list without a past stands before the first question, if whoever asked last sent a list with a past. (Some clients
   only ever send their question.)
5. What fits nowhere is asked at the end. A question with which history ends as often as the list does is not asked
   anew: its answer is made again.

Whatever is meant is accepted only if the session is still as it was compared.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gateway.chat.client_lists import (
    MAX_CANDIDATES,
    PATH_TURNS,
    ClientList,
    PathTurn,
    ends_by_text,
    named_turn,
    with_answer,
)
from gateway.chat.errors import NotFound, SessionMoved
from gateway.chat.model import Accepted, Fork, Message, Page, Principal, Turn
from gateway.chat.ports.sessions import Branches
from gateway.chat.service import LAST, Ask, ChatService
from shared.ids import SessionId, TurnId

# A conversation that says the same thing more often than this is taken to say it once more.
MAX_COMPARED: Final = 50
# A session that goes on each time it was looked at has the question at its end.
LOOKS: Final = 3


class Comparison:
    """Asks what a client with a list means."""

    def __init__(self, chat: ChatService, branches: Branches) -> None:
        self._chat = chat
        self._branches = branches

    async def send(self, principal: Principal, ask: Ask, shown: ClientList) -> Accepted | Turn:
        """Accept what is meant, or give the turn that is answering it already. Raises what `ChatService.send` does."""
        for _ in range(LOOKS):
            meant = await self._meant(principal, ask, shown)
            if isinstance(meant, Turn):
                return meant
            try:
                return await self._chat.send(principal, meant)
            except SessionMoved:
                continue
        return await self._chat.send(principal, ask)

    async def _meant(self, principal: Principal, ask: Ask, shown: ClientList) -> Ask | Turn:
        name = ask.session_id or ask.client_session_id
        try:
            session_id = await self._chat.resolve_session(principal, name) if name is not None else None
        except NotFound:
            # The first question under a name makes the session.
            session_id = None
        path = await self._branches.path(principal, session_id, PATH_TURNS) if session_id is not None else []
        if session_id is None or not path:
            return ask
        # Names before open turns: what is found by its name and not over is then surely among them.
        names = (shown.name,) if shown.name is not None and ask.key is None else ()
        known = await self._branches.named(principal, session_id, names) if names else []
        open_turns = await self._chat.open_turns(principal, session_id)
        if ask.key is not None:
            # The key alone tells repetitions: with it, a question is one, wherever it belongs.
            return ask if open_turns else await self._placed(principal, session_id, ask, shown, path)
        if known:
            return _named(ask, shown, known[0], open_turns)
        placed = ask if open_turns else await self._placed(principal, session_id, ask, shown, path)
        return placed if placed is not ask else await self._repeated(principal, session_id, ask, shown.times)

    async def _placed(
        self, principal: Principal, session_id: SessionId, ask: Ask, shown: ClientList, path: Sequence[PathTurn]
    ) -> Ask:
        """The question where the list ends; as it is when that is nowhere."""
        head = path[0]
        if not shown.exchanges:
            if not head.follows_list:
                return ask
            first = path[-1] if path[-1].parent_id is None else None
            return _behind(ask, None, first, head)
        ends_at = await self._end(principal, session_id, shown, path)
        if ends_at is None:
            return ask
        if ends_at == head.id:
            return replace(ask, follows_list=True)
        following = next((turn for turn in path if turn.parent_id == ends_at), None)
        return _behind(ask, ends_at, following, head)

    async def _end(
        self, principal: Principal, session_id: SessionId, shown: ClientList, path: Sequence[PathTurn]
    ) -> TurnId | None:
        """The turn at which the list ends, if there is exactly one."""
        last = shown.exchanges[-1]
        if last.names:
            known = await self._branches.named(principal, session_id, last.names)
            if (found := named_turn(last, known, path)) is not None:
                return found
        fitting = ends_by_text(shown, path)
        if fitting and last.answer and len(fitting) <= MAX_CANDIDATES:
            ids = [turn.id for turn in fitting]
            fitting = with_answer(fitting, last.answer, await self._branches.answers(principal, session_id, ids))
        return fitting[0].id if len(fitting) == 1 else None

    async def _repeated(self, principal: Principal, session_id: SessionId, ask: Ask, times: int) -> Ask | Turn:
        """The question, its answer made again, or the turn that is answering it: by how often history ends with it."""
        if times > MAX_COMPARED:
            return ask
        # Beside each question its answer; the last one may be without.
        messages, _ = await self._chat.list_messages(principal, session_id, Page(2 * times))
        if times_asked(messages, ask.text) < times:
            return ask
        open_turns = await self._chat.open_turns(principal, session_id)
        if open_turns and open_turns[-1].question == ask.text:
            # It is being answered: who sends it again has lost the connection.
            return open_turns[-1]
        return replace(ask, regenerates=LAST)


def times_asked(messages: Sequence[Message], text: str) -> int:
    """How many questions at the end of these messages have this text, one after another."""
    count = 0
    for message in reversed(messages):
        if message.role != "user":
            continue
        if _text(message) != text:
            break
        count += 1
    return count


def _named(ask: Ask, shown: ClientList, known: PathTurn, open_turns: Sequence[Turn]) -> Ask | Turn:
    """The question by a name that is stored: edited, answered again, or being answered."""
    follows_list = bool(shown.exchanges)
    if known.question != ask.text:
        return replace(ask, edits=known.question_id, follows_list=follows_list)
    for turn in open_turns:
        if turn.id == known.id:
            return turn
    return replace(ask, regenerates=known.question_id, follows_list=follows_list)


def _behind(ask: Ask, ends_at: TurnId | None, following: PathTurn | None, head: PathTurn) -> Ask:
    """The question in place of the one that follows, or that one's answer made again."""
    ask = replace(ask, seen_head=head.id, follows_list=True)
    if following is not None and following.question == ask.text and ask.key is None:
        return replace(ask, regenerates=following.message_id)
    return replace(ask, fork=Fork(ends_at))


def _text(message: Message) -> str:
    return "\n".join(part["text"] for part in json.loads(message.parts) if part["type"] == "text")
