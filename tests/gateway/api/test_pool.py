"""Who may look after the crew containers, and what becomes of one that is drained."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from gateway.chat.model import Principal
from shared.ids import OrganizationId, UserId
from tests.support.running_gateway import RunningGateway, running_gateway
from tests.support.scripted_worker import says

POOL = "/api/v1/admin/pool"
OPERATOR = Principal(OrganizationId("org_operator"), UserId("usr_op"), "admin")


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncGenerator[RunningGateway]:
    """A gateway that an organization of its own runs."""
    async with running_gateway(tmp_path, operator_organization_id="org_operator") as running:
        yield running


async def test_the_operator_sees_every_container_and_who_waits(gateway: RunningGateway) -> None:
    operator = await gateway.client(OPERATOR)
    alice = await gateway.client()
    empty = (await operator.get(POOL)).json()
    waiting = asyncio.create_task(alice.post("/api/v1/chat/messages", json={"message": "?"}))
    async with asyncio.timeout(20):
        while (await operator.get(POOL)).json()["waiting"] != 1:
            await asyncio.sleep(0.02)
    worker = await gateway.add_worker(says("yes"), slots=3)
    await waiting
    [shown] = (await operator.get(POOL)).json()["workers"]

    assert empty == {"workers": [], "ceiling": 3, "waiting": 0}
    assert (shown["id"], shown["state"], shown["slots"], shown["runs_begun"]) == (worker.id, "well", 3, 1)


async def test_a_drained_container_gets_nothing_more(gateway: RunningGateway) -> None:
    operator, alice = await gateway.client(OPERATOR), await gateway.client()
    first = await gateway.add_worker(says("first"))
    drained = await operator.post(f"{POOL}/{first.id}/drain")
    second = await gateway.add_worker(says("second"))
    answers = [
        (await alice.post("/api/v1/chat/messages?protocol=json", json={"message": "?"})).json()["text"]
        for _ in range(4)
    ]

    assert drained.status_code == 204
    assert answers == ["second"] * 4
    states = {worker["id"]: worker["state"] for worker in (await operator.get(POOL)).json()["workers"]}
    assert states == {first.id: "draining", second.id: "well"}
    entry = (await operator.get("/api/v1/admin/audit")).json()["entries"][0]
    assert (entry["action"], entry["object_id"], entry["user_id"]) == ("worker.drained", first.id, "usr_op")


async def test_everybody_may_ask_who_they_are(gateway: RunningGateway) -> None:
    operator, alice = await gateway.client(OPERATOR), await gateway.client()

    assert (await operator.get("/api/v1/me")).json() == {
        "organization_id": "org_operator",
        "user_id": "usr_op",
        "role": "admin",
    }
    assert (await alice.get("/api/v1/me")).json()["role"] == "member"


async def test_administrators_of_other_organizations_learn_nothing(gateway: RunningGateway) -> None:
    worker = await gateway.add_worker(says("yes"))
    admin = await gateway.client(Principal(OrganizationId("org_a"), UserId("usr_admin"), "admin"))
    member = await gateway.client(Principal(OrganizationId("org_operator"), UserId("usr_member")))
    async with httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as stranger:
        for client, status in ((admin, 403), (member, 403), (stranger, 401)):
            answers = [
                await client.get(POOL),
                await client.post(f"{POOL}/{worker.id}/drain"),
                await client.post(f"{POOL}/wrk_none/drain"),
            ]
            assert [answer.status_code for answer in answers] == [status] * 3
            assert len({answer.content for answer in answers}) == 1
    operator = await gateway.client(OPERATOR)
    assert (await operator.post(f"{POOL}/wrk_none/drain")).status_code == 404
    assert (await operator.get(POOL)).json()["workers"][0]["state"] == "well"
