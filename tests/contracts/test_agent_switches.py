"""The port `AgentSwitches`, and the choice that is stored with a turn."""

import sqlite3
from pathlib import Path

import pytest

from gateway.chat.errors import InvalidCursor, NotFound
from gateway.chat.model import AgentSwitch, ChosenAgent, Page, Principal
from gateway.chat.sessions import SessionChange
from shared.ids import AgentId, SessionId
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, accept, add_worker, claim_one, finish, member
from tests.requirements import requirement
from tests.support.running_gateway import ALICE, BOB, MALLORY

SESSION = SessionId("ses_a")
ALL = Page(100)


async def choose(
    store: Store, agent: str | None, *, at: int = NOW, principal: Principal = ALICE, session: SessionId = SESSION
) -> None:
    """Let the session ask this agent, called by its id in capitals."""
    await store.agent_switches.switch(
        principal,
        session,
        None if agent is None else AgentId(agent),
        agent_name="Automatic" if agent is None else agent.upper(),
        reason="user_switch",
        now=at,
    )


async def answered(store: Store, *, agent_id: str | None = None) -> tuple[ChosenAgent, AgentId | None]:
    """Ask and answer once; what a run of the turn was told of its choices."""
    await accept(store, SESSION, agent_id=agent_id)
    claim = await claim_one(store)
    choices = await store.agent_switches.choices(claim.claimed.turn)
    assert await finish(store, claim)
    return choices


async def test_a_choice_is_a_row_with_what_was_the_case(store: Store) -> None:
    await add_worker(store)
    await answered(store)

    await choose(store, "agt_1", at=5)
    await answered(store)
    await choose(store, None, at=6)

    assert await store.agent_switches.list_switches(ALICE, SESSION, ALL) == (
        [
            AgentSwitch(AgentId("agt_1"), "AGT_1", 5, 2, "user_switch"),
            AgentSwitch(None, "Automatic", 6, 4, "user_switch"),
        ],
        None,
    )
    assert await store.agent_switches.active(ALICE, SESSION) is None


async def test_the_same_choice_again_changes_nothing(store: Store) -> None:
    await accept(store, SESSION)
    for agent in (None, "agt_1", "agt_1", None, None, "agt_1"):
        await choose(store, agent)

    switches, _ = await store.agent_switches.list_switches(ALICE, SESSION, ALL)

    assert [switch.agent_id for switch in switches] == ["agt_1", None, "agt_1"]
    assert await store.agent_switches.active(ALICE, SESSION) == "agt_1"


async def test_the_history_is_paged_from_its_newest_end(store: Store) -> None:
    await accept(store, SESSION)
    for number in range(5):
        await choose(store, f"agt_{number}", at=number)

    pages: list[list[int]] = []
    cursor: str | None = None
    while not pages or cursor is not None:
        page, cursor = await store.agent_switches.list_switches(ALICE, SESSION, Page(2, cursor))
        pages.append([switch.switched_at for switch in page])

    assert pages == [[3, 4], [1, 2], [0]]
    with pytest.raises(InvalidCursor):
        await store.agent_switches.list_switches(ALICE, SESSION, Page(2, "nonsense!"))


@requirement("not-yours")
async def test_a_session_of_somebody_else_cannot_be_switched_or_looked_at(store: Store) -> None:
    await accept(store, SESSION)
    await choose(store, "agt_1")

    for stranger in (BOB, MALLORY, member("org_c")):
        for session in (SESSION, SessionId("ses_none")):
            with pytest.raises(NotFound):
                await choose(store, "agt_2", principal=stranger, session=session)
            with pytest.raises(NotFound):
                await store.agent_switches.active(stranger, session)
            assert await store.agent_switches.list_switches(stranger, session, ALL) == ([], None)
    switches, _ = await store.agent_switches.list_switches(ALICE, SESSION, ALL)
    assert [switch.agent_id for switch in switches] == ["agt_1"]


async def test_a_choice_is_for_the_turns_accepted_after_it(store: Store) -> None:
    await add_worker(store)
    first = await accept(store, SESSION)
    running = (await claim_one(store)).claimed.turn
    await accept(store, SESSION)
    await choose(store, "agt_1")
    third = await accept(store, SESSION)
    fourth = await accept(store, SESSION, agent_id="agt_2")
    await choose(store, None)
    fifth = await accept(store, SESSION)

    assert [accepted.chosen for accepted in (first, third, fourth, fifth)] == [
        ChosenAgent(None, "automatic"),
        ChosenAgent(AgentId("agt_1"), "session"),
        ChosenAgent(AgentId("agt_2"), "explicit"),
        ChosenAgent(None, "automatic"),
    ]
    assert (await store.agent_switches.choices(running))[0] == ChosenAgent()
    assert (await store.agent_switches.choices(third.turn))[0] == third.chosen


async def test_another_sessions_choice_is_not_this_ones(store: Store) -> None:
    await accept(store, "ses_b")
    await choose(store, "agt_1", session=SessionId("ses_b"))

    assert (await accept(store, SESSION)).chosen == ChosenAgent()


async def test_a_repetition_is_told_what_was_chosen_the_first_time(store: Store) -> None:
    await accept(store, SESSION)
    await choose(store, "agt_1")
    first = await accept(store, SESSION, key="k")
    await choose(store, "agt_2")

    again = await accept(store, SESSION, key="k")

    assert (again.is_replay, again.turn.id, again.chosen) == (True, first.turn.id, first.chosen)


async def test_the_choice_before_is_the_sessions_own_of_its_last_answer(store: Store) -> None:
    await add_worker(store)
    _, before = await answered(store)
    befores = [before]
    for agent, explicit in (("agt_1", None), ("agt_1", "agt_2"), ("agt_1", None), ("agt_3", None), (None, None)):
        await choose(store, agent)
        befores.append((await answered(store, agent_id=explicit))[1])

    assert befores == [None, None, "agt_1", "agt_1", "agt_1", "agt_3"]


async def test_an_answer_without_a_word_was_given_by_nobody(store: Store) -> None:
    await add_worker(store)
    await answered(store)
    await choose(store, "agt_1")
    await accept(store, SESSION)
    unheard = await claim_one(store)
    queued = await accept(store, SESSION)
    assert await store.queue.give_back(unheard.claimed, [], was_attempt=True, now=NOW)

    assert (await store.agent_switches.choices(queued.turn))[1] is None


async def test_the_history_cannot_be_changed_and_goes_with_its_session(store: Store, tmp_path: Path) -> None:
    await accept(store, SESSION)
    await accept(store, "ses_b")
    for session in (SESSION, SessionId("ses_b")):
        await choose(store, "agt_1", session=session)

    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for attempt in (
            "UPDATE agent_switch SET agent_id = 'agt_2'",
            "UPDATE agent_switch SET reason = reason",
            "DELETE FROM agent_switch",
            "DELETE FROM agent_switch WHERE session_id = 'ses_a'",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="agent switches are history"):
                connection.execute(attempt)
    connection.close()

    await store.history.delete_session(ALICE, SESSION, 1)

    with sqlite3.connect(tmp_path / "store.db") as connection:
        left = connection.execute("SELECT session_id FROM agent_switch").fetchall()
    connection.close()
    assert left == [("ses_b",)]


async def test_the_newest_choices_of_several_sessions_are_told_together(store: Store) -> None:
    other, empty, unasked = SessionId("ses_b"), SessionId("ses_c"), SessionId("ses_d")
    for session in (SESSION, other, empty, unasked):
        await accept(store, session)
    for number in range(4):
        await choose(store, f"agt_{number}", at=number)
    await choose(store, "agt_9", session=other)
    await choose(store, "agt_9", session=unasked)

    newest = await store.agent_switches.list_newest(ALICE, [SESSION, other, empty, SessionId("ses_none")], 2)

    assert {session: [switch.agent_id for switch in switches] for session, switches in newest.items()} == {
        SESSION: ["agt_2", "agt_3"],
        other: ["agt_9"],
    }
    for stranger in (BOB, MALLORY, member("org_b", ALICE.user_id)):
        assert await store.agent_switches.list_newest(stranger, [SESSION, other], 2) == {}
    await store.sessions.change(ALICE, other, SessionChange(visibility="organization"))
    assert list(await store.agent_switches.list_newest(BOB, [SESSION, other], 2)) == [other]
    assert await store.agent_switches.list_newest(MALLORY, [SESSION, other], 2) == {}
