"""Hang up after every single event and come back: both parts together are what an uncut reader reads, byte for byte."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.crash.arena import ORGANIZATIONS, Arena
from tests.crash.checker import Violation, encoded
from tests.crash.client import Client, Door
from tests.crash.history import DONE, History
from tests.crash.plan import Plan
from tests.crash.store import Store, last_number, look
from tests.crash.wire import Broken, Reading, open_reading

READ_SECONDS = 40.0
POLL_SECONDS = 0.01
PACE_MS = 15.0
# What is told beside the log: places in the queue, signs of life.
BESIDE = (b'data: {"type":"data-queue"', b":")


@dataclass(slots=True)
class Resumption:
    """How many there were, and what was wrong with them."""

    count: int
    violations: list[Violation]


async def resume_everywhere(arena: Arena, *, step: int = 1) -> Resumption:
    """After every `step`-th event of a turn that runs and one that waits, of both when over, and without logs."""
    door, since = arena.door(ORGANIZATIONS[0]), last_number(arena.database_file)
    session_id = await Client(door, History(), arena.chance).make_session()
    plans = [Plan(f"resume{since}n{n}", arena.canaries[ORGANIZATIONS[0]], pace_ms=PACE_MS) for n in range(2)]
    cuts = range(1, plans[0].lines + 2, step)
    done = Resumption(0, [])
    async with asyncio.timeout(READ_SECONDS):
        whole = await _while_they_run(arena, door, plans, session_id, cuts, done)
        for turn_id, uncut in whole.items():
            _against_store(look(arena.database_file, since=since), turn_id, uncut, done)
            for cut in cuts:
                for by_header in (False, True):
                    rest = await _resumed(door, turn_id, cut, by_header=by_header)
                    _compare(done, f"{turn_id} is over, resumed after {cut}", _after(uncut, cut), rest)
        await _without_logs(arena, door, whole, cuts, done)
    return done


async def _while_they_run(
    arena: Arena, door: Door, plans: Sequence[Plan], session_id: str, cuts: Sequence[int], done: Resumption
) -> dict[str, bytes]:
    """The uncut streams of all turns, of which the second waits in its session until the first is over."""
    whole: dict[str, asyncio.Task[bytes]] = {}
    parts: list[tuple[str, int, asyncio.Task[bytes]]] = []
    async with asyncio.TaskGroup() as group:
        for plan in plans:
            posted = group.create_task(_posted(door, plan, session_id))
            turn_id = await _turn_of(arena, plan)
            whole[turn_id] = posted
            for cut in cuts:
                for by_header in (False, True):
                    reading = group.create_task(_cut_and_resumed(door, turn_id, cut, by_header=by_header))
                    parts.append((turn_id, cut, reading))
    for turn_id, cut, task in parts:
        _compare(done, f"{turn_id} cut after {cut}", whole[turn_id].result(), task.result())
    return {turn_id: task.result() for turn_id, task in whole.items()}


async def _without_logs(
    arena: Arena, door: Door, whole: dict[str, bytes], cuts: Sequence[int], done: Resumption
) -> None:
    """A log that was let go of is told as a whole, wherever the reader was."""
    (gateway, *_) = arena.gateways
    gateway.process.kill()
    arena.let_logs_go()
    await gateway.start()
    while not all(turn.is_compacted for turn in look(arena.database_file).turns.values() if turn.id in whole):
        await asyncio.sleep(POLL_SECONDS)
    for turn_id, uncut in whole.items():
        for cut in (0, *cuts):
            told = await _resumed(door, turn_id, cut, by_header=False)
            _compare(done, f"{turn_id} without its log, resumed after {cut}", _text(uncut), _text(told))
            if not told.endswith(DONE):
                done.violations.append(Violation("I2", f"{turn_id} without its log has no end"))


def _against_store(store: Store, turn_id: str, uncut: bytes, done: Resumption) -> None:
    logged = b"".join(data for _, data in encoded(store.events[turn_id])) + DONE
    _compare(done, f"{turn_id} against its log", logged, uncut)
    ((text, _),) = store.messages[turn_id, "assistant"]
    _compare(done, f"{turn_id} against its message", text.encode(), _text(uncut))


def _compare(done: Resumption, what: str, expected: bytes, read: bytes) -> None:
    done.count += 1
    if read != expected:
        same = next((at for at, (a, b) in enumerate(zip(read, expected, strict=False)) if a != b), 0)
        found = f"{len(read)} of {len(expected)} bytes, other from {same}: {read[same : same + 120]!r}"
        done.violations.append(Violation("I2", f"{what}: {found}"))


async def _posted(door: Door, plan: Plan, session_id: str) -> bytes:
    body = json.dumps({"message": plan.question, "session_id": session_id}).encode()
    headers = {**door.headers, "idempotency-key": plan.key}
    async with open_reading(door.urls(), "POST", "/api/v1/chat/messages", headers, body) as reading:
        return await _take(reading)


async def _cut_and_resumed(door: Door, turn_id: str, cut: int, *, by_header: bool) -> bytes:
    path = f"/api/v1/chat/turns/{turn_id}/stream"
    async with open_reading(door.urls(), "GET", path, door.headers) as reading:
        first = await _take(reading, until=cut)
    # Not every event has frames: the reader knows the last of those that it has seen.
    seen = max(number for block in first.split(b"\n\n") if (number := _number(block)) is not None)
    return first + await _resumed(door, turn_id, seen, by_header=by_header)


async def _resumed(door: Door, turn_id: str, after: int, *, by_header: bool) -> bytes:
    path = f"/api/v1/chat/turns/{turn_id}/stream"
    headers = {**door.headers, **({"last-event-id": str(after)} if by_header else {})}
    async with open_reading(door.urls(), "GET", path if by_header else f"{path}?after={after}", headers) as reading:
        return await _take(reading)


async def _take(reading: Reading, until: int | None = None) -> bytes:
    """The frames of the log as they come: all, or up to and with those of one event."""
    if reading.status != 200:
        raise Broken(f"a reader was answered {reading.status}")
    rest, kept = b"", b""
    async for chunk in reading.chunks():
        *blocks, rest = (rest + chunk).split(b"\n\n")
        for block in blocks:
            if block.startswith(BESIDE):
                continue
            kept += block + b"\n\n"
            if until is not None and _number(block) is not None and (_number(block) or 0) >= until:
                return kept
    return kept


def _after(stream: bytes, event: int) -> bytes:
    """The part of a stream that comes after an event."""
    blocks = stream.split(b"\n\n")
    passed = [at for at, block in enumerate(blocks) if (_number(block) or event + 1) <= event]
    return b"\n\n".join(blocks[passed[-1] + 1 :]) if passed else stream


def _number(block: bytes) -> int | None:
    return int(block[4:].partition(b"\n")[0]) if block.startswith(b"id: ") else None


def _text(stream: bytes) -> bytes:
    return "".join(_deltas(stream)).encode()


def _deltas(stream: bytes) -> Iterator[str]:
    for block in stream.split(b"\n\n"):
        data = block.rpartition(b"data: ")[2]
        if data.startswith(b"{") and (chunk := json.loads(data))["type"] == "text-delta":
            yield chunk["delta"]


async def _turn_of(arena: Arena, plan: Plan) -> str:
    while not (rows := look(arena.database_file).of_key(plan.key)):
        await asyncio.sleep(POLL_SECONDS)
    return rows[0].id
