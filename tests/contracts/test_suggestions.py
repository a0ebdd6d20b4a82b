"""The port `SmallJobStore`: what small jobs see, and what they may leave behind."""

from dataclasses import replace

import pytest

from gateway.chat.errors import NotFound
from gateway.chat.model import Turn
from gateway.chat.sessions import SessionChange
from gateway.chat.suggestions import AnswerText, Suggestions
from shared.ids import OrganizationId, SessionId, TurnId
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, accept, add_worker, claim_one, finish, member
from tests.support.running_gateway import ALICE, BOB, MALLORY


async def answered(store: Store) -> Turn:
    """A turn of Alice's with the answer `hello`."""
    await add_worker(store)
    turn = (await accept(store, "ses_a", "why?")).turn
    await finish(store, await claim_one(store))
    return turn


async def title(store: Store) -> tuple[str | None, str, str | None]:
    """What the session is called, by whom."""
    session = await store.sessions.find(ALICE, SessionId("ses_a"))
    return session.title, session.title_origin, session.title_model


async def test_an_answer_is_seen_when_it_is_whole_and_until_it_is_gone(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, "ses_a", "why?")).turn
    assert await store.small_jobs.answer_of(turn) is None

    await finish(store, await claim_one(store))

    assert await store.small_jobs.answer_of(turn) == AnswerText("hello", wants_title=True)
    await store.history.delete_session(ALICE, turn.session_id, NOW)
    assert await store.small_jobs.answer_of(turn) is None


async def test_a_model_names_a_session_once(store: Store) -> None:
    turn = await answered(store)
    assert await title(store) == ("title", "question", None)

    await store.small_jobs.retitle(turn, "Better", "tiny")
    assert await store.small_jobs.answer_of(turn) == AnswerText("hello", wants_title=False)
    await store.small_jobs.retitle(turn, "Best", "tiny")

    assert await title(store) == ("Better", "model", "tiny")


async def test_what_the_user_named_stays_and_what_a_model_named_the_user_may_rename(store: Store) -> None:
    turn = await answered(store)
    await store.small_jobs.retitle(turn, "Better", "tiny")

    await store.sessions.change(ALICE, turn.session_id, SessionChange(title="Mine"))
    await store.small_jobs.retitle(turn, "Better", "tiny")

    assert await title(store) == ("Mine", "user", None)


async def test_what_was_suggested_first_stays(store: Store) -> None:
    turn = await answered(store)
    assert await store.small_jobs.suggestions(ALICE, turn.id) == Suggestions()

    await store.small_jobs.suggest(turn, ["Since when?", "“Why”?"], "tiny")
    await store.small_jobs.suggest(turn, ["Something else?"], "other")

    assert await store.small_jobs.suggestions(ALICE, turn.id) == Suggestions(("Since when?", "“Why”?"), "tiny")


async def test_suggestions_are_their_owners_and_go_with_the_session(store: Store) -> None:
    turn = await answered(store)
    await store.small_jobs.suggest(turn, ["Since when?"], "tiny")

    for other in (BOB, MALLORY, member("org_b", "usr_alice")):
        with pytest.raises(NotFound):
            await store.small_jobs.suggestions(other, turn.id)
    await store.history.delete_session(ALICE, turn.session_id, NOW)
    await store.small_jobs.suggest(turn, ["Since when?"], "tiny")
    await store.small_jobs.retitle(turn, "Better", "tiny")
    for turn_id in (turn.id, TurnId("turn_none")):
        with pytest.raises(NotFound):
            await store.small_jobs.suggestions(ALICE, turn_id)


async def test_a_job_of_another_organization_touches_nothing(store: Store) -> None:
    turn = await answered(store)
    foreign = replace(turn, organization_id=OrganizationId("org_b"))

    assert await store.small_jobs.answer_of(foreign) is None
    await store.small_jobs.retitle(foreign, "Taken", "tiny")
    await store.small_jobs.suggest(foreign, ["Taken?"], "tiny")

    assert await title(store) == ("title", "question", None)
    assert await store.small_jobs.suggestions(ALICE, turn.id) == Suggestions()
