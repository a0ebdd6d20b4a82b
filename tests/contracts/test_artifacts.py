"""What every store of artifacts promises."""

import asyncio
import hashlib
from dataclasses import replace

import pytest

from gateway.chat.artifacts import Artifact, ArtifactFilter, ArtifactLimits, Body, NewVersion, RunCall
from gateway.chat.errors import (
    IdempotencyKeyReused,
    InvalidCursor,
    KindDiffers,
    NotFound,
    SpoolFull,
    ToolBudgetSpent,
    TooManyVersions,
    TurnOver,
)
from gateway.chat.model import Claim, Page, Principal
from gateway.chat.sessions import SessionChange
from shared.artifacts import ArtifactKind
from shared.ids import ArtifactId, RunId, TurnId, new_id
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, accept, add_worker, claim_one, finish
from tests.support.running_gateway import ALICE, BOB, MALLORY

LIMITS = ArtifactLimits(max_bytes=1_000, per_turn=3, versions=4, spool_bytes=1_000)
EVERYBODY_ELSE = (BOB, MALLORY)


async def running(store: Store, principal: Principal = ALICE, session_id: str | None = None) -> Claim:
    """A turn under way."""
    await add_worker(store)
    await accept(store, session_id, principal=principal)
    return await claim_one(store)


def call_of(claim: Claim, call_id: str = "call_1", fingerprint: str = "f") -> RunCall:
    """A tool call of the run."""
    turn = claim.claimed.turn
    return RunCall(turn.organization_id, turn.id, claim.claimed.run_id, call_id, fingerprint)


def new_version(
    of: Artifact | None = None, *, text: str = "body", kind: ArtifactKind = "summary", at: int = NOW
) -> NewVersion:
    """A version, of a fresh artifact unless it is of one that there is."""
    data = text.encode()
    return NewVersion(
        artifact_id=ArtifactId(new_id("art")) if of is None else of.id,
        is_first=of is None,
        kind=kind,
        title=f"about {text}",
        body=Body(data, "text/markdown", "md"),
        object_key=f"store/o/{new_id('obj')}.md",
        sha256=hashlib.sha256(data).hexdigest(),
        made_by="crew",
        created_at=at,
    )


async def make(store: Store, claim: Claim, new: NewVersion | None = None) -> Artifact:
    """Make an artifact in a call of its own."""
    made, _ = await store.artifacts.make(call_of(claim, new_id("call")), new or new_version(), LIMITS)
    return made


async def listed(store: Store, principal: Principal, claim: Claim) -> list[ArtifactId]:
    """The artifacts of the turn's session."""
    found, _ = await store.artifacts.list_artifacts(principal, ArtifactFilter(claim.claimed.turn.session_id), Page(100))
    return [artifact.id for artifact in found]


async def waiting(store: Store, *, now: int = NOW) -> list[str]:
    """The keys of what waits for its place, which nobody else is given now."""
    return [item.key for item in await store.object_ledger.take_waiting(now=now, until=now + 1_000, limit=100)]


async def test_what_a_run_makes_is_there_with_its_bytes_at_once(store: Store) -> None:
    claim = await running(store)
    new = new_version()

    made, is_replay = await store.artifacts.make(call_of(claim), new, LIMITS)
    artifact, version, body = await store.artifacts.read(ALICE, made.id, 1)

    assert not is_replay
    assert artifact == made == await store.artifacts.find(ALICE, made.id)
    assert version == made.latest
    assert (body, version.byte_count, version.sha256) == (b"body", 4, new.sha256)
    assert (made.turn_id, made.session_id, made.message_id) == (
        claim.claimed.turn.id,
        claim.claimed.turn.session_id,
        claim.claimed.turn.message_id,
    )
    assert (version.version, version.title, version.made_by, version.object_key) == (
        1,
        "about body",
        "crew",
        new.object_key,
    )


async def test_a_call_makes_one_artifact_however_often_and_however_much_at_once(store: Store) -> None:
    claim = await running(store)

    results = await asyncio.gather(*(store.artifacts.make(call_of(claim), new_version(), LIMITS) for _ in range(8)))

    assert len({made for made, _ in results}) == 1
    assert sorted(is_replay for _, is_replay in results) == [False] + [True] * 7
    assert len(await waiting(store)) == 1
    with pytest.raises(IdempotencyKeyReused):
        await store.artifacts.make(call_of(claim, fingerprint="g"), new_version(), LIMITS)


async def test_only_the_run_whose_turn_it_is_makes_artifacts(store: Store) -> None:
    claim = await running(store)
    call = call_of(claim)
    for wrong in (
        replace(call, run_id=RunId("run_other")),
        replace(call, turn_id=TurnId("turn_other")),
        replace(call, organization_id=MALLORY.organization_id),
    ):
        with pytest.raises(TurnOver):
            await store.artifacts.make(wrong, new_version(), LIMITS)

    await store.stops.request(ALICE, claim.claimed.turn.id)
    with pytest.raises(TurnOver):
        await store.artifacts.make(call, new_version(), LIMITS)
    await finish(store, claim, outcome="stopped")
    with pytest.raises(TurnOver):
        await store.artifacts.make(call, new_version(), LIMITS)

    assert await listed(store, ALICE, claim) == []
    assert await waiting(store) == []


async def test_a_turn_makes_so_many_and_no_more(store: Store) -> None:
    claim = await running(store)
    for _ in range(LIMITS.per_turn):
        await make(store, claim)

    with pytest.raises(ToolBudgetSpent):
        await make(store, claim)

    assert len(await listed(store, ALICE, claim)) == LIMITS.per_turn


async def test_so_much_waits_and_no_more(store: Store) -> None:
    claim = await running(store)
    made = await make(store, claim, new_version(text="x" * 900))
    with pytest.raises(SpoolFull):
        await make(store, claim, new_version(text="x" * 101))
    with pytest.raises(SpoolFull):
        await store.artifacts.revise(ALICE, new_version(made, text="x" * 101), LIMITS)
    assert len(await listed(store, ALICE, claim)) == 1

    await make(store, claim, new_version(text="x" * 100))
    for key in await waiting(store):
        assert await store.object_ledger.note_stored(key)
    await make(store, claim, new_version(text="x" * 1_000))


async def test_versions_are_added_and_the_earlier_ones_stay(store: Store) -> None:
    claim = await running(store)
    first = await make(store, claim, new_version(text="one"))
    second = await make(store, claim, new_version(first, text="two", at=NOW + 1))
    third = await store.artifacts.revise(ALICE, replace(new_version(first, text="three"), made_by="user"), LIMITS)

    assert (second.id, second.latest.version, third.latest.version) == (first.id, 2, 3)
    assert await store.artifacts.list_versions(ALICE, first.id) == [first.latest, second.latest, third.latest]
    assert [(await store.artifacts.read(ALICE, first.id, number))[2] for number in (1, 2, 3)] == [
        b"one",
        b"two",
        b"three",
    ]
    assert (await store.artifacts.find(ALICE, first.id)).latest.made_by == "user"
    for missing in (0, 4, -1, 2**62):
        with pytest.raises(NotFound):
            await store.artifacts.read(ALICE, first.id, missing)


async def test_an_artifact_has_so_many_versions_of_one_kind(store: Store) -> None:
    claim = await running(store)
    made = await make(store, claim)
    with pytest.raises(KindDiffers):
        await make(store, claim, new_version(made, kind="table"))
    with pytest.raises(KindDiffers):
        await store.artifacts.revise(ALICE, new_version(made, kind="table"), LIMITS)

    for _ in range(LIMITS.versions - 1):
        await store.artifacts.revise(ALICE, new_version(made), LIMITS)
    with pytest.raises(TooManyVersions):
        await store.artifacts.revise(ALICE, new_version(made), LIMITS)

    assert len(await store.artifacts.list_versions(ALICE, made.id)) == LIMITS.versions


async def test_versions_made_at_once_have_numbers_of_their_own(store: Store) -> None:
    claim = await running(store)
    made = await make(store, claim)

    revised = await asyncio.gather(*(store.artifacts.revise(ALICE, new_version(made), LIMITS) for _ in range(3)))

    assert sorted(artifact.latest.version for artifact in revised) == [2, 3, 4]


async def test_a_run_revises_artifacts_of_its_own_session_only(store: Store) -> None:
    first = await running(store)
    made = await make(store, first)
    other = await running(store)
    foreign = await running(store, MALLORY)

    for claim in (other, foreign):
        with pytest.raises(NotFound):
            await make(store, claim, new_version(made))
    with pytest.raises(NotFound):
        await make(store, first, replace(new_version(), is_first=False))

    await finish(store, first)
    later = await running(store, session_id=first.claimed.turn.session_id)
    assert (await make(store, later, new_version(made))).latest.version == 2


async def test_what_is_private_is_nobody_elses(store: Store) -> None:
    claim = await running(store)
    made = await make(store, claim)

    for other in EVERYBODY_ELSE:
        for use in (
            store.artifacts.find(other, made.id),
            store.artifacts.list_versions(other, made.id),
            store.artifacts.read(other, made.id, 1),
            store.artifacts.revise(other, new_version(made), LIMITS),
            store.artifacts.delete(other, made.id, 1),
            store.artifacts.list_artifacts(other, ArtifactFilter(made.session_id), Page(10)),
        ):
            with pytest.raises(NotFound):
                await use
    assert await listed(store, ALICE, claim) == [made.id]


async def test_what_is_shown_to_the_organization_is_read_there_and_changed_by_its_owner_only(store: Store) -> None:
    claim = await running(store)
    made = await make(store, claim)
    await store.sessions.change(ALICE, made.session_id, SessionChange(visibility="organization"))

    assert await store.artifacts.find(BOB, made.id) == made
    assert (await store.artifacts.read(BOB, made.id, 1))[2] == b"body"
    assert await store.artifacts.list_versions(BOB, made.id) == [made.latest]
    assert await listed(store, BOB, claim) == [made.id]
    for use in (
        store.artifacts.revise(BOB, new_version(made), LIMITS),
        store.artifacts.delete(BOB, made.id, 1),
        store.artifacts.find(MALLORY, made.id),
    ):
        with pytest.raises(NotFound):
            await use


async def test_a_session_lists_its_artifacts_in_order_of_a_turn_and_of_a_kind(store: Store) -> None:
    first = await running(store)
    kinds: tuple[ArtifactKind, ...] = ("table", "summary", "table")
    made = [
        await make(store, first, new_version(kind=kind, at=NOW + at)) for at, kind in zip((1, 0, 0), kinds, strict=True)
    ]
    await finish(store, first)
    second = await running(store, session_id=first.claimed.turn.session_id)
    made.append(await make(store, second, new_version(at=NOW + 2)))
    session_id = first.claimed.turn.session_id
    ordered = sorted(made, key=lambda artifact: (artifact.created_at, artifact.id))

    found: list[Artifact] = []
    cursor: str | None = None
    while True:
        page, cursor = await store.artifacts.list_artifacts(ALICE, ArtifactFilter(session_id), Page(3, cursor))
        found += page
        if cursor is None:
            break
    of_turn, _ = await store.artifacts.list_artifacts(
        ALICE, ArtifactFilter(session_id, turn_id=second.claimed.turn.id), Page(10)
    )
    tables, _ = await store.artifacts.list_artifacts(ALICE, ArtifactFilter(session_id, kind="table"), Page(10))

    assert found == ordered
    assert of_turn == [made[3]]
    assert {artifact.id for artifact in tables} == {made[0].id, made[2].id}
    with pytest.raises(InvalidCursor):
        await store.artifacts.list_artifacts(ALICE, ArtifactFilter(session_id), Page(3, "no cursor"))


async def test_a_user_lists_all_that_is_theirs_newest_first(store: Store) -> None:
    claims = [await running(store), await running(store), await running(store, BOB)]
    made = [await make(store, claim, new_version(at=NOW + at % 2)) for at, claim in enumerate(claims)]
    of_alice = sorted(made[:2], key=lambda artifact: (artifact.created_at, artifact.id), reverse=True)
    await store.sessions.change(BOB, made[2].session_id, SessionChange(visibility="organization"))

    first, cursor = await store.artifacts.list_artifacts(ALICE, ArtifactFilter(), Page(1))
    rest, end = await store.artifacts.list_artifacts(ALICE, ArtifactFilter(), Page(1, cursor))
    of_turn, _ = await store.artifacts.list_artifacts(ALICE, ArtifactFilter(turn_id=made[0].turn_id), Page(10))
    tables, _ = await store.artifacts.list_artifacts(ALICE, ArtifactFilter(kind="table"), Page(10))
    of_bob, _ = await store.artifacts.list_artifacts(BOB, ArtifactFilter(), Page(10))

    assert (first + rest, end) == (of_alice, None)
    assert (of_turn, tables, of_bob) == ([made[0]], [], [made[2]])
    assert await store.artifacts.list_artifacts(MALLORY, ArtifactFilter(), Page(10)) == ([], None)


@pytest.mark.parametrize("what", ["artifact", "session", "turn"])
async def test_what_is_deleted_leaves_nothing_but_keys_to_remove(store: Store, what: str) -> None:
    claim = await running(store)
    made = await make(store, claim)
    kept = await make(store, await running(store))
    await make(store, claim, new_version(made))
    keys = [version.object_key for version in await store.artifacts.list_versions(ALICE, made.id)]
    match what:
        case "artifact":
            await store.artifacts.delete(ALICE, made.id, 1)
        case "session":
            await store.history.delete_session(ALICE, made.session_id, NOW)
        case _:
            # A rollback takes the messages of the turn away, and what it made with them.
            await accept(store, made.session_id, on_busy="rollback")
            await finish(store, claim, outcome="stopped")

    with pytest.raises(NotFound):
        await store.artifacts.find(ALICE, made.id)
    removals = await store.object_ledger.take_removals(now=NOW, until=NOW + 1_000, limit=10)
    assert sorted(removals) == sorted(keys)
    assert await store.object_ledger.take_removals(now=NOW, until=NOW + 1_000, limit=10) == []
    assert await store.object_ledger.known([*keys, kept.latest.object_key]) == {kept.latest.object_key}
    assert await waiting(store) == [kept.latest.object_key]
    assert not await store.object_ledger.note_stored(keys[0])

    await store.object_ledger.note_removed(keys[:1])
    assert await store.object_ledger.take_removals(now=NOW + 1_000, until=NOW + 2_000, limit=10) == keys[1:]


async def test_what_waits_is_given_to_one_at_a_time_and_again_when_it_failed(store: Store) -> None:
    claim = await running(store)
    first = (await make(store, claim)).latest.object_key
    second = (await make(store, claim, new_version(at=NOW + 1))).latest.object_key
    ledger = store.object_ledger

    assert [item.key for item in await ledger.take_waiting(now=NOW, until=NOW + 50, limit=10)] == [first]
    (item,) = await ledger.take_waiting(now=NOW + 1, until=NOW + 50, limit=10)
    assert (item.key, item.body, item.attempts) == (second, b"body", 0)
    assert await ledger.take_waiting(now=NOW + 49, until=NOW + 90, limit=10) == []

    await ledger.note_failed(first, NOW + 60)
    assert await ledger.note_stored(second)
    assert await ledger.take_waiting(now=NOW + 59, until=NOW + 90, limit=10) == []
    (again,) = await ledger.take_waiting(now=NOW + 60, until=NOW + 90, limit=10)
    assert (again.key, again.attempts) == (first, 1)
    # Whoever took it may have died.
    assert len(await ledger.take_waiting(now=NOW + 90, until=NOW + 99, limit=10)) == 1


async def test_what_has_arrived_is_no_longer_kept_beside_its_version(store: Store) -> None:
    claim = await running(store)
    made = await make(store, claim)

    assert await store.object_ledger.note_stored(made.latest.object_key)

    assert await store.artifacts.read(ALICE, made.id, 1) == (made, made.latest, None)
    assert await waiting(store, now=NOW + 10_000) == []
    assert await store.object_ledger.known([made.latest.object_key]) == {made.latest.object_key}


async def test_old_artifacts_are_let_go_of_some_at_a_time(store: Store) -> None:
    claim = await running(store)
    made = [await make(store, claim, new_version(at=NOW + at)) for at in (0, 1, 2)]
    ledger = store.object_ledger

    assert [await ledger.expire(NOW + 2, 1) for _ in range(3)] == [1, 1, 0]

    assert await listed(store, ALICE, claim) == [made[2].id]
    removals = await ledger.take_removals(now=NOW, until=NOW + 1, limit=10)
    assert sorted(removals) == sorted(artifact.latest.object_key for artifact in made[:2])


async def test_the_root_of_keys_is_this_stores_own(store: Store) -> None:
    root = await store.object_ledger.root()

    assert root.startswith("store-")
    assert len(root) == len("store-") + 16
    assert await store.object_ledger.root() == root
