"""Screens of AI SDK 4 and AG-UI over a store: they send what they show, the first ones without names."""

import itertools
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from gateway.chat.comparison import Comparison
from gateway.chat.model import Answer, Page, StoredEvent, Turn
from gateway.chat.service import ChatService
from gateway.protocols.requests import parse_foreign
from shared.events import TurnFinished
from shared.ids import RunId, SessionId, new_id
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, claim
from tests.support.running_gateway import ALICE

names = itertools.count()


@dataclass(frozen=True, slots=True)
class Row:
    """A turn as it is stored."""

    id: str
    parent_id: str | None
    question: str
    question_id: str
    message_id: str
    status: str
    follows_list: int


@dataclass(slots=True)
class Screen:
    """What a client shows; `turns` is, for each of its questions, the turn that it belongs to.

    `stored` is, for each name under which it sent a question, the turns that were made of it.
    """

    has_names: bool
    messages: list[dict[str, Any]] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)
    stored: dict[str, set[str]] = field(default_factory=dict)

    def cut(self, question: int) -> dict[str, Any]:
        """Take that question and what follows away; the question."""
        at = [index for index, message in enumerate(self.messages) if message["role"] == "user"][question]
        cut = self.messages[at]
        self.messages, self.turns = self.messages[:at], self.turns[:question]
        return cut

    def write(self, text: str, name: str | None = None) -> None:
        """Add a question."""
        named = {"id": name or f"u{next(names)}"} if self.has_names else {}
        self.messages.append({**named, "role": "user", "content": text})


@dataclass(slots=True)
class Room:
    """A store, a chat over it, one session."""

    store: Store
    chat: ChatService
    file: Path
    session: str = field(default_factory=lambda: f"chat-{next(names)}")

    def rows(self) -> list[Row]:
        """Every turn of the session."""
        with closing(sqlite3.connect(self.file)) as connection:
            found = connection.execute(
                "SELECT turn.id, parent_id, question, question_message_id, message_id, status, follows_list"
                " FROM turn JOIN session ON session.id = turn.session_id WHERE client_id = ? ORDER BY position",
                (self.session,),
            ).fetchall()
        return [Row(*row) for row in found]

    async def send(self, screen: Screen) -> Row:
        """Send what the screen shows; the turn that it is about."""
        command = parse_foreign(to_json({"id": self.session, "messages": screen.messages}))
        assert command is not None
        assert command.shown is not None
        before = self.rows()
        comparison = Comparison(self.chat, self.store.branches)
        accepted = await comparison.send(ALICE, command.ask(None), command.shown)
        turn = accepted if isinstance(accepted, Turn) else accepted.turn
        screen.turns.append(turn.id)
        row = next(row for row in self.rows() if row.id == turn.id)
        # Who follows what another screen asked, or has it answered again, has no name of it stored.
        name = screen.messages[-1].get("id") if screen.has_names else None
        is_new = row.question_id not in {each.question_id for each in before}
        if name is not None and (is_new or (name in screen.stored and turn.id not in {each.id for each in before})):
            screen.stored.setdefault(name, set()).add(turn.id)
        return row

    async def answer_all(self) -> None:
        """Answer what waits, each turn in words of its own; end what was stopped."""
        for turn_id in await self.store.queue.list_stopped():
            taken = await self.store.queue.take(turn_id, RunId(new_id("run")))
            assert taken is not None
            end = TurnFinished(outcome="stopped", finish_reason="other", at=NOW)
            await self.store.turns.finish(taken, [StoredEvent(2, end)], end, Answer("stopped", "", "[]", "[]", "{}"))
        end = TurnFinished(outcome="done", finish_reason="stop", at=NOW)
        while (found := await claim(self.store)) is not None:
            text = f"an answer, no. {next(names)}"
            parts = to_json([{"type": "text", "text": text}]).decode()
            answer = Answer("complete", text, parts, "[]", "{}")
            assert await self.store.turns.finish(found.claimed, [StoredEvent(2, end)], end, answer)

    async def look(self, screen: Screen) -> None:
        """Let the screen show the answer to its last question, if there is one."""
        if not screen.turns or screen.messages[-1]["role"] != "user":
            return
        with closing(sqlite3.connect(self.file)) as connection:
            name, text, status = connection.execute(
                "SELECT id, text, status FROM message WHERE turn_id = ? AND role = 'assistant'", (screen.turns[-1],)
            ).fetchone()
        if status == "complete":
            named = {"id": name} if screen.has_names else {}
            screen.messages.append({**named, "role": "assistant", "content": text})

    async def load(self, screen: Screen) -> None:
        """Show what history has."""
        head = await self.path()
        messages, _ = await self.store.history.list_messages(ALICE, await self.session_id(), Page(200))
        screen.turns = [turn.id for turn in head]
        screen.messages = []
        for message in messages:
            if message.role == "user":
                screen.stored.setdefault(message.id, set())
            text = "".join(part["text"] for part in parse_parts(message.parts))
            if message.role == "user" or text:
                named = {"id": message.id} if screen.has_names else {}
                screen.messages.append({**named, "role": message.role, "content": text})

    async def session_id(self) -> SessionId:
        """Our id of it."""
        return await self.chat.resolve_session(ALICE, self.session)

    async def path(self) -> list[Row]:
        """The branch that is shown, from its beginning."""
        rows = {row.id: row for row in self.rows()}
        shown = await self.store.branches.path(ALICE, await self.session_id(), 1_000)
        return [rows[turn.id] for turn in reversed(shown)]


def parse_parts(parts: str) -> list[dict[str, str]]:
    """The parts of a message that are text."""
    return [part for part in json.loads(parts) if part["type"] == "text"]
