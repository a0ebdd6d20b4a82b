"""Bytes come to the objects whatever happens on the way, and nothing is left there that belongs to nothing."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.chat.artifact_bodies import keys_made_of
from gateway.chat.artifacts import NewVersion
from gateway.chat.errors import NotFound, ObjectMissing
from gateway.chat.object_outbox import LONGEST_PAUSE_MILLISECONDS, ObjectOutbox
from gateway.chat.object_sweeper import DAY_MILLISECONDS, ObjectSweeper
from gateway.chat.ports.artifacts import Objects
from gateway.objects.folder import FolderObjects
from tests.contracts.conftest import Store, store
from tests.contracts.doing import NOW
from tests.contracts.test_artifacts import LIMITS, make, new_version, running
from tests.contracts.test_objects import whole
from tests.requirements import requirement
from tests.support.running_gateway import ALICE

__all__ = ["store"]

ROOT = "store"
TYPE = "application/octet-stream"


class HeldFolder(FolderObjects):
    """A folder whose next object is written when the test says so."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked, self.gate = asyncio.Event(), asyncio.Event()

    async def put(self, key: str, body: bytes, media_type: str) -> None:
        self.asked.set()
        await self.gate.wait()
        await super().put(key, body, media_type)


class Watch:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "objects"


@pytest.fixture
def objects(folder: Path) -> FolderObjects:
    return FolderObjects(folder)


@pytest.fixture
def clock() -> Watch:
    return Watch()


def sweeper(store: Store, objects: Objects, clock: Watch, kept_days: int | None = None) -> ObjectSweeper:
    """A sweeper that sweeps when it is told to."""
    return ObjectSweeper(store.object_ledger, objects, clock, every_seconds=3_600, kept_days=kept_days)


def at(key: str) -> NewVersion:
    """A chart whose bytes have their place there."""
    return replace(new_version(kind="chart"), object_key=key)


def take_away(folder: Path) -> None:
    """Let a file stand where the folder was: whoever uses it has an outage."""
    if folder.exists():
        folder.rename(folder.with_name("elsewhere"))
    folder.write_text("no folder")


def plant(folder: Path, keys: list[str]) -> None:
    """Objects without a version, written more quickly than a store does it."""
    for key in keys:
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_bytes(b"x")


def bring_back(folder: Path) -> None:
    """End the outage."""
    folder.unlink()
    if folder.with_name("elsewhere").exists():
        folder.with_name("elsewhere").rename(folder)


async def clear(outbox: ObjectOutbox) -> None:
    """Do all that is due."""
    while await outbox.clear():
        pass


async def test_bytes_are_brought_and_let_go_of_here(store: Store, objects: FolderObjects, clock: Watch) -> None:
    claim = await running(store)
    made = [await make(store, claim, new_version(text=text)) for text in ("one", "two", "three")]

    await clear(ObjectOutbox(store.object_ledger, objects, clock))

    assert [await whole(objects, artifact.latest.object_key) for artifact in made] == [b"one", b"two", b"three"]
    assert [(await store.artifacts.read(ALICE, artifact.id, 1))[2] for artifact in made] == [None] * 3


@requirement("artifact-outage")
async def test_an_outage_delays_and_loses_nothing(
    store: Store, objects: FolderObjects, folder: Path, clock: Watch
) -> None:
    outbox = ObjectOutbox(store.object_ledger, objects, clock)
    claim = await running(store)
    early = await make(store, claim, new_version(text="early"))
    await clear(outbox)
    gone = await make(store, claim, new_version(text="gone"))
    await clear(outbox)
    take_away(folder)
    late = await make(store, claim, new_version(text="late"))
    await store.artifacts.delete(ALICE, gone.id, 1)
    for _ in range(12):
        assert not await outbox.clear()
        assert (await store.artifacts.read(ALICE, late.id, 1))[2] == b"late"
        clock.now += LONGEST_PAUSE_MILLISECONDS

    bring_back(folder)
    clock.now += 30_000
    await clear(outbox)

    assert await whole(objects, early.latest.object_key) == b"early"
    assert await whole(objects, late.latest.object_key) == b"late"
    assert await objects.list_keys("", "", 10) == sorted([early.latest.object_key, late.latest.object_key])


async def test_after_an_outage_everything_is_brought_within_the_longest_pause(
    store: Store, objects: FolderObjects, folder: Path, clock: Watch
) -> None:
    outbox = ObjectOutbox(store.object_ledger, objects, clock)
    claim = await running(store)
    for _ in range(LIMITS.per_turn):
        await make(store, claim)
    take_away(folder)
    for _ in range(40):
        await outbox.clear()
        clock.now += 1_000
    bring_back(folder)

    clock.now += LONGEST_PAUSE_MILLISECONDS
    await clear(outbox)

    assert len(await objects.list_keys("", "", 10)) == LIMITS.per_turn


async def test_after_an_outage_everything_is_removed_within_the_longest_pause(
    store: Store, objects: FolderObjects, folder: Path, clock: Watch
) -> None:
    outbox = ObjectOutbox(store.object_ledger, objects, clock)
    made = await make(store, await running(store))
    await clear(outbox)
    take_away(folder)
    await store.artifacts.delete(ALICE, made.id, 1)
    for _ in range(40):
        await outbox.clear()
        clock.now += 1_000
    bring_back(folder)

    clock.now += LONGEST_PAUSE_MILLISECONDS
    await clear(outbox)

    assert await objects.list_keys("", "", 10) == []


async def test_what_is_deleted_while_it_is_brought_is_not_left_there(store: Store, folder: Path, clock: Watch) -> None:
    objects = HeldFolder(folder)
    claim = await running(store)
    made = await make(store, claim)
    bringing = asyncio.create_task(ObjectOutbox(store.object_ledger, objects, clock).clear())
    await objects.asked.wait()

    await store.artifacts.delete(ALICE, made.id, 1)
    # Another gateway removes the object before there is one.
    assert await ObjectOutbox(store.object_ledger, FolderObjects(folder), clock).clear()
    objects.gate.set()
    await bringing

    assert await objects.list_keys("", "", 10) == []


async def test_what_a_dead_gateway_took_is_brought_by_another(
    store: Store, objects: FolderObjects, clock: Watch
) -> None:
    claim = await running(store)
    made = await make(store, claim)
    assert len(await store.object_ledger.take_waiting(now=NOW, until=NOW + 30_000, limit=10)) == 1

    other = ObjectOutbox(store.object_ledger, objects, clock)
    await clear(other)
    assert await objects.list_keys("", "", 10) == []
    clock.now += 30_000
    await clear(other)

    assert await whole(objects, made.latest.object_key) == b"body"


async def test_the_loop_hears_of_what_is_new(store: Store, folder: Path, clock: Watch) -> None:
    objects = HeldFolder(folder)
    outbox = ObjectOutbox(store.object_ledger, objects, clock)
    async with outbox.open(), asyncio.timeout(10):
        made = await make(store, await running(store))
        outbox.wake()
        await objects.asked.wait()
        objects.gate.set()
        while (await store.artifacts.read(ALICE, made.id, 1))[2] is not None:
            await asyncio.sleep(0.001)

    assert await whole(objects, made.latest.object_key) == b"body"


async def test_with_a_version_goes_what_was_drawn_of_it(store: Store, objects: FolderObjects, clock: Watch) -> None:
    claim = await running(store)
    chart_key = f"{ROOT}/o/art/obj_1.vl.json"
    made = await make(store, claim, at(chart_key))
    outbox = ObjectOutbox(store.object_ledger, objects, clock)
    await clear(outbox)
    for key in keys_made_of(chart_key)[1:]:
        await objects.put(key, b"picture", TYPE)
    assert len(await objects.list_keys("", "", 10)) == 3

    await store.artifacts.delete(ALICE, made.id, 1)
    await clear(outbox)

    assert await objects.list_keys("", "", 10) == []


async def test_a_sweep_removes_what_belongs_to_nothing_and_nothing_else(
    store: Store, objects: FolderObjects, clock: Watch
) -> None:
    root = await store.object_ledger.root()
    claim = await running(store)
    kept = []
    for number in range(3):
        kept.append(f"{root}/o/art/obj_{number}.vl.json")
        await make(store, claim, at(kept[-1]))
    await clear(ObjectOutbox(store.object_ledger, objects, clock))
    kept += [f"{root}/o/art/obj_1.png", f"{root}/o/art/obj_2.svg", "store-of-somebody-else/o/art/obj_9.md"]
    orphans = [f"{root}/{rest}" for rest in ("o/art/obj_9.vl.json", "o/art/obj_9.png", "a", "z/y.md")]
    for key in [*kept[3:], *orphans]:
        await objects.put(key, b"x", TYPE)

    assert await sweeper(store, objects, clock).sweep() == len(orphans)
    assert await sweeper(store, objects, clock).sweep() == 0

    assert await objects.list_keys("", "", 100) == sorted(kept)


async def test_a_sweep_looks_through_more_than_one_page(
    store: Store, objects: FolderObjects, folder: Path, clock: Watch
) -> None:
    root = await store.object_ledger.root()
    made = await make(store, await running(store), at(f"{root}/b/middle.md"))
    await clear(ObjectOutbox(store.object_ledger, objects, clock))
    plant(folder, [f"{root}/{'ac'[number % 2]}/{number}" for number in range(1_100)])

    assert await sweeper(store, objects, clock).sweep() == 1_100

    assert await objects.list_keys("", "", 10) == [made.latest.object_key]


async def test_versions_whose_bytes_have_gone_are_found_and_no_others(
    store: Store, objects: FolderObjects, folder: Path, clock: Watch
) -> None:
    root = await store.object_ledger.root()
    claim = await running(store)
    outbox = ObjectOutbox(store.object_ledger, objects, clock)
    keys = [f"{root}/o/art/obj_{number}.vl.json" for number in range(2)]
    for key in keys:
        await make(store, claim, at(key))
    await clear(outbox)
    await make(store, claim, at(f"{root}/o/art/obj_waiting.vl.json"))
    plant(folder, [f"{root}/{name}/{number}" for name in ("a", "o/art", "z") for number in range(600)])

    assert await sweeper(store, objects, clock).lost() == []
    await objects.remove([keys[1]])
    assert await sweeper(store, objects, clock).lost() == [keys[1]]


async def test_what_is_older_than_it_is_kept_goes_with_its_bytes(
    store: Store, objects: FolderObjects, clock: Watch
) -> None:
    claim = await running(store)
    old = await make(store, claim)
    new = await make(store, claim, new_version(at=NOW + DAY_MILLISECONDS))
    outbox = ObjectOutbox(store.object_ledger, objects, clock)
    await clear(outbox)
    clock.now += 2 * DAY_MILLISECONDS

    await sweeper(store, objects, clock).sweep()
    assert (await store.artifacts.find(ALICE, old.id)).id == old.id
    await sweeper(store, objects, clock, kept_days=1).sweep()
    await clear(outbox)

    with pytest.raises(NotFound):
        await store.artifacts.find(ALICE, old.id)
    with pytest.raises(ObjectMissing):
        await whole(objects, old.latest.object_key)
    assert await whole(objects, new.latest.object_key) == b"body"
