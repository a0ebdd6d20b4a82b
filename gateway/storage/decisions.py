"""What was decided about turns: one row each, written before the turn runs."""

from typing import get_args

from pydantic import TypeAdapter
from pydantic_core import to_json

from gateway.chat.mind.assessment import Assessment
from gateway.chat.mind.decision import Decision, Skipped
from gateway.chat.mind.routing import Routed
from gateway.chat.model import Turn
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.rows import integer, one_of, text
from shared.runs import FirstCall

# Two gateways may have decided at once: the first row counts.
INSERT_DECISION = """
INSERT INTO routing_decision (turn_id, organization_id, decided_at, took_ms, level, assessed_by,
                              assessment_confidence, needs_memory, tool_hints, agent_id, routed_by, route_confidence,
                              candidates, skipped, first_tools)
SELECT id, organization_id, :now, :took_ms, :level, :assessed_by, :assessment_confidence, :needs_memory, :tool_hints,
       :agent_id, :routed_by, :route_confidence, :candidates, :skipped, :first_tools
FROM turn WHERE organization_id = :organization_id AND id = :turn_id AND is_considered = 0
ON CONFLICT (turn_id) DO NOTHING
"""

MARK_CONSIDERED = """
UPDATE turn SET is_considered = 1, needs_worker = max(:needs_worker, continues IS NOT NULL), first_calls = :first_calls
WHERE organization_id = :organization_id AND id = :turn_id AND is_considered = 0
"""

SELECT_DECISION = """
SELECT level, assessed_by, assessment_confidence, needs_memory, tool_hints, routing_decision.agent_id, routed_by,
       route_confidence, candidates, skipped, first_calls
FROM routing_decision JOIN turn ON turn.id = routing_decision.turn_id
WHERE routing_decision.organization_id = :organization_id AND turn.organization_id = :organization_id
  AND turn_id = :turn_id
"""

# Of the turn whose answer this one goes on with: that has begun already.
SELECT_FORMER = """
SELECT level, assessed_by, assessment_confidence, needs_memory, tool_hints, agent_id, routed_by, route_confidence,
       candidates, skipped, '[]'
FROM routing_decision WHERE organization_id = :organization_id AND turn_id = (
    SELECT continues FROM turn WHERE organization_id = :organization_id AND id = :turn_id)
"""

# What the gateway could not answer itself goes to the crew, and says so.
HAND_OVER = """
UPDATE turn SET needs_worker = 1 WHERE organization_id = :organization_id AND id = :turn_id
"""
NOTE_SKIPPED = """
UPDATE routing_decision SET skipped = json_insert(skipped, '$[#]', :helper)
WHERE organization_id = :organization_id AND turn_id = :turn_id
"""

_FIRST_CALLS: TypeAdapter[tuple[FirstCall, ...]] = TypeAdapter(tuple[FirstCall, ...])
_SKIPPED: dict[str, Skipped] = {word: word for word in get_args(Skipped)}
_WORDS: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])


class SqliteDecisions:
    """The port `Decisions` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(self, turn: Turn, decision: Decision, *, needs_worker: bool, now: int, took_ms: int) -> None:
        assessment, route = decision.assessment, decision.route
        values: dict[str, Value] = {
            **_named(turn),
            "now": now,
            "took_ms": took_ms,
            "level": assessment.level,
            "assessed_by": assessment.tier,
            "assessment_confidence": assessment.confidence,
            "needs_memory": int(assessment.needs_memory),
            "tool_hints": _listed(assessment.tool_hints),
            "agent_id": route.agent_id,
            "routed_by": route.tier,
            "route_confidence": route.confidence,
            "candidates": _listed(route.candidates),
            "skipped": _listed(decision.skipped),
            "first_tools": _listed(tuple(call.tool for call in decision.first_calls)),
            "first_calls": _FIRST_CALLS.dump_json(decision.first_calls).decode(),
            "needs_worker": int(needs_worker),
        }
        await self._database.batch([Statement(INSERT_DECISION, values), Statement(MARK_CONSIDERED, values)])

    async def find(self, turn: Turn) -> Decision | None:
        rows = await self._database.rows(SELECT_DECISION, _named(turn))
        return _decision(rows[0]) if rows else None

    async def find_former(self, turn: Turn) -> Decision | None:
        rows = await self._database.rows(SELECT_FORMER, _named(turn))
        return _decision(rows[0]) if rows else None

    async def hand_over(self, turn: Turn, helper: Skipped) -> None:
        values: dict[str, Value] = {**_named(turn), "helper": helper}
        await self._database.batch([Statement(HAND_OVER, values), Statement(NOTE_SKIPPED, values)])


def _decision(row: Row) -> Decision:
    level, assessed_by, sure, needs_memory, hints, agent_id, routed_by, clear, candidates, skipped, first = row
    return Decision(
        Assessment(
            level=one_of(level),
            confidence=_share(sure),
            tier=one_of(assessed_by),
            meaning="",
            needs_memory=bool(integer(needs_memory)),
            tool_hints=_words(hints),
        ),
        Routed(None if agent_id is None else text(agent_id), one_of(routed_by), _share(clear), _words(candidates)),
        _known(skipped),
        _FIRST_CALLS.validate_json(text(first)),
    )


def _named(turn: Turn) -> dict[str, Value]:
    return {"organization_id": turn.organization_id, "turn_id": turn.id}


def _listed(words: tuple[str, ...]) -> str:
    return to_json(words).decode()


def _known(value: Value) -> tuple[Skipped, ...]:
    """What was skipped. While gateways are replaced, a newer one may have written a word that this one cannot read."""
    return tuple(_SKIPPED[word] for word in _words(value) if word in _SKIPPED)


def _words(value: Value) -> tuple[str, ...]:
    return _WORDS.validate_json(text(value))


def _share(value: Value) -> float:
    assert isinstance(value, float | int)
    return float(value)
