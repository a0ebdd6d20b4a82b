"""What happened in a turn and when."""

from typing import Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import Body, Time, json_response
from gateway.api.path_ids import path_id
from gateway.api.services import public
from gateway.chat.spending import CURRENCY, UsageRow
from gateway.chat.timeline import Span, Timeline
from gateway.chat.timestamps import iso
from shared.events import TurnAssessed
from shared.ids import TurnId


class CallUsage(Body):
    """What a model's call used."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int | None = Field(description="of the input, read from the provider's cache")
    reasoning_tokens: int | None
    first_token_ms: int | None
    provider: str | None
    failed_providers: list[str] = Field(description="who was asked before and failed without a word of an answer")
    kept: bool = Field(description="no model was asked: an answer to the same words was told again")
    estimated: bool = Field(description="the tokens are estimated: the call was cut short, or nobody counted")
    cost_micros: int | None = Field(description="millionths of the currency; null: the price is not known")


class SpanBody(Body):
    """Something that took time."""

    kind: Literal["wait", "agent", "model", "tool"]
    name: str = Field(description="the agent, the model or the tool")
    agent: str | None = Field(description="slug of whoever did it; of a model's call also what it was for")
    state: Literal["running", "done", "failed", "timeout", "stopped", "denied", "lost"] = Field(
        description="`lost`: nobody saw its end"
    )
    began_at: Time
    ended_at: Time | None
    note: str | None
    repeated: bool = Field(description="a tool was called again and answered from before")
    cached: bool = Field(description="what a tool read was at hand: the platform was not asked")
    usage: CallUsage | None = Field(description="of a model's call that has ended")


class TimelineAssessment(Body):
    """How much effort the question was given."""

    level: Literal["ATOM", "MOLECULE", "CELL", "ORGAN", "ORGANISM"]
    action: Literal["RESPOND", "DELEGATE", "WORKFLOW"]
    confidence: float
    assessed_by: str
    routed_by: str
    skipped: list[str] = Field(description="helpers that failed")


class TimelineBody(Body):
    """A turn as it went; spans in the order of their beginning, waits first."""

    turn_id: str
    session_id: str
    message_id: str
    status: Literal["queued", "running", "done", "failed", "stopped", "interrupted"]
    accepted_at: Time
    finished_at: Time | None
    assessment: TimelineAssessment | None
    memories: int = Field(description="how many memories the agents were told")
    pruned_results: int = Field(description="results of tools that were taken out again, for the window had no room")
    spans: list[SpanBody]
    currency: Literal["USD"]
    cost_micros: int | None = Field(description="of the calls whose price is known")
    unpriced_calls: int


async def read_timeline(request: Request) -> Response:
    """The timeline of a turn of the caller's, also of one that is open, stopped or crashed."""
    principal = await principal_of(request)
    turn_id = TurnId(path_id(request, "turn_id"))
    return json_response(_body(await public(request).timelines.read(principal, turn_id)))


def _body(read: Timeline) -> TimelineBody:
    return TimelineBody(
        turn_id=read.turn.id,
        session_id=read.turn.session_id,
        message_id=read.turn.message_id,
        status=read.status,
        accepted_at=iso(read.turn.created_at),
        finished_at=None if read.finished_at is None else iso(read.finished_at),
        assessment=None if read.assessed is None else _assessment(read.assessed),
        memories=read.memories,
        pruned_results=read.pruned_results,
        spans=[_span(span) for span in read.spans],
        currency=CURRENCY,
        cost_micros=read.cost_micros,
        unpriced_calls=read.unpriced_calls,
    )


def _assessment(assessed: TurnAssessed) -> TimelineAssessment:
    return TimelineAssessment(
        level=assessed.level,
        action=assessed.action,
        confidence=assessed.confidence,
        assessed_by=assessed.assessed_by,
        routed_by=assessed.routed_by,
        skipped=list(assessed.skipped),
    )


def _span(span: Span) -> SpanBody:
    return SpanBody(
        kind=span.kind,
        name=span.name,
        agent=span.agent,
        state=span.state,
        began_at=iso(span.began_at),
        ended_at=None if span.ended_at is None else iso(span.ended_at),
        note=span.note,
        repeated=span.is_repeated,
        cached=span.is_cached,
        usage=None if span.usage is None else _usage(span.usage),
    )


def _usage(row: UsageRow) -> CallUsage:
    call, cost = row.charge.call, row.charge.cost
    return CallUsage(
        input_tokens=call.input_tokens,
        output_tokens=call.output_tokens,
        cached_tokens=call.cached_tokens,
        reasoning_tokens=call.reasoning_tokens,
        first_token_ms=call.first_token_ms,
        provider=call.provider,
        failed_providers=list(call.failed_providers or ()),
        kept=bool(call.kept),
        estimated=call.estimated,
        cost_micros=None if cost is None else cost.micros,
    )
