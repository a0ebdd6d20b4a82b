"""The internal listener: the workers' door."""

import sqlite3
from contextlib import closing

from shared.runs import WORKER_ID_HEADER, WORKER_KEY_HEADER
from tests.gateway.api.test_send_message import MESSAGES, answer_of
from tests.support.running_gateway import RunningGateway
from tests.support.scripted_worker import says

ALIVE = {"running": 0, "progress": 0}


async def test_a_forgotten_worker_is_told_to_register_again(gateway: RunningGateway) -> None:
    worker = await gateway.add_worker(says("x"))
    client = await gateway.internal_client(worker)
    with closing(sqlite3.connect(gateway.database_file)) as database, database:
        database.execute("DELETE FROM worker")

    answer = await client.post(f"/internal/workers/{worker.id}/heartbeat", json=ALIVE)

    assert (answer.status_code, answer.json()["code"]) == (404, "worker_unknown")


async def test_a_container_speaks_for_itself_only(gateway: RunningGateway) -> None:
    one, other = await gateway.add_worker(says("x")), await gateway.add_worker(says("x"))
    client = await gateway.internal_client()
    path = f"/internal/workers/{one.id}/heartbeat"

    async def beat(**headers: str) -> tuple[int, str | None]:
        answer = await client.post(path, json=ALIVE, headers=headers)
        return answer.status_code, answer.json().get("code")

    assert one.token != other.token
    assert await beat(**one.credentials) == (200, None)
    refused = (401, "worker_not_authenticated")
    # The key of all containers registers and does nothing else.
    assert await beat() == refused
    assert await beat(**{WORKER_ID_HEADER: one.id}) == refused
    assert await beat(**{WORKER_ID_HEADER: one.id, WORKER_KEY_HEADER: other.token}) == refused
    assert await beat(**{WORKER_ID_HEADER: "a b", WORKER_KEY_HEADER: one.token}) == refused
    assert await beat(**other.credentials) == (404, "worker_unknown")


async def test_the_pool_has_a_ceiling(gateway: RunningGateway) -> None:
    for _ in range(3):
        await gateway.add_worker(says("x"))
    client = await gateway.internal_client()

    fourth = await client.post(
        "/internal/workers",
        json={"worker_id": "wrk_4", "url": "http://127.0.0.1:9", "slots": 1, "version": "test"},
    )

    assert (fourth.status_code, fourth.json()["code"]) == (409, "pool_full")


async def test_a_draining_worker_gets_no_new_run(gateway: RunningGateway) -> None:
    leaving = await gateway.add_worker(says("x"), slots=20)
    staying = await gateway.add_worker(says("x"), slots=1)
    client = await gateway.internal_client(leaving)
    await client.post(f"/internal/workers/{leaving.id}/heartbeat", json={**ALIVE, "draining": True})
    alice = await gateway.client()

    response = await alice.post(MESSAGES, json={"message": "x"})

    assert (await answer_of(alice, response.headers["x-chat-session-id"]))["status"] == "complete"
    assert (len(leaving.requests), len(staying.requests)) == (0, 1)
