"""Products that are wrong in one way each: the proof is worth what it catches of them.

A mutant is a text of the sources and what stands there instead. A text that is not found exactly once is an error: then
the product has moved on and the mutant must follow.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from tests.crash import scenarios
from tests.crash.processes import copy_product
from tests.crash.rounds import Tally
from tests.crash.scenarios import Scenario

MOST_ROUNDS = 20
SEEDS = 400
SIMULATOR = "the simulator"
RESUME = "cut and resume"


@dataclass(frozen=True, slots=True)
class Edit:
    """One text of one file."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is wrong, and what must catch it."""

    name: str
    edits: tuple[Edit, ...]
    catcher: Scenario | str


@dataclass(frozen=True, slots=True)
class Catch:
    """Whether a mutant was caught, after how many rounds or seeds, and by what words."""

    mutant: str
    catcher: str
    rounds: int
    words: str | None


class TextMoved(Exception):
    """A mutant's text is not in the sources exactly once."""


RUN, JOURNAL, QUEUE = "gateway/chat/run.py", "gateway/chat/journal.py", "gateway/storage/queue.py"
DISPATCHER, SERVICE = "gateway/chat/dispatcher.py", "gateway/chat/service.py"
UNDECIDED = """head.is_considered = 0 AND head.stop_requested = 0 AND NOT EXISTS (
    SELECT 1 FROM turn AS earlier
    WHERE earlier.session_id = head.session_id AND earlier.status IN ('queued', 'running')"""
EARLIER = """WHERE earlier.session_id = first.session_id AND earlier.status IN ('queued', 'running')
                    AND earlier.position < first.position)
            ORDER BY first.number LIMIT 1"""

MUTANTS = (
    Mutant(
        "the same key is accepted again",
        (
            Edit(
                "gateway/storage/acceptance.py",
                '"idempotency_key": question.idempotency_key,',
                '"idempotency_key": None,',
            ),
        ),
        scenarios.DUPLICATES,
    ),
    Mutant(
        "a grant survives its turn",
        (
            Edit(
                "gateway/storage/grants.py",
                "turn.status = 'running' AND turn.fence = run_grant.fence",
                "1",
            ),
        ),
        scenarios.CALM,
    ),
    Mutant(
        "an append does not look at the fence",
        (Edit("gateway/storage/events.py", "AND id = :turn_id AND fence = :fence", "AND id = :turn_id"),),
        SIMULATOR,
    ),
    Mutant(
        "shown first, committed three milliseconds later",
        (
            Edit(
                JOURNAL,
                "        if not await patiently(write):\n",
                "        self._note(stored)\n        await asyncio.sleep(0.003)\n"
                "        if not await patiently(write):\n",
            ),
            Edit(JOURNAL, '        reach("before_show")\n        self._note(stored)\n', ""),
        ),
        scenarios.COMMITS,
    ),
    Mutant(
        "acknowledged first, accepted five milliseconds later",
        (
            Edit(
                SERVICE,
                "                accepted = await self._ports.acceptance.accept(question, self._limits, reservation)\n",
                "                asyncio.get_running_loop().call_later(0.005, lambda: asyncio.ensure_future(\n"
                "                    self._ports.acceptance.accept(question, self._limits, reservation)))\n"
                "                accepted = Accepted(question.turn, is_replay=False)\n",
            ),
        ),
        scenarios.COMMITS,
    ),
    Mutant(
        "a claim does not raise the fence",
        (Edit(QUEUE, "attempt = attempt + 1, fence = fence + 1,", "attempt = attempt + 1,"),),
        SIMULATOR,
    ),
    Mutant(
        "a take-over does not raise the fence",
        (Edit("gateway/storage/leases.py", "SET fence = fence + 1, run_id", "SET run_id"),),
        SIMULATOR,
    ),
    Mutant(
        "two turns of a session run at once",
        (
            Edit(
                "gateway/storage/migrations/0001_spine.sql",
                "CREATE UNIQUE INDEX one_running_turn_per_session",
                "CREATE INDEX one_running_turn_per_session",
            ),
            Edit(QUEUE, EARLIER, EARLIER.replace("IN ('queued', 'running')", "= 'nothing'")),
            # Else nobody decides about the second one before the first is over, and so it is not claimed.
            Edit(QUEUE, UNDECIDED, UNDECIDED.replace("IN ('queued', 'running')", "= 'nothing'")),
        ),
        scenarios.CALM,
    ),
    Mutant(
        "the youngest turn of a session runs first",
        (
            Edit(
                QUEUE,
                EARLIER,
                EARLIER.replace("IN ('queued', 'running')", "= 'running'").replace("first.number", "first.number DESC"),
            ),
        ),
        SIMULATOR,
    ),
    Mutant(
        "a slot holds two turns",
        (
            Edit(
                "gateway/storage/migrations/0002_durable_turns.sql",
                "CREATE UNIQUE INDEX one_running_turn_per_slot",
                "CREATE INDEX one_running_turn_per_slot",
            ),
            Edit(
                QUEUE, "SELECT 1 FROM turn AS busy WHERE busy.status = 'running'", "SELECT 1 FROM turn AS busy WHERE 0"
            ),
        ),
        SIMULATOR,
    ),
    Mutant(
        "who asked first is served first, whoever waits",
        (Edit(QUEUE, "ORDER BY running, served, number LIMIT 1", "ORDER BY number LIMIT 1"),),
        SIMULATOR,
    ),
    Mutant(
        "an attempt is not counted",
        (Edit(QUEUE, "attempt = attempt + 1, fence = fence + 1,", "fence = fence + 1,"),),
        scenarios.CALM,
    ),
    Mutant(
        "nobody recovers what a dead gateway left",
        (Edit(DISPATCHER, "            if taken is None:\n", "            if taken is None or True:\n"),),
        scenarios.KILLS,
    ),
    Mutant(
        "a turn that is taken over goes on in its old container",
        (Edit(RUN, "            await self._end_there(left.worker, left.run_id)\n", "            pass\n"),),
        scenarios.SLEEPER,
    ),
    Mutant(
        "a turn that is taken over forgets that it was stopped",
        (Edit(RUN, "if left.is_stopping or self._is_stopping:", "if self._is_stopping:"),),
        scenarios.SLEEPER,
    ),
    Mutant(
        "a lease is never renewed",
        (Edit(DISPATCHER, "self._leases.renew(list(runs),", "self._leases.renew([],"),),
        scenarios.PATIENT,
    ),
    Mutant(
        "a stop is noted and not obeyed",
        (Edit(DISPATCHER, "            found[0].stop()\n", "            pass\n"),),
        scenarios.STOPS,
    ),
    Mutant(
        "a stopped run goes on in its container",
        (
            Edit(
                RUN,
                'reach("before_end_there")\n            await self._end_there(worker, self._claimed.run_id)\n',
                'reach("before_end_there")\n',
            ),
        ),
        scenarios.STOPS,
    ),
    Mutant(
        "a lost run is repeated although its words were shown",
        (Edit(RUN, "        if self._journal.has_text:\n            return WORKER_LOST\n", ""),),
        scenarios.events([20, 30, 40], before=False),
    ),
    Mutant(
        "a resumed reader is told its last event again",
        (Edit("gateway/api/event_stream.py", "item.seq <= self._after", "item.seq < self._after"),),
        RESUME,
    ),
    Mutant(
        "the logs of open turns are let go of",
        (
            Edit(
                "gateway/storage/event_log.py",
                "WHERE is_compacted = 0 AND status IN ('done', 'failed', 'stopped', 'interrupted')\n"
                "  AND finished_at < :finished_before LIMIT :limit",
                "WHERE is_compacted = 0 LIMIT :limit",
            ),
        ),
        scenarios.PATIENT,
    ),
    Mutant(
        "a deleted session leaves its turns and events",
        (Edit("gateway/storage/database.py", "PRAGMA foreign_keys = ON", "PRAGMA foreign_keys = OFF"),),
        scenarios.LIVELY,
    ),
    Mutant(
        "the answer is not stored with the end",
        (Edit("gateway/storage/turns.py", "text = :text, parts", "text = text, parts"),),
        scenarios.CALM,
    ),
    Mutant(
        "a turn is found whoever asks",
        (
            Edit(
                "gateway/storage/event_log.py",
                "WHERE organization_id = :organization_id AND user_id = :user_id AND id = :turn_id",
                "WHERE id = :turn_id",
            ),
        ),
        scenarios.CALM,
    ),
    Mutant(
        "a reader of one gateway waits for what another one runs",
        (
            Edit(
                DISPATCHER,
                "                self._feeds.forget(turn_id, feed)\n",
                "                pass\n",
            ),
        ),
        scenarios.TWO_CALM,
    ),
)
# The quickest ones, each caught by another part of the proof.
QUICK = (
    "the same key is accepted again",
    "a grant survives its turn",
    "an append does not look at the fence",
)


def apply(mutant: Mutant, product: Path) -> None:
    """Spoil a copy of the sources. Raises TextMoved."""
    for edit in mutant.edits:
        file = product / edit.file
        text = file.read_text("utf-8")
        if text.count(edit.old) != 1:
            raise TextMoved(f"{mutant.name}: {edit.file} has {text.count(edit.old)} times: {edit.old}")
        file.write_text(text.replace(edit.old, edit.new), "utf-8")


async def hunt(mutant: Mutant, folder: Path, *, seed: int = 1) -> Catch:
    """Play the scenario that must catch a mutant until it does, not for ever."""
    product = copy_product(folder / "product")
    apply(mutant, product)
    tally, arena = Tally(), folder / "arena"
    match mutant.catcher:
        case Scenario() as scenario:
            rounds = await scenarios.run(
                scenario, MOST_ROUNDS, folder=arena, product=product, tally=tally, seed=seed, is_impatient=True
            )
        case "the simulator":
            rounds = await asyncio.to_thread(scenarios.run_seeds, SEEDS, product=product, tally=tally)
        case _:
            rounds = 1
            await scenarios.run_resume(folder=arena, product=product, tally=tally, seed=seed, step=20)
    words = str(tally.violations[0]) if tally.violations else None
    return Catch(mutant.name, getattr(mutant.catcher, "name", str(mutant.catcher)), rounds, words)
