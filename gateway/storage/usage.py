"""Model calls in SQLite: one row each, and what a month has cost."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from pydantic_core import to_json

from gateway.chat.model import ClaimedTurn, Page, Principal, StoredEvent, Turn
from gateway.chat.prediction import Alike, PastCost
from gateway.chat.spending import BudgetState, Charge, Cost, Meter, UsageFilter, UsageGroup, UsageRow, UsageSum
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.rows import integer, optional_integer, text
from shared.events import LlmCalled
from shared.ids import MessageId, OrganizationId, SessionId, TurnId, UserId

# Whose it was is written only as long as the turn is there: what was erased must not come back.
INSERT_USAGE = """
WITH known (is_known) AS (
    SELECT EXISTS (SELECT 1 FROM turn WHERE organization_id = :organization_id AND id = :turn_id))
INSERT INTO llm_usage (organization_id, user_id, session_id, turn_id, message_id, run_id, call_id, agent, provider,
                       asked_model, model, input_tokens, output_tokens, cached_tokens, reasoning_tokens, cost_micros,
                       price_book, duration_ms, first_token_ms, finish_reason, is_own_key, is_estimated, called_at,
                       failed_providers, is_kept)
SELECT :organization_id, iif(is_known, :user_id, NULL), iif(is_known, :session_id, NULL),
       iif(is_known, :turn_id, NULL), iif(is_known, :message_id, NULL), iif(is_known, :run_id, NULL), :call_id, :agent,
       :provider, :asked_model, :model, :input_tokens, :output_tokens, :cached_tokens, :reasoning_tokens, :cost_micros,
       :price_book, :duration_ms, :first_token_ms, :finish_reason, :is_own_key, :is_estimated, :called_at,
       :failed_providers, :is_kept
FROM known
"""

ADD_SPEND = """
INSERT INTO organization_spend (organization_id, month, cost_micros)
VALUES (:organization_id, strftime('%Y-%m', :called_at / 1000, 'unixepoch'), :cost_micros)
ON CONFLICT (organization_id, month) DO UPDATE SET cost_micros = cost_micros + excluded.cost_micros
"""

SELECT_SUMS = """
SELECT CASE :by WHEN 'day' THEN strftime('%Y-%m-%d', called_at / 1000, 'unixepoch') WHEN 'user' THEN user_id
                WHEN 'agent' THEN agent WHEN 'model' THEN model END AS key,
       sum(is_kept = 0), sum(is_kept), sum(is_estimated), sum(cost_micros IS NULL), sum(input_tokens),
       sum(output_tokens),
       coalesce(sum(cached_tokens), 0), coalesce(sum(reasoning_tokens), 0), sum(cost_micros)
FROM llm_usage
WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
  AND called_at >= :since AND called_at < :until
GROUP BY 1 ORDER BY 1 LIMIT :limit OFFSET :offset
"""

SELECT_TOTAL = """
SELECT NULL, coalesce(sum(is_kept = 0), 0), coalesce(sum(is_kept), 0),
       coalesce(sum(is_estimated), 0), coalesce(sum(cost_micros IS NULL), 0),
       coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0), coalesce(sum(cached_tokens), 0),
       coalesce(sum(reasoning_tokens), 0), sum(cost_micros)
FROM llm_usage
WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
  AND called_at >= :since AND called_at < :until
"""

SELECT_CALLS = """
SELECT number, user_id, session_id, turn_id, message_id, call_id, agent, provider, asked_model, model, input_tokens,
       output_tokens, cached_tokens, reasoning_tokens, cost_micros, price_book, duration_ms, first_token_ms,
       finish_reason, is_own_key, is_estimated, called_at, failed_providers, is_kept
FROM llm_usage
WHERE organization_id = :organization_id AND (:user_id IS NULL OR user_id = :user_id)
  AND called_at >= :since AND called_at < :until AND number < :before
ORDER BY number DESC LIMIT :limit
"""

SELECT_OF_TURN = """
SELECT number, user_id, session_id, turn_id, message_id, call_id, agent, provider, asked_model, model, input_tokens,
       output_tokens, cached_tokens, reasoning_tokens, cost_micros, price_book, duration_ms, first_token_ms,
       finish_reason, is_own_key, is_estimated, called_at, failed_providers, is_kept
FROM llm_usage WHERE organization_id = :organization_id AND turn_id = :turn_id ORDER BY number
"""

# Of the newest answers alike, each with every call that is written down under its turn. Of the newest decisions alone:
# what is rare is not looked for in all that there are.
SELECT_PAST = """
WITH decided AS (
    SELECT turn_id, agent_id, level, decided_at FROM routing_decision
    WHERE organization_id = :organization_id AND decided_at >= :since ORDER BY decided_at DESC LIMIT 2000),
alike AS (
    SELECT turn.id FROM decided JOIN turn ON turn.id = decided.turn_id
    WHERE turn.organization_id = :organization_id AND turn.status = 'done' AND decided.agent_id IS :agent_id
      AND decided.level IN (SELECT value FROM json_each(:levels))
    ORDER BY decided.decided_at DESC LIMIT :most),
whole AS (
    SELECT sum(cost_micros) AS micros, sum(cost_micros IS NULL) = 0 AS is_priced, sum(input_tokens) AS input_tokens,
           sum(output_tokens) AS output_tokens
    FROM alike JOIN llm_usage ON llm_usage.turn_id = alike.id
    WHERE llm_usage.organization_id = :organization_id GROUP BY alike.id)
SELECT count(*), coalesce(sum(is_priced), 0), coalesce(avg(CASE WHEN is_priced THEN micros END), 0.0),
       coalesce(avg(input_tokens), 0.0), coalesce(avg(output_tokens), 0.0)
FROM whole
"""

# The same of a gateway that decides nothing.
SELECT_PAST_UNDECIDED = """
WITH alike AS (
    SELECT id FROM turn
    WHERE organization_id = :organization_id AND status = 'done' AND created_at >= :since
      AND NOT EXISTS (SELECT 1 FROM routing_decision WHERE routing_decision.turn_id = turn.id)
    ORDER BY number DESC LIMIT :most),
whole AS (
    SELECT sum(cost_micros) AS micros, sum(cost_micros IS NULL) = 0 AS is_priced, sum(input_tokens) AS input_tokens,
           sum(output_tokens) AS output_tokens
    FROM alike JOIN llm_usage ON llm_usage.turn_id = alike.id
    WHERE llm_usage.organization_id = :organization_id GROUP BY alike.id)
SELECT count(*), coalesce(sum(is_priced), 0), coalesce(avg(CASE WHEN is_priced THEN micros END), 0.0),
       coalesce(avg(input_tokens), 0.0), coalesce(avg(output_tokens), 0.0)
FROM whole
"""

# Of an open turn counts what is set aside, or what it has spent when that is more; the latter is in the month already.
BUDGET_HAS_ROOM = """
SELECT 1 WHERE :budget >= :reserve
  + coalesce((SELECT cost_micros FROM organization_spend WHERE organization_id = :organization_id
              AND month = strftime('%Y-%m', :now / 1000, 'unixepoch')), 0)
  + coalesce((SELECT sum(max(0, turn.reserved_micros - coalesce(
                  (SELECT sum(cost_micros) FROM llm_usage WHERE llm_usage.turn_id = turn.id), 0)))
              FROM turn WHERE turn.organization_id = :organization_id AND turn.status IN ('queued', 'running')), 0)
"""

RESERVE = """
UPDATE turn SET reserved_micros = :reserve WHERE organization_id = :organization_id AND id = :turn_id
"""

SELECT_BUDGET = """
SELECT strftime('%Y-%m', :now / 1000, 'unixepoch'),
       coalesce((SELECT cost_micros FROM organization_spend WHERE organization_id = :organization_id
                 AND month = strftime('%Y-%m', :now / 1000, 'unixepoch')), 0),
       coalesce((SELECT sum(max(0, turn.reserved_micros - coalesce(
                     (SELECT sum(cost_micros) FROM llm_usage WHERE llm_usage.turn_id = turn.id), 0)))
                 FROM turn WHERE turn.organization_id = :organization_id AND turn.status IN ('queued', 'running')), 0)
"""


PAST_TURNS = 50
NAMES = TypeAdapter(tuple[str, ...])


class SqliteUsage:
    """The port `UsageLedger` on SQLite."""

    def __init__(self, database: Database, meter: Meter) -> None:
        self._database = database
        self._meter = meter

    async def record(self, turn: Turn, call: LlmCalled) -> None:
        await self._database.batch(_insert(turn, None, self._meter.charge(call)))

    async def sums(self, which: UsageFilter, by: UsageGroup, page: Page) -> tuple[list[UsageSum], UsageSum, str | None]:
        offset = unpack(page.cursor)[0] if page.cursor else 0
        values = {**_filter(which), "by": by, "limit": page.limit + 1, "offset": offset}
        rows = await self._database.rows(SELECT_SUMS, values)
        (total,) = await self._database.rows(SELECT_TOTAL, _filter(which))
        is_last = len(rows) <= page.limit
        return [_sum(row) for row in rows[: page.limit]], _sum(total), None if is_last else pack(offset + page.limit)

    async def calls(self, which: UsageFilter, page: Page) -> tuple[list[UsageRow], str | None]:
        before = unpack(page.cursor)[0] if page.cursor else MAX_INTEGER
        rows = await self._database.rows(SELECT_CALLS, {**_filter(which), "before": before, "limit": page.limit + 1})
        is_last = len(rows) <= page.limit
        return [_row(row) for row in rows[: page.limit]], None if is_last else pack(integer(rows[page.limit - 1][0]))

    async def of_turn(self, turn: Turn) -> list[UsageRow]:
        rows = await self._database.rows(SELECT_OF_TURN, {"organization_id": turn.organization_id, "turn_id": turn.id})
        return [_row(row) for row in rows]

    async def past(self, by: Principal, alike: Alike, *, since: int) -> PastCost:
        values: dict[str, Value] = {
            "organization_id": by.organization_id,
            "agent_id": alike.agent_id,
            "levels": to_json(alike.levels).decode(),
            "since": since,
            "most": PAST_TURNS,
        }
        sql = SELECT_PAST if alike.levels else SELECT_PAST_UNDECIDED
        ((turns, priced, micros, read, written),) = await self._database.rows(sql, values)
        return PastCost(integer(turns), integer(priced), _number(micros), _number(read), _number(written))

    async def budget(self, by: Principal, now: int) -> BudgetState:
        ((month, spent, reserved),) = await self._database.rows(
            SELECT_BUDGET, {"organization_id": by.organization_id, "now": now}
        )
        return BudgetState(text(month), integer(spent), integer(reserved))


def insert_usage(claimed: ClaimedTurn, events: Sequence[StoredEvent], meter: Meter) -> list[Statement]:
    """The statements that write down the calls which these events report, to be committed with them."""
    charges = [meter.charge(stored.event) for stored in events if isinstance(stored.event, LlmCalled)]
    return [statement for charge in charges for statement in _insert(claimed.turn, claimed.run_id, charge)]


def reserve_budget(
    organization_id: OrganizationId, turn_id: TurnId, *, limit: int, reserve: int, now: int, refusal: type[Exception]
) -> tuple[Statement, Statement]:
    """The check, before anything is stored, and the reservation, once the turn is."""
    values: dict[str, Value] = {
        "organization_id": organization_id,
        "turn_id": turn_id,
        "budget": limit,
        "reserve": reserve,
        "now": now,
    }
    return Statement(BUDGET_HAS_ROOM, values, otherwise=refusal), Statement(RESERVE, values)


def _insert(turn: Turn, run_id: str | None, charge: Charge) -> list[Statement]:
    call, cost = charge.call, charge.cost
    values: dict[str, Value] = {
        "organization_id": turn.organization_id,
        "user_id": turn.user_id,
        "session_id": turn.session_id,
        "turn_id": turn.id,
        "message_id": turn.message_id,
        "run_id": run_id,
        "call_id": call.call_id,
        "agent": call.agent,
        "provider": call.provider,
        "asked_model": call.asked_model or call.model,
        "model": call.model,
        "input_tokens": call.input_tokens,
        "output_tokens": call.output_tokens,
        "cached_tokens": call.cached_tokens,
        "reasoning_tokens": call.reasoning_tokens,
        "cost_micros": None if cost is None else cost.micros,
        "price_book": None if cost is None else cost.price_book,
        "duration_ms": call.duration_ms,
        "first_token_ms": call.first_token_ms,
        "finish_reason": call.finish_reason,
        "is_own_key": int(bool(call.byok)),
        "is_estimated": int(call.estimated),
        "called_at": charge.at,
        "is_kept": int(bool(call.kept)),
        "failed_providers": None if not call.failed_providers else to_json(call.failed_providers).decode(),
    }
    written = [Statement(INSERT_USAGE, values)]
    return written if cost is None else [*written, Statement(ADD_SPEND, values)]


def _filter(which: UsageFilter) -> dict[str, Value]:
    return {
        "organization_id": which.organization_id,
        "user_id": which.user_id,
        "since": which.since,
        "until": which.until,
    }


def _sum(row: Row) -> UsageSum:
    key, *counts, cost = row
    calls, kept, estimated, unpriced, read, written, cached, reasoning = map(integer, counts)
    return UsageSum(
        key=None if key is None else text(key),
        calls=calls,
        kept_answers=kept,
        estimated_calls=estimated,
        unpriced_calls=unpriced,
        input_tokens=read,
        output_tokens=written,
        cached_tokens=cached,
        reasoning_tokens=reasoning,
        cost_micros=optional_integer(cost),
    )


def _row(row: Row) -> UsageRow:
    _, user_id, session_id, turn_id, message_id, *rest = row
    (call_id, agent, provider, asked_model, model, read, written, cached, reasoning, *rest) = rest
    cost, price_book, duration, first_token, finish_reason, is_own_key, is_estimated, called_at, failed, is_kept = rest
    call = LlmCalled(
        call_id=text(call_id),
        agent=text(agent),
        provider=_optional_text(provider),
        asked_model=text(asked_model),
        model=text(model),
        input_tokens=integer(read),
        output_tokens=integer(written),
        cached_tokens=optional_integer(cached),
        reasoning_tokens=optional_integer(reasoning),
        estimated=bool(is_estimated),
        duration_ms=integer(duration),
        first_token_ms=optional_integer(first_token),
        finish_reason=_optional_text(finish_reason),
        byok=bool(is_own_key),
        kept=bool(is_kept) or None,
        failed_providers=None if failed is None else NAMES.validate_json(text(failed)),
    )
    micros = optional_integer(cost)
    return UsageRow(
        Charge(call, integer(called_at), None if micros is None else Cost(micros, text(price_book))),
        user_id=None if user_id is None else UserId(text(user_id)),
        session_id=None if session_id is None else SessionId(text(session_id)),
        turn_id=None if turn_id is None else TurnId(text(turn_id)),
        message_id=None if message_id is None else MessageId(text(message_id)),
    )


def _number(value: Value) -> float:
    assert isinstance(value, (int, float))
    return float(value)


def _optional_text(value: Value) -> str | None:
    return None if value is None else text(value)
