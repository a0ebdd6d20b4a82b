"""Questions to the gateways after a round: what must be refused is tried."""

import random
from collections.abc import Sequence
from typing import TypeVar

from tests.crash.arena import ORGANIZATIONS, Arena
from tests.crash.checker import Violation
from tests.crash.client import TRY_AGAIN
from tests.crash.run_logs import Run
from tests.crash.store import Store
from tests.crash.wire import Answer, Broken, ask

SAMPLE = 4
Item = TypeVar("Item")


async def probe(arena: Arena, store: Store, runs: Sequence[Run]) -> list[Violation]:
    """Grants of runs that are over open nothing (I6); somebody else's turns answer like no turns (I5)."""
    of_round = [run for run in runs if run.turn_id in store.turns]
    found: list[Violation] = []
    for run in _some(arena.chance, of_round):
        answer = await _with_grant(arena, run)
        if answer is not None and answer.status not in {401, 410, *TRY_AGAIN}:
            found.append(Violation("I6", f"the grant of {run.run_id} still opens the platform: {answer.status}"))
    for turn in _some(arena.chance, list(store.turns.values())):
        stranger = next(name for name in ORGANIZATIONS if name != turn.organization_id)
        for method, path in (
            ("GET", f"/api/v1/chat/turns/{turn.id}/stream"),
            ("POST", f"/api/v1/chat/turns/{turn.id}/stop"),
            ("GET", f"/api/v1/chat/history?session_id={turn.session_id}"),
            ("GET", f"/api/v1/chat/sessions/{turn.session_id}/stream"),
            ("DELETE", f"/api/v1/chat/sessions/{turn.session_id}"),
        ):
            try:
                answer = await ask(arena.gateways[0].public_url, method, path, arena.door(stranger).headers)
            except Broken:
                continue
            if answer.status not in {404, *TRY_AGAIN} or arena.canaries[turn.organization_id].encode() in answer.body:
                found.append(Violation("I5", f"{method} {path} by {stranger}: {answer.status}"))
    return found


async def _with_grant(arena: Arena, run: Run) -> Answer | None:
    path = f"/internal/platform/api/v1/organizations/{run.organization_id}"
    try:
        return await ask(arena.gateways[0].internal_url, "GET", path, run.credentials)
    except Broken:
        return None


def _some(chance: random.Random, items: list[Item]) -> list[Item]:
    return chance.sample(items, min(SAMPLE, len(items)))
