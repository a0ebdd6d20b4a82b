"""The queue as administrators see it: their organization's, and nothing of others but how many are ahead."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from gateway.chat.model import Principal
from shared.ids import OrganizationId, UserId
from tests.gateway.api.test_send_message import MESSAGES
from tests.support.running_gateway import ALICE, MALLORY, running_gateway
from tests.support.scripted_worker import says

QUEUE = "/api/v1/admin/queue"
ADMIN = Principal(ALICE.organization_id, UserId("usr_admin"), "admin")
OTHER_ADMIN = Principal(MALLORY.organization_id, UserId("usr_admin"), "admin")
NOBODY = Principal(OrganizationId("org_quiet"), UserId("usr_admin"), "admin")


async def seen(admin: httpx.AsyncClient, count: int) -> dict[str, Any]:
    """The queue, once it has so many turns."""
    async with asyncio.timeout(20):
        while True:
            body: dict[str, Any] = (await admin.get(QUEUE)).json()
            if len(body["turns"]) == count:
                return body
            await asyncio.sleep(0.02)


async def test_an_administrator_sees_who_waits_in_the_own_organization_alone(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        alice, mallory = await gateway.client(ALICE), await gateway.client(MALLORY)
        admin, other = await gateway.client(ADMIN), await gateway.client(OTHER_ADMIN)
        first = asyncio.create_task(alice.post(MESSAGES, json={"message": "a secret question"}))
        await seen(admin, 1)
        second = asyncio.create_task(mallory.post(MESSAGES, json={"message": "another"}))
        theirs = await seen(other, 1)
        ours = await seen(admin, 1)
        quiet = await (await gateway.client(NOBODY)).get(QUEUE)
        refused = await alice.get(QUEUE)
        await gateway.add_worker(says("yes"), slots=2)
        answers = await asyncio.gather(first, second)
        over = await seen(admin, 0)

    assert [answer.status_code for answer in answers] == [200, 200]
    (turn,) = ours["turns"]
    assert turn["turn_id"] == answers[0].headers["x-chat-turn-id"]
    assert (turn["user_id"], turn["status"], turn["position"]) == (ALICE.user_id, "queued", 1)
    assert turn["started_at"] is None
    assert theirs["turns"][0]["position"] == 2
    assert quiet.json()["turns"] == []
    assert refused.status_code == 403
    assert "secret" not in str(ours)
    assert (over["slots"], over["turn_seconds"] is not None) == (2, True)
