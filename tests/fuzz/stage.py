"""A gateway for three identities, with a crew container that answers at once, so that no stream waits."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.chat.model import Principal
from shared.ids import OrganizationId, UserId
from tests.support.running_gateway import ALICE, BOB, MALLORY, RunningGateway, running_gateway
from tests.support.scripted_worker import ScriptedWorker, says

# In the order in which they are tried: what the first may not, nobody is asked to.
ADMINISTRATOR = Principal(OrganizationId("org_c"), UserId("usr_carol"), "admin")
IDENTITIES: dict[str, Principal] = {
    "owner": ALICE,
    "colleague": BOB,
    "stranger": MALLORY,
    "administrator": ADMINISTRATOR,
}
# Whose things must be hidden from each other.
PEERS = ("owner", "colleague", "stranger")
SLOTS = 16
HEARTBEAT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """A gateway, and a key for each identity."""

    gateway: RunningGateway
    keys: dict[str, str]


@asynccontextmanager
async def open_stage(folder: Path) -> AsyncGenerator[Stage]:
    """A stage that is up until the context is left."""
    async with running_gateway(folder, streams_per_organization=1_000) as gateway:
        worker = await gateway.add_worker(says("Email leads", " with 412 interactions."), slots=SLOTS)
        keys = {name: await gateway.inside.issue_key(principal) for name, principal in IDENTITIES.items()}
        async with asyncio.TaskGroup() as group:
            living = group.create_task(_live(gateway, worker))
            yield Stage(gateway, keys)
            living.cancel()


async def _live(gateway: RunningGateway, worker: ScriptedWorker) -> None:
    client = await gateway.internal_client(worker)
    while True:
        await client.post(f"/internal/workers/{worker.id}/heartbeat", json={"running": 0, "progress": 0})
        await asyncio.sleep(HEARTBEAT_SECONDS)
