"""What is done to the gateways and the workers while people ask."""

import asyncio
from contextlib import suppress

from tests.crash.arena import LEASE_SECONDS, ORGANIZATIONS, GatewayProcess
from tests.crash.rounds import Nemesis, Round

MOST_DELAY_SECONDS = 0.6
CRASH_SECONDS = 6.0
# A worker has three of them to end a run.
STOP_SECONDS = 5.0
COMPACTION = frozenset({"before_compact", "after_compact"})


def kills(count: int) -> Nemesis:
    """SIGKILL the gateway at random moments, so many times, also while it recovers."""

    async def nemesis(played: Round) -> None:
        await _crowd(played)
        for _ in range(count):
            await asyncio.sleep(played.chance.random() * MOST_DELAY_SECONDS)
            gateway = played.chance.choice(played.arena.gateways)
            _kill(played, gateway)
            await gateway.start()

    return nemesis


def crash_at(point: str, count: int) -> Nemesis:
    """Let a gateway die at a named place, the count-th time that it comes there."""

    async def nemesis(played: Round) -> None:
        gateway = played.arena.gateways[0]
        if point == "after_take_over":
            # Somebody must have died before.
            await _crowd(played)
            await played.until(lambda: any(view.last_id > 12 for asked in played.history.asks for view in asked.views))
            _kill(played, gateway)
            await gateway.start(CRASH_POINT=f"{point}:{count}")
        else:
            sessions = await asyncio.gather(*(played.client(name).make_session() for name in ORGANIZATIONS))
            _kill(played, gateway)
            if point in COMPACTION:
                played.arena.let_logs_go()
            await gateway.start(CRASH_POINT=f"{point}:{count}")
            await _crowd(played, list(sessions), with_losses=True)
        if await played.until(lambda: not gateway.process.is_alive, CRASH_SECONDS):
            played.tally.counts[f"at {point}"] += 1
            played.tally.counts["gateway kills"] += 1
            gateway.process.kill()
            played.look()
        else:
            played.tally.counts[f"not reached: {point}"] += 1
            _kill(played, gateway)
        await gateway.start()

    return nemesis


def worker_kills(count: int) -> Nemesis:
    """SIGKILL workers at random moments."""

    async def nemesis(played: Round) -> None:
        await _crowd(played)
        for _ in range(count):
            await asyncio.sleep(played.chance.random() * 0.3)
            worker = played.chance.choice(played.arena.workers)
            if worker.process.is_alive:
                worker.process.kill()
                played.tally.counts["worker kills"] += 1
            played.look()

    return nemesis


def deaths(lines: tuple[int, ...], *, before: bool) -> Nemesis:
    """Workers that die before or after these lines of their runs: moved when nothing was said, else kept."""

    async def nemesis(played: Round) -> None:
        asks = []
        for line in lines:
            due = (line, 0) if before else (0, line)
            asked = played.ask(ORGANIZATIONS[line % 2], die_before=due[0], die_after=due[1])
            asks.append((line, asked))
        await played.until(lambda: all(asked.is_over for _, asked in asks))
        played.look()
        for line, asked in asks:
            said = line - 1 if before else line
            if said == asked.plan.lines:
                continue
            expected = "interrupted" if said >= asked.plan.first_text else "done"
            played.expect_of(asked, expected)
            played.tally.counts["worker kills"] += 1
            played.tally.counts["at an event of a run"] += 1

    return nemesis


def fault(kind: str, number: int) -> Nemesis:
    """Let the number-th call of a kind fail in a gateway that has little to do; note whether it came to that."""

    async def nemesis(played: Round) -> None:
        gateway = played.arena.gateways[0]
        _kill(played, gateway)
        told = gateway.process.output.count("fault point")
        await gateway.start(FAULT_POINT=f"{kind}:{number}")
        if not gateway.process.is_alive:
            await gateway.start()
        whole = played.ask(ORGANIZATIONS[0], words=6, tools=1)
        stopped = played.ask(ORGANIZATIONS[1], words=30, tools=1)
        played.spawn(played.stop_when(stopped, 0.02))
        await played.until(lambda: all(asked.is_over for asked in played.history.asks))
        if kind == "commit":
            # Writing is tried again.
            played.expect_of(whole, "done")
        is_reached = gateway.process.output.count("fault point") > told
        played.tally.counts[f"fault: {kind}" if is_reached else f"clean: {kind}"] += 1

    return nemesis


def pauses(seconds: tuple[float, ...]) -> Nemesis:
    """SIGSTOP a gateway for so long, once for each; the longer ones outlast its lease."""

    async def nemesis(played: Round) -> None:
        await _crowd(played)
        for length in seconds:
            await asyncio.sleep(played.chance.random() * 0.2)
            gateway = played.chance.choice(played.arena.gateways)
            gateway.process.pause()
            await asyncio.sleep(length)
            gateway.process.resume()
            played.tally.counts["pauses of a gateway"] += 1
            played.tally.counts["longer than the lease"] += length > LEASE_SECONDS
            played.look()

    return nemesis


def worker_pauses(count: int) -> Nemesis:
    """SIGSTOP a worker for a moment."""

    async def nemesis(played: Round) -> None:
        await _crowd(played)
        for _ in range(count):
            await asyncio.sleep(played.chance.random() * 0.1)
            worker = played.chance.choice(played.arena.workers)
            with suppress(ProcessLookupError):
                worker.process.pause()
                await asyncio.sleep(0.1 + played.chance.random() * 0.3)
                worker.process.resume()
                played.tally.counts["pauses of a worker"] += 1
        played.look()

    return nemesis


def two_gateways(length: float) -> Nemesis:
    """Of two gateways on one database kill one and pause the other, in turn: each takes over what the other had."""

    async def nemesis(played: Round) -> None:
        await _crowd(played)
        first, second = played.chance.sample(played.arena.gateways, 2)
        await asyncio.sleep(played.chance.random() * 0.3)
        _kill(played, first)
        await asyncio.sleep(played.chance.random() * 0.3)
        await first.start()
        await asyncio.sleep(played.chance.random() * 0.2)
        second.process.pause()
        await asyncio.sleep(length)
        second.process.resume()
        played.tally.counts["pauses of a gateway"] += 1
        played.tally.counts["longer than the lease"] += length > LEASE_SECONDS
        played.look()

    return nemesis


def duplicates(count: int) -> Nemesis:
    """The same question so many times at once: one turn, one run."""

    async def nemesis(played: Round) -> None:
        organization = ORGANIZATIONS[0]
        asked = played.ask(organization)
        await asyncio.gather(*(played.client(organization, cuts=0).post_once(asked) for _ in range(count)))
        played.tally.counts["duplicates at once"] += count
        whole = {bytes(view.data) for view in asked.views if view.after == 0 and view.is_whole}
        if len({data.replace(b"data: [DONE]\n\n", b"") for data in whole}) > 1 and not _have_places(whole):
            played.history.surprises.append(f"{asked.plan.key}: duplicates saw {len(whole)} different streams")
        started = [view for view in asked.views if not view.is_replay and view.after == 0]
        if len(started) > 1:
            played.history.surprises.append(
                f"{asked.plan.key}: {len(started)} of the duplicates were told to be the first"
            )

    return nemesis


async def calm(played: Round) -> None:
    """Nothing happens: every question is answered at once, and no reader is left waiting."""
    await _crowd(played, is_lively=False)
    await played.until(lambda: all(asked.is_over for asked in played.history.asks))
    starved = [view.turn_id for asked in played.history.asks for view in asked.views if view.ending == "starved"]
    if starved:
        played.history.surprises.append(f"readers heard nothing of {starved}")
    played.expect("done")


async def lively(played: Round) -> None:
    """No process suffers, but some stop their questions and one deletes its session."""
    await _crowd(played)
    await played.until(lambda: all(asked.is_over for asked in played.history.asks))


def patient(seconds: float) -> Nemesis:
    """Nothing happens, for longer than a lease lasts."""

    async def nemesis(played: Round) -> None:
        for name in ORGANIZATIONS:
            played.ask(name, pace_ms=seconds * 1000 / 60)
        await played.until(lambda: all(asked.is_over for asked in played.history.asks), 3 * seconds + 5)
        played.expect("done")

    return nemesis


async def stops(played: Round) -> None:
    """Stop long answers in the middle, also of a run that hangs and of one that does not see its connection closed."""
    session_id = await played.client(ORGANIZATIONS[0]).make_session()
    asked = [
        played.ask(ORGANIZATIONS[0], session_id, pace_ms=60.0),
        played.ask(ORGANIZATIONS[0], session_id, pace_ms=60.0),
        played.ask(ORGANIZATIONS[1], pace_ms=60.0, is_deaf=True),
        played.ask(ORGANIZATIONS[1], hang_at=20),
    ]
    await asyncio.gather(*(played.stop_when(each, 0.3 + played.chance.random()) for each in asked))
    played.tally.counts["stops"] += len(asked)
    if not await played.until(lambda: all(each.is_over for each in asked), STOP_SECONDS):
        played.history.surprises.append("a stopped turn had not ended in time")
    played.expect("stopped")


async def stop_behind_a_sleeper(played: Round) -> None:
    """Stop a turn through one gateway while the other one, which runs it, is paused for longer than its lease."""
    asked = played.ask(ORGANIZATIONS[0], pace_ms=200.0)
    await played.until(lambda: any(view.last_id > 14 for view in asked.views))
    owner = played.owner(asked)
    owner.process.pause()
    await played.client(ORGANIZATIONS[0]).stop(asked.views[-1].turn_id)
    await played.until(lambda: asked.is_over, LEASE_SECONDS + STOP_SECONDS)
    await asyncio.sleep(STOP_SECONDS)
    played.tally.counts["pauses of a gateway"] += 1
    played.tally.counts["longer than the lease"] += 1
    played.look()
    owner.process.resume()
    played.expect("stopped")


def poison(deaths: int = 2) -> Nemesis:
    """A question that kills every worker: it gets so many and no more."""

    async def nemesis(played: Round) -> None:
        asked = played.ask(ORGANIZATIONS[0], die_before=3, dies_once=False)
        await played.until(lambda: asked.is_over)
        played.tally.counts["worker kills"] += deaths
        played.expect("failed")

    return nemesis


async def _crowd(
    played: Round, sessions: list[str] | None = None, *, is_lively: bool = True, with_losses: bool = False
) -> None:
    """Six questions, of which one is stopped early, one is stopped late, and a seventh whose session is deleted."""
    if sessions is None:
        sessions = list(await asyncio.gather(*(played.client(name).make_session() for name in ORGANIZATIONS)))
    for number in range(6):
        organization = number % 2
        losses: dict[str, object] = {"die_before": 3} if with_losses and number == 5 else {}
        asked = played.ask(ORGANIZATIONS[organization], sessions[organization] if number < 4 else None, **losses)
        if is_lively and number in {3, 4}:
            played.spawn(played.stop_when(asked, played.chance.random() * 0.2))
    if is_lively:
        await _ask_and_delete(played)


async def _ask_and_delete(played: Round) -> None:
    async def work() -> None:
        session_id = await played.client(ORGANIZATIONS[1]).make_session()
        asked = played.ask(ORGANIZATIONS[1], session_id)
        asked.may_vanish = True
        await played.delete_when(asked, played.chance.random() * 0.2)

    played.spawn(work())


def _kill(played: Round, gateway: GatewayProcess) -> None:
    if gateway.process.is_alive:
        gateway.process.kill()
        # One that nobody had asked anything proves little.
        played.tally.counts["gateway kills" if played.history.asks else "idle kills"] += 1
    played.look()


def _have_places(streams: set[bytes]) -> bool:
    return any(b'"data-queue"' in data for data in streams)
