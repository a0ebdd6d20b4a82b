"""What happened in a turn and when: waits, agents, calls of models and tools. Pure.

Times are Unix milliseconds. Agents and tools come from the turn's log, or from the message that its log was folded
into; calls of models from their rows of the usage, which outlive the log. A call whose end nobody saw has no end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from gateway.chat.model import StoredEvent, StoredTurn, Turn, TurnStatus
from gateway.chat.spending import UsageRow
from shared.events import (
    AgentFinished,
    AgentStarted,
    ApprovalDecided,
    LlmStarted,
    MemoryUsed,
    ToolCalled,
    ToolFailed,
    ToolReturned,
    TurnAssessed,
    WindowFitted,
)

# Shorter pauses are nobody's wait: a message under way from one process to the next.
SHORTEST_WAIT_MS = 20

E = TypeVar("E")

SpanKind = Literal["wait", "agent", "model", "tool"]
# What begins in the same millisecond, in the order of its causes.
WORK: tuple[SpanKind, ...] = ("agent", "model", "tool")
SpanState = Literal["running", "done", "failed", "timeout", "stopped", "denied", "lost"]


@dataclass(frozen=True, slots=True)
class Span:
    """Something that took time. `agent` is the slug of whoever did it; `usage` is of a model's call."""

    kind: SpanKind
    name: str
    began_at: int
    ended_at: int | None
    state: SpanState
    agent: str | None = None
    note: str | None = None
    is_repeated: bool = False
    is_cached: bool = False
    usage: UsageRow | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A turn as it went. `finished_at` is None while it is open; `cost_micros` is of the calls whose price is known."""

    turn: Turn
    status: TurnStatus
    finished_at: int | None
    spans: tuple[Span, ...]
    cost_micros: int | None
    unpriced_calls: int
    assessed: TurnAssessed | None
    memories: int
    pruned_results: int


def timeline(turn: Turn, stored: StoredTurn | None, log: Iterable[StoredEvent], calls: Sequence[UsageRow]) -> Timeline:
    """Put together what is known of a turn; `stored` is None, or without an end, while it is open."""
    events = [item.event for item in log]
    status = turn.status if stored is None else stored.status
    finished_at = None if stored is None or status in {"queued", "running"} else stored.finished_at
    work = [*_agents(events), *_tools(events), *_models(events, calls)]
    if finished_at is not None:
        work = [span if span.state != "running" else replace(span, state="lost") for span in work]
    work.sort(key=lambda span: (span.began_at, WORK.index(span.kind)))
    known = [row.charge.cost.micros for row in calls if row.charge.cost is not None]
    pruned = [event.pruned_results for event in events if isinstance(event, WindowFitted)]
    return Timeline(
        turn,
        status,
        finished_at,
        (*_waits(turn.created_at, finished_at, work), *work),
        cost_micros=sum(known) if known else None,
        unpriced_calls=len(calls) - len(known),
        assessed=_last(events, TurnAssessed),
        memories=0 if (used := _last(events, MemoryUsed)) is None else len(used.memories),
        pruned_results=sum(pruned),
    )


def _last(events: Sequence[object], kind: type[E]) -> E | None:
    # A later one is of the run that took the place of a lost one.
    return next((event for event in reversed(events) if isinstance(event, kind)), None)


def _agents(events: Sequence[object]) -> Iterator[Span]:
    open_: dict[str, Span] = {}
    for event in events:
        if isinstance(event, AgentStarted):
            # Begun anew in a second run: the first time is over, and nobody saw its end.
            if (lost := open_.pop(event.agent, None)) is not None:
                yield replace(lost, state="lost")
            open_[event.agent] = Span("agent", event.name, event.at, None, "running", event.agent)
        elif isinstance(event, AgentFinished) and (span := open_.pop(event.agent, None)) is not None:
            yield replace(span, ended_at=event.at, state=event.outcome, note=event.note)
    yield from open_.values()


def _tools(events: Sequence[object]) -> Iterator[Span]:
    open_: dict[str, Span] = {}
    for event in events:
        if isinstance(event, ToolCalled):
            open_[event.call_id] = Span("tool", event.tool, event.at, None, "running", event.agent)
        elif isinstance(event, ApprovalDecided) and event.call_id in open_:
            # The person's time is not the tool's.
            asked = replace(open_[event.call_id], began_at=event.at)
            open_[event.call_id] = asked
            if not event.approved:
                yield replace(open_.pop(event.call_id), ended_at=event.at, state="denied")
        elif isinstance(event, ToolReturned) and event.call_id in open_:
            yield replace(
                open_.pop(event.call_id),
                ended_at=event.at,
                state="done",
                is_repeated=event.deduplicated,
                is_cached=bool(event.from_cache),
            )
        elif isinstance(event, ToolFailed) and event.call_id in open_:
            yield replace(open_.pop(event.call_id), ended_at=event.at, state="failed", note=event.message)
    yield from open_.values()


def _models(events: Sequence[object], calls: Sequence[UsageRow]) -> Iterator[Span]:
    begun = {event.call_id: event for event in events if isinstance(event, LlmStarted)}
    for row in calls:
        call = row.charge.call
        start = begun.pop(call.call_id, None)
        began_at = row.charge.at - call.duration_ms if start is None else start.at
        ended_at = began_at + call.duration_ms
        yield Span("model", call.model, began_at, ended_at, "done", call.agent or None, usage=row)
    for start in begun.values():
        yield Span("model", start.model, start.at, None, "running", start.agent or None)


def _waits(accepted_at: int, finished_at: int | None, work: Sequence[Span]) -> Iterator[Span]:
    """The gaps in which nobody did anything for the answer, from the question until the last one sets to work."""
    at = accepted_at
    for span in work:
        if finished_at is not None and span.began_at >= finished_at:
            # Titles and suggestions: nobody waits for them.
            break
        if span.began_at - at >= SHORTEST_WAIT_MS:
            yield Span("wait", "wait", at, span.began_at, "done")
        if span.ended_at is None:
            return
        at = max(at, span.ended_at)
    if not work:
        state: SpanState = "running" if finished_at is None else "done"
        yield Span("wait", "wait", accepted_at, finished_at, state)
