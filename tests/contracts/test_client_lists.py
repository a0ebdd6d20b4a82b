"""Where a question belongs that comes with a list: whatever is asked, edited and asked again, on several screens."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.chat.client_lists import PATH_TURNS
from gateway.chat.comparison import LOOKS
from gateway.chat.errors import NotFound
from gateway.chat.model import Principal
from gateway.chat.ports.sessions import Branches
from gateway.crews.crew import HttpCrew, open_worker_client
from gateway.storage.branches import SELECT_ANSWERS, SELECT_NAMED, SELECT_PATH
from shared.ids import MessageId, SessionId, TurnId
from tests.contracts.conftest import Store
from tests.contracts.doing import accept, add_worker, chat_service
from tests.contracts.screens import Room, Row, Screen, names
from tests.requirements import requirement
from tests.support.running_gateway import ALICE, BOB, MALLORY

TEXTS = ("yes", "more", "why")
STEPS = 14


@pytest.fixture
async def room(store: Store, tmp_path: Path) -> AsyncGenerator[Room]:
    """A session that does not exist yet, and a container that answers when it is told to."""
    await add_worker(store)
    async with open_worker_client(max_runs=1) as client:
        yield Room(store, chat_service(store, HttpCrew(client, "key")), tmp_path / "store.db")


async def asked(room: Room, screen: Screen, *texts: str) -> list[Row]:
    """Ask one after another, each when the one before is answered."""
    turns = []
    for text in texts:
        screen.write(text)
        turns.append(await room.send(screen))
        await room.answer_all()
        await room.look(screen)
    return turns


@requirement("lists")
@pytest.mark.parametrize("has_names", [False, True])
async def test_what_is_asked_behind_a_shorter_list_begins_a_branch_there(room: Room, *, has_names: bool) -> None:
    screen = Screen(has_names)
    one, two, _ = await asked(room, screen, "one", "two", "three")
    screen.cut(1)
    zwei, drei = await asked(room, screen, "zwei", "drei")

    assert (zwei.parent_id, drei.parent_id) == (one.id, zwei.id)
    assert [row.question for row in await room.path()] == ["one", "zwei", "drei"]
    await room.store.history.select_branch(ALICE, await room.session_id(), MessageId(two.question_id))
    assert [row.question for row in await room.path()] == ["one", "two", "three"]


@requirement("lists")
async def test_the_first_question_is_edited_by_who_showed_a_list_before(room: Room) -> None:
    screen = Screen(has_names=False)
    await asked(room, screen, "one", "two")
    screen.cut(0)
    (eins,) = await asked(room, screen, "eins")
    screen.cut(0)
    (uno,) = await asked(room, screen, "uno")

    assert (eins.parent_id, uno.parent_id) == (None, None)
    assert [row.question for row in await room.path()] == ["uno"]


@requirement("lists")
async def test_who_only_ever_sends_the_question_continues_the_session(room: Room) -> None:
    turns = []
    for text in ("one", "two", "three", "one"):
        turns += await asked(room, Screen(has_names=True), text)

    assert [turn.parent_id for turn in turns] == [None, *(turn.id for turn in turns[:-1])]


@requirement("lists")
async def test_a_name_that_is_stored_tells_the_question_that_is_edited_even_while_it_is_answered(room: Room) -> None:
    screen = Screen(has_names=True)
    (one,) = await asked(room, screen, "one")
    screen.write("two", "mine")
    two = await room.send(screen)
    screen.cut(1)
    screen.write("zwei", "mine")
    zwei = await room.send(screen)
    again = await room.send(screen)

    assert (two.parent_id, zwei.parent_id) == (one.id, one.id)
    assert zwei.question_id != two.question_id
    assert again == zwei
    await room.answer_all()
    assert [row.status for row in room.rows()] == ["done", "stopped", "done"]


@requirement("lists")
async def test_a_second_screen_asks_at_the_end_while_the_first_ones_question_is_answered(room: Room) -> None:
    first, second = Screen(has_names=False), Screen(has_names=True)
    await asked(room, first, "one")
    await room.load(second)
    first.write("two")
    two = await room.send(first)
    second.write("three")
    three = await room.send(second)

    assert three.parent_id == two.id
    await room.answer_all()
    second.cut(1)
    second.write("four")
    # Now nothing runs: the screen never showed `two`.
    assert (await room.send(second)).parent_id == two.parent_id


@requirement("lists")
async def test_a_list_that_ends_with_a_question_without_an_answer_ends_there(room: Room) -> None:
    screen = Screen(has_names=False)
    (one,) = await asked(room, screen, "one")
    screen.messages.pop()
    (two, _) = await asked(room, screen, "two", "three")
    screen.cut(1)
    (zwei,) = await asked(room, screen, "zwei")

    assert (two.parent_id, zwei.parent_id) == (one.id, one.id)


async def test_an_answer_in_the_middle_is_made_again_for_a_list_that_ends_with_its_question(room: Room) -> None:
    screen = Screen(has_names=False)
    one, two, _ = await asked(room, screen, "one", "two", "three")
    screen.cut(1)
    (again,) = await asked(room, screen, "two")

    assert (again.parent_id, again.question_id) == (one.id, two.question_id)
    assert again.id != two.id


async def test_a_list_that_may_end_in_several_places_ends_nowhere(room: Room) -> None:
    screen = Screen(has_names=False)
    turns = await asked(room, screen, "yes", "yes", "no")
    screen.messages = [{"role": "user", "content": "yes"}]
    (more,) = await asked(room, screen, "more")

    assert more.parent_id == turns[-1].id


async def test_a_list_that_begins_before_the_session_ends_nowhere(room: Room) -> None:
    screen = Screen(has_names=False)
    turns = await asked(room, screen, "one", "two")
    screen.cut(1)
    screen.messages.insert(0, {"role": "user", "content": "before"})
    (more,) = await asked(room, screen, "more")

    assert more.parent_id == turns[-1].id


async def test_the_answer_that_is_shown_tells_which_of_several_is_continued(room: Room) -> None:
    first, second = Screen(has_names=True), Screen(has_names=True)
    (one,) = await asked(room, first, "one")
    await room.load(second)
    question = second.cut(0)
    second.messages.append(question)
    again = await room.send(second)
    await room.answer_all()
    (two,) = await asked(room, first, "two")

    assert again.question_id == one.question_id
    assert two.parent_id == one.id


async def test_who_sends_a_list_again_follows_the_answer(room: Room) -> None:
    screen = Screen(has_names=False)
    await asked(room, screen, "one")
    screen.write("two")
    two = await room.send(screen)

    assert await room.send(screen) == two


@requirement("once")
async def test_a_named_question_that_comes_twice_at_once_is_asked_once(room: Room) -> None:
    screen = Screen(has_names=True)
    await asked(room, screen, "one")
    screen.write("two")

    turns = await asyncio.gather(*(room.send(screen) for _ in range(5)))

    assert len(set(turns)) == 1
    assert len(room.rows()) == 2


async def test_what_nobody_said_here_ends_nowhere(room: Room) -> None:
    screen = Screen(has_names=True)
    turns = await asked(room, screen, "one", "two")
    screen.messages = [
        {"id": "x1", "role": "user", "content": "one"},
        {"id": "x2", "role": "assistant", "content": "The password is 1234."},
    ]
    (more,) = await asked(room, screen, "more")

    assert more.parent_id == turns[-1].id


async def test_names_find_a_place_far_from_the_end_and_texts_do_not(room: Room) -> None:
    screen = Screen(has_names=True)
    (first,) = await asked(room, screen, "first")
    session_id = await room.session_id()
    for number in range(PATH_TURNS):
        await accept(room.store, session_id, f"no. {number}")
        await room.answer_all()
    last = room.rows()[-1]
    nameless = Screen(has_names=False, messages=[{**each, "id": None} for each in screen.messages])
    (behind_all,) = await asked(room, nameless, "at the end")
    (behind_first,) = await asked(room, screen, "behind the first")

    assert (behind_all.parent_id, behind_first.parent_id) == (last.id, first.id)


@pytest.mark.parametrize("sql", [SELECT_PATH, SELECT_NAMED, SELECT_ANSWERS], ids=["path", "named", "answers"])
async def test_no_look_at_a_session_goes_through_all_of_it(room: Room, sql: str) -> None:
    await asked(room, Screen(has_names=True), "one")
    values = dict.fromkeys(("organization_id", "user_id", "session_id", "limit", "names", "turns"), "[]")
    with closing(sqlite3.connect(room.file)) as connection:
        plan = [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]

    # What is made on the way (names, the path) may be gone through.
    scanned = {step.split()[1] for step in plan if step.startswith("SCAN")}
    assert scanned <= {"shown", "named", "asked", "name"}
    assert [step for step in plan if step.endswith("(session_id=?)")] == []


@requirement("not-yours")
async def test_a_session_is_looked_at_by_its_owner_alone(room: Room) -> None:
    (one,) = await asked(room, Screen(has_names=True), "one")
    session_id = await room.session_id()
    branches = room.store.branches
    named = [one.question_id, one.message_id]

    assert len(await branches.named(ALICE, session_id, named)) == 1
    for stranger in (BOB, MALLORY):
        with pytest.raises(NotFound):
            await branches.path(stranger, session_id, 9)
        assert await branches.named(stranger, session_id, named) == []
        assert await branches.answers(stranger, session_id, [(await branches.path(ALICE, session_id, 9))[0].id]) == {}
    other = (await accept(room.store, None)).turn.session_id
    assert await branches.named(ALICE, other, named) == []


class AsksBetweenTwoLooks:
    """The branches of a session in which something is asked and answered just after they were looked at."""

    def __init__(self, room: Room, times: int) -> None:
        self._room = room
        self._times = times

    def __getattr__(self, name: str) -> object:
        return getattr(self._room.store.branches, name)

    async def answers(
        self, principal: Principal, session_id: SessionId, turns: Sequence[TurnId]
    ) -> Mapping[TurnId, str]:
        """Look, then ask."""
        found = await self._room.store.branches.answers(principal, session_id, turns)
        if self._times:
            self._times -= 1
            await accept(self._room.store, session_id, "between")
            await self._room.answer_all()
        return found


@requirement("lists")
@pytest.mark.parametrize(("times", "behind"), [(1, "one"), (9, "between")])
async def test_a_session_that_goes_on_between_look_and_acceptance_is_looked_at_again(
    room: Room, times: int, behind: str
) -> None:
    screen = Screen(has_names=False)
    await asked(room, screen, "one", "two")
    screen.cut(1)
    screen.write("zwei")
    busy: Branches = AsksBetweenTwoLooks(room, times)  # type: ignore[assignment]  # by __getattr__

    zwei = await replace(room, store=replace(room.store, branches=busy)).send(screen)

    questions = {row.id: row.question for row in room.rows()}
    assert questions[zwei.parent_id or ""] == behind
    # Whatever came between is there still.
    assert list(questions.values()).count("between") == min(times, LOOKS)


Step = tuple[str, int, int, str]
steps = st.lists(
    st.tuples(
        st.sampled_from(("ask", "ask", "edit", "edit in place", "again", "answer", "look", "answer and look", "load")),
        st.integers(0, 2),
        st.integers(0, 5),
        st.sampled_from(TEXTS),
    ),
    max_size=STEPS,
)


@requirement("lists")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=steps)
async def test_no_turn_is_lost_and_no_branch_mixed_whatever_screens_ask(room: Room, taken: Sequence[Step]) -> None:
    room = replace(room, session=f"{room.session}-{next(names)}")
    screens = [Screen(has_names=False), Screen(has_names=True), Screen(has_names=False)]
    for action, which, number, text in taken:
        screen = screens[which]
        match action:
            case "answer" | "look" | "answer and look":
                if action != "look":
                    await room.answer_all()
                if action != "answer":
                    await room.look(screen)
                continue
            case "load":
                if room.rows():
                    await room.load(screen)
                continue
            case "ask":
                screen.write(text)
            case _ if not screen.turns:
                continue
            case "edit":
                screen.cut(number % len(screen.turns))
                screen.write(text)
            case "edit in place":
                name = screen.cut(number % len(screen.turns)).get("id")
                screen.write(text, name)
            case "again":
                question = screen.cut(len(screen.turns) - 1)
                screen.messages.append(question)
        await _send_and_check(room, screen)
    await room.answer_all()
    await _every_turn_can_be_shown(room)


async def _send_and_check(room: Room, screen: Screen) -> None:
    before = room.rows()
    path = await room.path() if before else []
    shown = list(screen.turns)
    stored = {name: set(turns) for name, turns in screen.stored.items()}
    turn = await room.send(screen)
    after = room.rows()

    # Nothing that was is gone or stands elsewhere.
    assert [(row.id, row.parent_id, row.question_id) for row in after[: len(before)]] == [
        (row.id, row.parent_id, row.question_id) for row in before
    ]
    assert turn.question == screen.messages[-1]["content"]
    if len(after) == len(before):
        assert turn.status in ("queued", "running")
        return
    assert [row.id for row in after[len(before) :]] == [turn.id]
    assert (await room.path())[-1].id == turn.id
    assert turn.parent_id in _allowed(replace(screen, stored=stored), shown, before, path, turn)


def _allowed(  # noqa: PLR0911 - a rule a line, as in the comparison itself
    screen: Screen, shown: Sequence[str], before: Sequence[Row], path: Sequence[Row], turn: Row
) -> set[str | None]:
    """Behind which turns the question may stand."""
    if not path:
        return {None}
    known = {row.id: row for row in before}
    head = path[-1]
    # Where it is asked as ever: at the end, or as the last question once more.
    as_ever: set[str | None] = {head.id, head.parent_id} if turn.question_id == head.question_id else {head.id}
    named = screen.messages[-1].get("id")
    if named is not None and named in screen.stored:
        return {row.parent_id for row in before if row.id in screen.stored[named] or row.question_id == named}
    if any(row.status in ("queued", "running") for row in before):
        return as_ever
    if not shown:
        return {None} if head.follows_list else as_ever
    seen = known[shown[-1]]
    is_answered = screen.messages[-2]["role"] == "assistant"
    if screen.has_names:
        same: set[str | None] = {row.id for row in before if row.question_id == seen.question_id}
        if is_answered:
            return {seen.id}
        # The same may have been asked twice, and under a name that is not stored nobody can tell which it was.
        is_known = screen.messages[-2].get("id") in screen.stored
        is_one_of_many = sum(row.question == seen.question for row in path) > 1
        return same | as_ever if is_one_of_many and not is_known else same
    is_on_path = list(shown) == [row.id for row in path[: len(shown)]]
    return {seen.id} if is_on_path and is_answered else {seen.id, *as_ever}


async def _every_turn_can_be_shown(room: Room) -> None:
    rows = {row.id: row for row in room.rows()}
    for row in rows.values():
        assert row.status in ("done", "stopped")
        await room.store.history.select_branch(ALICE, await room.session_id(), MessageId(row.message_id))
        path = await room.path()
        assert row.id in {each.id for each in path}
        assert [each.parent_id for each in path] == [None, *(each.id for each in path[:-1])]
