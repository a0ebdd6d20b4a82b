"""What a history, the workers' logs and the store must say together: the invariants I1 to I6 of the architecture."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gateway.chat.model import StoredEvent
from gateway.protocols.ui_stream import UiStreamEncoder
from shared.events import TURN_EVENT
from tests.crash.history import DONE, Ask, History, View
from tests.crash.run_logs import Run
from tests.crash.store import OPEN, Store, TurnRow

# A run that is being ended may say one more line before it hears of it; nobody is shown that line.
LAST_BREATH_SECONDS = 0.25
FREE_SECONDS = 5.0
# Of one host's clock, read by two processes.
CLOCK_SECONDS = 0.01
MAX_ATTEMPTS = 2
PLACE = b'data: {"type":"data-queue"'
BROKEN = b'data: {"type":"error"'


@dataclass(frozen=True, slots=True)
class Violation:
    """What was promised and did not hold."""

    invariant: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.what}"


def check_moment(history: History, store: Store) -> list[Violation]:
    """What must hold at every moment, also when nobody is left alive: acknowledged is stored, shown is stored."""
    return [*_acknowledged(history, store), *_shown(history, store), *_logs(store, is_over=False)]


def check_end(history: History, store: Store, runs: Sequence[Run], canaries: dict[str, str]) -> list[Violation]:
    """What must hold when everything has come to rest."""
    turn_ids = {turn_id for asked in history.asks for turn_id in asked.turn_ids} | set(store.turns)
    of_round = [run for run in runs if run.turn_id in turn_ids]
    return [
        *check_moment(history, store),
        *_logs(store, is_over=True),
        *_queue(store, of_round),
        *_bills(store, of_round),
        *_texts(history, store),
        *_canaries(history, canaries),
        *_stopped(store, of_round),
        *(Violation("store", problem) for problem in store.problems),
        *(Violation("client", surprise) for surprise in history.surprises),
        *(
            Violation("I4", f"{asked.plan.key} never saw its end")
            for asked in history.asks
            if asked.acknowledged_at and not asked.is_over
        ),
    ]


def check_statuses(before: dict[str, str], store: Store) -> Iterator[Violation]:
    """A terminal state never changes; `before` is what was seen so far, and learns."""
    for turn in store.turns.values():
        known = before.get(turn.id)
        if known is not None and known not in OPEN and known != turn.status:
            yield Violation("I4", f"{turn.id} was {known} and is {turn.status}")
        before[turn.id] = turn.status


def _acknowledged(history: History, store: Store) -> Iterator[Violation]:
    for asked in history.asks:
        key, rows = asked.plan.key, store.of_key(asked.plan.key)
        if len(rows) > 1 or len(asked.turn_ids) > 1:
            yield Violation("I1", f"{key} has {len(rows)} turns in the store, clients were told {asked.turn_ids}")
        if asked.may_vanish:
            continue
        if asked.acknowledged_at and not rows:
            yield Violation("I1", f"{key} was acknowledged and is not stored")
        for row in rows:
            questions = store.messages.get((row.id, "user"), [])
            if [text for text, _ in questions] != [asked.plan.question] and not row.is_discarded:
                yield Violation("I1", f"{key}: {len(questions)} questions stored, or another one")
            if asked.turn_ids and asked.turn_ids != {row.id}:
                yield Violation("I1", f"{key}: clients were told {asked.turn_ids}, stored is {row.id}")


def _shown(history: History, store: Store) -> Iterator[Violation]:
    frames: dict[str, list[tuple[int, bytes]]] = {}
    for asked in history.asks:
        for view in asked.views:
            turn = store.turns.get(view.turn_id)
            if turn is None or turn.is_compacted:
                continue
            if turn.id not in frames:
                frames[turn.id] = encoded(store.events.get(turn.id, []))
            expected = b"".join(data for seq, data in frames[turn.id] if seq > view.after)
            if turn.status not in OPEN:
                expected += DONE
            if (wrong := _beyond(view, expected)) is not None:
                yield Violation("I2", f"{turn.id} ({turn.status}) after {view.after}: {wrong}")


def encoded(events: Sequence[tuple[int, str]]) -> list[tuple[int, bytes]]:
    """The frames of each event of a log, as any reader gets them."""
    encoder = UiStreamEncoder()
    return [(seq, encoder.encode([StoredEvent(seq, TURN_EVENT.validate_json(data))])) for seq, data in events]


def shown_bytes(view: View) -> bytes:
    """What was shown of the log: without places in the queue, comments and the farewell of a gateway that leaves."""
    *blocks, rest = bytes(view.data).split(b"\n\n")
    kept = [block for block in blocks if not block.startswith((b":", PLACE))]
    if len(kept) >= 2 and kept[-1] == b"data: [DONE]" and kept[-2].startswith(BROKEN):
        kept = kept[:-2]
    is_place = rest.startswith((b":", PLACE)) or (PLACE.startswith(rest) and rest)
    return b"".join(block + b"\n\n" for block in kept) + (b"" if is_place else rest)


def _beyond(view: View, expected: bytes) -> str | None:
    shown = shown_bytes(view)
    if expected.startswith(shown):
        return "the stream ended before its log" if view.is_whole and shown != expected else None
    same = next((at for at, (a, b) in enumerate(zip(shown, expected, strict=False)) if a != b), len(expected))
    return f"shown {shown[max(0, same - 60) : same + 80]!r}, stored {expected[max(0, same - 60) : same + 80]!r}"


def _logs(store: Store, *, is_over: bool) -> Iterator[Violation]:
    for turn in store.turns.values():
        events = store.events.get(turn.id, [])
        seqs = [seq for seq, _ in events]
        if turn.is_compacted:
            if events:
                yield Violation("I4", f"{turn.id} is compacted and has events")
            continue
        if seqs != list(range(1, len(seqs) + 1)) or not seqs:
            yield Violation("I4", f"{turn.id}: events {seqs}")
        ends = [json.loads(data)["outcome"] for _, data in events if '"type":"turn-finished"' in data]
        expected = [] if turn.status in OPEN else [turn.status]
        if ends != expected or (ends and '"type":"turn-finished"' not in events[-1][1]):
            yield Violation("I4", f"{turn.id} is {turn.status}, its log ends {ends}")
        if is_over and turn.status in OPEN:
            yield Violation("I4", f"{turn.id} is still {turn.status}")


def _queue(store: Store, runs: Iterable[Run]) -> Iterator[Violation]:
    sessions: dict[str, list[TurnRow]] = defaultdict(list)
    for turn in sorted(store.turns.values(), key=lambda turn: turn.position):
        sessions[turn.session_id].append(turn)
    by_turn: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_turn[run.turn_id].append(run)
    for turns in sessions.values():
        if sorted(turns, key=lambda turn: turn.number) != turns:
            yield Violation("I3", f"{turns[0].session_id}: positions are not in the order of acceptance")
        for earlier, later in pairwise(turns):
            for run in by_turn[later.id]:
                if earlier.finished_at is None or run.begun_at < earlier.finished_at - CLOCK_SECONDS:
                    yield Violation("I3", f"{later.id} began to run before {earlier.id} of its session had ended")


def _bills(store: Store, runs: Sequence[Run]) -> Iterator[Violation]:
    begun: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        begun[run.turn_id].append(run)
    for turn in store.turns.values():
        count = len(begun[turn.id])
        if count > min(turn.attempt, MAX_ATTEMPTS):
            yield Violation("I1", f"{turn.id} ran {count} times in {turn.attempt} attempts")
        if turn.status == "done" and count == 0:
            yield Violation("I1", f"{turn.id} is done and never ran")


def _texts(history: History, store: Store) -> Iterator[Violation]:
    plans = {asked.plan.key: asked.plan for asked in history.asks}
    for turn in store.turns.values():
        plan = plans.get(turn.key)
        answers = store.messages.get((turn.id, "assistant"), [])
        if plan is None or turn.is_discarded or turn.status in OPEN:
            continue
        if len(answers) != 1:
            yield Violation("I1", f"{turn.id} has {len(answers)} answers")
            continue
        text, _ = answers[0]
        deltas = [json.loads(data)["text"] for _, data in store.events.get(turn.id, []) if '"text-delta"' in data]
        if not turn.is_compacted and "".join(deltas) != text:
            yield Violation("I2", f"{turn.id}: the stored text is not what the log tells")
        words = [word for word in text.split() if not word.startswith("canary-")]
        tags = {word.rsplit(".", 1)[-1] for word in words}
        if [word.rsplit(".", 1)[0] for word in words] != [f"{plan.key}.{n}" for n in range(1, len(words) + 1)]:
            yield Violation("I2", f"{turn.id}: words of something else in the answer: {text[:200]}")
        if len(tags) > 1:
            yield Violation("I2", f"{turn.id}: spliced of the runs {tags}")
        if turn.status == "done" and len(words) != plan.words:
            yield Violation("I2", f"{turn.id} is done with {len(words)} of {plan.words} words")


def _canaries(history: History, canaries: dict[str, str]) -> Iterator[Violation]:
    for asked in history.asks:
        foreign = [canary.encode() for name, canary in canaries.items() if name != asked.organization]
        for view in asked.views:
            if any(canary in view.data for canary in foreign):
                yield Violation("I5", f"{asked.plan.key} of {asked.organization} saw a word of another organization")


def _stopped(store: Store, runs: Iterable[Run]) -> Iterator[Violation]:
    for run in runs:
        turn = store.turns.get(run.turn_id)
        if turn is None or turn.finished_at is None:
            continue
        late_tools = [at for at, status in run.tools if at > turn.finished_at + LAST_BREATH_SECONDS and status == 200]
        if late_tools:
            yield Violation("I6", f"{turn.id} ({turn.status}): a tool was called after the end")
        if turn.status != "stopped":
            continue
        late = [at for at in run.said_at if at > turn.finished_at + LAST_BREATH_SECONDS]
        if late:
            yield Violation(
                "I6", f"{turn.id}: {len(late)} lines after `stopped`, the last {late[-1] - turn.finished_at:.1f} s"
            )
        if run.ended_at is not None and run.ended_at > turn.finished_at + FREE_SECONDS:
            yield Violation("I6", f"{turn.id}: its slot was free only {run.ended_at - turn.finished_at:.1f} s later")


def living(runs: Iterable[Run], worker_ids: Iterable[str]) -> list[Run]:
    """Runs that have not ended, of workers that live."""
    alive = set(worker_ids)
    return [run for run in runs if run.ended_at is None and run.worker_id in alive]


def views_of(asks: Iterable[Ask]) -> int:
    """How many connections were read."""
    return sum(len(asked.views) for asked in asks)
