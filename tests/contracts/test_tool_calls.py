"""The façade's port `ToolCalls`: stored once, found again, gone with the turn."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.chat.errors import IdempotencyKeyReused
from gateway.chat.model import Grant, PlatformAnswer
from gateway.platform.ledger import ToolCalls
from gateway.storage.database import Database, Statement, open_database
from gateway.storage.tool_calls import SqliteToolCalls
from shared.ids import OrganizationId, RunId, TurnId, UserId, WorkerId

ANSWER = PlatformAnswer(200, {"content-type": "application/json"}, b'{"total": 7}')
OTHER = PlatformAnswer(404, {}, b"\x00\xff")

MAKE_SESSION = """
INSERT INTO session (id, organization_id, user_id, created_at, updated_at) VALUES (:session_id, 'org_a', 'usr', 1, 1)
"""
MAKE_TURN = """
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at)
VALUES (:turn_id, 'org_a', 'usr', :session_id, 1, '?', 'msg_' || :turn_id, :status, 1)
"""
END_TURN = "UPDATE turn SET status = 'done' WHERE id = :turn_id"
DELETE_SESSION = "DELETE FROM session WHERE id = :session_id"


@dataclass(frozen=True)
class Calls:
    """The store under test and turns to store for."""

    port: ToolCalls
    database: Database

    async def turn(self, turn_id: str, status: str = "running") -> Grant:
        values = {"turn_id": turn_id, "session_id": f"ses_{turn_id}", "status": status}
        await self.database.batch([Statement(MAKE_SESSION, values), Statement(MAKE_TURN, values)])
        return grant(turn_id)

    async def end(self, turn_id: str) -> None:
        await self.database.batch([Statement(END_TURN, {"turn_id": turn_id})])


def grant(turn_id: str, organization_id: str = "org_a") -> Grant:
    return Grant(
        digest="d",
        organization_id=OrganizationId(organization_id),
        user_id=UserId("usr"),
        turn_id=TurnId(turn_id),
        run_id=RunId("run_1"),
        worker_id=WorkerId("wrk_1"),
        tools=frozenset(),
        is_live=True,
    )


@pytest.fixture(params=["sqlite"])
async def calls(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Calls]:
    async with open_database(tmp_path / "store.db", "normal") as database:
        yield Calls(SqliteToolCalls(database), database)


async def test_an_answer_comes_back_as_it_was_stored(calls: Calls) -> None:
    turn = await calls.turn("turn_1")

    assert await calls.port.find(turn, "call_1-1", "f") is None
    assert await calls.port.keep(turn, "call_1-1", "f", ANSWER) == ANSWER
    assert await calls.port.keep(turn, "call_1-2", "g", OTHER) == OTHER

    assert await calls.port.find(turn, "call_1-1", "f") == ANSWER
    assert await calls.port.find(turn, "call_1-2", "g") == OTHER


async def test_the_first_answer_stays(calls: Calls) -> None:
    turn = await calls.turn("turn_1")
    await calls.port.keep(turn, "call_1-1", "f", ANSWER)

    assert await calls.port.keep(turn, "call_1-1", "f", OTHER) == ANSWER
    assert await calls.port.find(turn, "call_1-1", "f") == ANSWER


async def test_a_key_answers_one_question_only(calls: Calls) -> None:
    turn = await calls.turn("turn_1")
    await calls.port.keep(turn, "call_1-1", "f", ANSWER)

    with pytest.raises(IdempotencyKeyReused):
        await calls.port.find(turn, "call_1-1", "g")
    with pytest.raises(IdempotencyKeyReused):
        await calls.port.keep(turn, "call_1-1", "g", OTHER)


async def test_turns_and_organizations_do_not_share_answers(calls: Calls) -> None:
    turn, other = await calls.turn("turn_1"), await calls.turn("turn_2")
    await calls.port.keep(turn, "call_1-1", "f", ANSWER)

    assert await calls.port.find(other, "call_1-1", "f") is None
    assert await calls.port.find(grant("turn_1", "org_b"), "call_1-1", "f") is None
    assert await calls.port.keep(grant("turn_1", "org_b"), "call_2-1", "f", OTHER) == OTHER
    assert await calls.port.find(turn, "call_2-1", "f") is None


async def test_nothing_is_stored_for_a_turn_that_is_gone_or_over(calls: Calls) -> None:
    assert await calls.port.keep(grant("turn_0"), "call_1-1", "f", ANSWER) == ANSWER
    over = await calls.turn("turn_1", "done")

    assert await calls.port.keep(over, "call_1-1", "f", ANSWER) == ANSWER
    assert await calls.port.find(over, "call_1-1", "f") is None


async def test_answers_go_with_their_session(calls: Calls) -> None:
    turn = await calls.turn("turn_1")
    await calls.port.keep(turn, "call_1-1", "f", ANSWER)

    await calls.database.batch([Statement(DELETE_SESSION, {"session_id": "ses_turn_1"})])

    assert await calls.database.rows("SELECT 1 FROM tool_call", {}) == []
