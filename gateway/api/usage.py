"""What models were asked, and what that cost: added up, call by call, and against the budget."""

import re
from datetime import UTC, date, datetime, time
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import admin_of, principal_of
from gateway.api.bodies import DEFAULT_PAGE, MAX_PAGE, Body, Time, json_response, parse_query
from gateway.api.services import public
from gateway.chat.errors import SpanRefused
from gateway.chat.model import Page, Principal
from gateway.chat.spending import CURRENCY, UsageFilter, UsageGroup, UsageRow, UsageSum
from gateway.chat.timestamps import iso
from shared.ids import OrganizationId

DEFAULT_DAYS = 30
MAX_DAYS = 400
# The names of OpenTelemetry's conventions for generative AI; cost has none there.
INPUT: Final = "gen_ai.usage.input_tokens"
OUTPUT: Final = "gen_ai.usage.output_tokens"
CACHED: Final = "gen_ai.usage.cache_read.input_tokens"
REASONING: Final = "gen_ai.usage.reasoning.output_tokens"


def _day(value: object) -> object:
    # Nothing else that could be read as a time: a day, and no other form of it.
    if not isinstance(value, str) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
        raise ValueError("must be a day such as 2026-11-21")
    return value


Day = Annotated[date, BeforeValidator(_day)]


class DaysQuery(Body):
    """Which days, both included, in UTC; the last thirty unless they are named."""

    since: Day | None = Field(default=None, description="first day")
    until: Day | None = Field(default=None, description="last day; today unless it is named")
    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    after: str | None = Field(default=None, min_length=1, max_length=256)

    @property
    def page(self) -> Page:
        """The page that is asked for."""
        return Page(self.limit, self.after)

    def span(self, now: int) -> tuple[date, date]:
        """The first day and the last. Raises SpanRefused."""
        if self.since is not None and self.until is not None and not 0 <= (self.until - self.since).days < MAX_DAYS:
            raise SpanRefused(f"`since` must not be after `until`, nor {MAX_DAYS} days before it.")
        today = datetime.fromtimestamp(now / 1000, UTC).date()
        if self.until is not None:
            last = self.until
        else:
            last = today if self.since is None or self.since <= today else self.since
        first = self.since or _days_before(last, DEFAULT_DAYS - 1)
        # A first day of long ago without a last one.
        return max(first, _days_before(last, MAX_DAYS - 1)), last


class UsageQuery(DaysQuery):
    """Query of usage that is added up."""

    by: UsageGroup = Field(default="day", description="what it is added up by")
    scope: Literal["own", "organization"] | None = Field(
        default=None, description="whose usage; administrators see the organization's unless they ask for their own"
    )


class UsageSumBody(Body):
    """Model calls, added up."""

    calls: int
    kept_answers: int = Field(description="answers that were told again, for which no model was asked: no calls")
    estimated_calls: int = Field(description="calls whose tokens are estimated: cut short, or not counted")
    unpriced_calls: int = Field(description="calls whose price is not known; they are not in the cost")
    input_tokens: int = Field(alias=INPUT)
    output_tokens: int = Field(alias=OUTPUT)
    cached_tokens: int = Field(alias=CACHED)
    reasoning_tokens: int = Field(alias=REASONING)
    cost_micros: int | None = Field(description="millionths of the currency; null: no price is known")


class UsageGroupBody(UsageSumBody):
    """The same for one day, user, agent or model."""

    key: str | None = Field(description="null: of users who were erased, or of sessions that were deleted meanwhile")


class UsageBody(Body):
    """Usage, added up; `after` is the cursor of the next page."""

    scope: Literal["own", "organization"]
    by: UsageGroup
    since: str = Field(description="first day, UTC", json_schema_extra={"format": "date"})
    until: str = Field(description="last day, UTC", json_schema_extra={"format": "date"})
    currency: Literal["USD"]
    groups: list[UsageGroupBody]
    total: UsageSumBody
    after: str | None


class ModelCallBody(Body):
    """One model call."""

    at: Time
    session_id: str | None = Field(alias="gen_ai.conversation.id")
    turn_id: str | None
    message_id: str | None
    agent: str = Field(alias="gen_ai.agent.name")
    operation: Literal["chat"] = Field(alias="gen_ai.operation.name")
    provider: str | None = Field(alias="gen_ai.provider.name")
    asked_model: str = Field(alias="gen_ai.request.model")
    model: str = Field(alias="gen_ai.response.model")
    finish_reasons: list[str] = Field(alias="gen_ai.response.finish_reasons")
    first_token_seconds: float | None = Field(alias="gen_ai.response.time_to_first_chunk")
    duration_seconds: float = Field(alias="gen_ai.client.operation.duration")
    input_tokens: int = Field(alias=INPUT)
    output_tokens: int = Field(alias=OUTPUT)
    cached_tokens: int | None = Field(alias=CACHED)
    reasoning_tokens: int | None = Field(alias=REASONING)
    failed_providers: list[str] = Field(description="who was asked before and failed without a word of an answer")
    estimated: bool = Field(description="the tokens are estimated: the call was cut short, or nobody counted")
    byok: bool = Field(description="asked with a key of the organization's own")
    kept: bool = Field(description="no call: an answer to the same words was told again, for nothing")
    cost_micros: int | None = Field(description="millionths of a US dollar; null: the price is not known")
    price_book: str | None = Field(description="where the price is from, with its version")


class ModelCallList(Body):
    """A page of model calls, newest first; `after` is the cursor of the next page."""

    calls: list[ModelCallBody]
    after: str | None


class BudgetBody(Body):
    """A month of the organization, in millionths of the currency."""

    month: str = Field(description="as in 2026-11, UTC")
    currency: Literal["USD"]
    limit_micros: int | None = Field(description="null: there is none")
    spent_micros: int
    reserved_micros: int = Field(description="set aside for turns that are open")
    remaining_micros: int | None


async def read_usage(request: Request) -> Response:
    """Usage by day, user, agent or model: one's own, or the organization's for its administrators."""
    principal = await principal_of(request)
    query = parse_query(request, UsageQuery)
    usual: Literal["own", "organization"] = "organization" if principal.role == "admin" else "own"
    scope = query.scope or usual
    if scope == "organization":
        await admin_of(request)
    which, first, last = _filter(request, principal, query, is_own=scope == "own")
    groups, total, after = await public(request).usage.sums(which, query.by, query.page)
    body = UsageBody(
        scope=scope,
        by=query.by,
        since=first.isoformat(),
        until=last.isoformat(),
        currency=CURRENCY,
        groups=[UsageGroupBody.model_validate({"key": group.key, **_sum(group)}) for group in groups],
        total=UsageSumBody.model_validate(_sum(total)),
        after=after,
    )
    return json_response(body)


async def list_calls(request: Request) -> Response:
    """One's own model calls, newest first."""
    principal = await principal_of(request)
    query = parse_query(request, DaysQuery)
    which, *_ = _filter(request, principal, query, is_own=True)
    rows, after = await public(request).usage.calls(which, query.page)
    return json_response(ModelCallList(calls=[_call(row) for row in rows], after=after))


async def read_budget(request: Request) -> Response:
    """What the organization may spend in this month, and has."""
    admin = await admin_of(request)
    services = public(request)
    state = await services.usage.budget(admin, services.clock())
    limit = services.budgets.limit(OrganizationId(admin.organization_id))
    body = BudgetBody(
        month=state.month,
        currency=CURRENCY,
        limit_micros=limit,
        spent_micros=state.spent_micros,
        reserved_micros=state.reserved_micros,
        remaining_micros=None if limit is None else max(0, limit - state.spent_micros - state.reserved_micros),
    )
    return json_response(body)


def _filter(
    request: Request, principal: Principal, query: DaysQuery, *, is_own: bool
) -> tuple[UsageFilter, date, date]:
    first, last = query.span(public(request).clock())
    user_id = principal.user_id if is_own else None
    which = UsageFilter(principal.organization_id, user_id, _begin(first), _begin(last) + 86_400_000)
    return which, first, last


def _begin(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp()) * 1000


def _days_before(day: date, days: int) -> date:
    return date.fromordinal(max(1, day.toordinal() - days))


def _sum(found: UsageSum) -> dict[str, object]:
    return {
        "calls": found.calls,
        "kept_answers": found.kept_answers,
        "estimated_calls": found.estimated_calls,
        "unpriced_calls": found.unpriced_calls,
        INPUT: found.input_tokens,
        OUTPUT: found.output_tokens,
        CACHED: found.cached_tokens,
        REASONING: found.reasoning_tokens,
        "cost_micros": found.cost_micros,
    }


def _call(row: UsageRow) -> ModelCallBody:
    call, cost = row.charge.call, row.charge.cost
    told = {
        "at": iso(row.charge.at),
        "gen_ai.conversation.id": row.session_id,
        "turn_id": row.turn_id,
        "message_id": row.message_id,
        "gen_ai.agent.name": call.agent,
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": call.provider,
        "gen_ai.request.model": call.asked_model or call.model,
        "gen_ai.response.model": call.model,
        "gen_ai.response.finish_reasons": [] if call.finish_reason is None else [call.finish_reason],
        "gen_ai.response.time_to_first_chunk": None if call.first_token_ms is None else call.first_token_ms / 1000,
        "gen_ai.client.operation.duration": call.duration_ms / 1000,
        INPUT: call.input_tokens,
        OUTPUT: call.output_tokens,
        CACHED: call.cached_tokens,
        REASONING: call.reasoning_tokens,
        "failed_providers": list(call.failed_providers or ()),
        "estimated": call.estimated,
        "byok": bool(call.byok),
        "kept": bool(call.kept),
        "cost_micros": None if cost is None else cost.micros,
        "price_book": None if cost is None else cost.price_book,
    }
    return ModelCallBody.model_validate(told)
