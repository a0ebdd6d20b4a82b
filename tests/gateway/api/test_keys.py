"""API keys: what they may do, how they end, who may make them; the proxy that may say who asks."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from gateway.chat.model import Principal
from tests.gateway.api.test_send_message import MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.running_gateway import ALICE, MALLORY, RunningGateway, running_gateway
from tests.support.scripted_worker import says

KEYS, AUDIT = "/api/v1/admin/keys", "/api/v1/admin/audit"
ADMIN = Principal(ALICE.organization_id, ALICE.user_id, "admin")
OTHER_ADMIN = Principal(MALLORY.organization_id, MALLORY.user_id, "admin")


async def with_key(gateway: RunningGateway, key: str) -> httpx.AsyncClient:
    """A client that presents this key."""
    return await gateway.clients.enter_async_context(
        httpx.AsyncClient(base_url=gateway.public_url, headers={"x-api-key": key}, trust_env=False)
    )


@requirement("keys")
async def test_a_key_is_made_used_replaced_and_revoked(gateway: RunningGateway) -> None:
    admin = await gateway.client(ADMIN)
    made = await admin.post(KEYS, json={"user_id": "usr_ci", "name": "CI"})
    key = made.json()
    user = await with_key(gateway, key["key"])

    assert made.status_code == 201
    assert key["key"].startswith(f"ck_test_{key['id']}_")
    assert key["scopes"] == ["chat:read", "chat:write"]
    session = (await user.post(SESSIONS, json={})).json()
    assert (await admin.get(f"{SESSIONS}/{session['id']}")).status_code == 404
    assert (await user.get(KEYS)).status_code == 403

    rotated = (await admin.post(f"{KEYS}/{key['id']}/rotation", json={"grace_seconds": 3600})).json()
    successor = await with_key(gateway, rotated["key"])
    assert [(await each.get(f"{SESSIONS}/{session['id']}")).status_code for each in (user, successor)] == [200, 200]
    assert (await admin.delete(f"{KEYS}/{key['id']}")).status_code == 204
    assert [(await each.get(SESSIONS)).status_code for each in (user, successor)] == [401, 200]
    at_once = (await admin.post(f"{KEYS}/{rotated['id']}/rotation", json={"grace_seconds": 0})).json()
    assert (await successor.get(SESSIONS)).status_code == 401

    listed = (await admin.get(KEYS)).json()["keys"]
    assert [each["id"] for each in listed][:2] == [at_once["id"], rotated["id"]]
    assert all("key" not in each for each in listed)
    entries = (await admin.get(AUDIT)).json()["entries"]
    assert [(entry["action"], entry["object_id"]) for entry in entries][:5] == [
        ("key.rotated", rotated["id"]),
        ("key.revoked", key["id"]),
        ("key.rotated", key["id"]),
        ("admin.denied", KEYS),
        ("key.issued", key["id"]),
    ]


@requirement("keys")
async def test_a_key_does_what_its_scopes_say_and_no_more(gateway: RunningGateway) -> None:
    await gateway.add_worker(says("yes"))
    admin = await gateway.client(ADMIN)
    made = [
        (await admin.post(KEYS, json={"user_id": "usr_x", "name": "x", "scopes": scopes})).json()["key"]
        for scopes in (["chat:read"], ["chat:write"], ["chat:read", "chat:write", "admin"])
    ]
    reader, writer, other_admin = [await with_key(gateway, key) for key in made]

    assert [(await each.get(SESSIONS)).status_code for each in (reader, writer, other_admin)] == [200, 403, 200]
    assert [
        (await each.post(MESSAGES, json={"message": "?"})).status_code for each in (reader, writer, other_admin)
    ] == [403, 200, 200]
    assert [(await each.get(KEYS)).status_code for each in (reader, writer, other_admin)] == [403, 403, 200]
    refused = (await reader.post(MESSAGES, json={"message": "?"})).json()
    assert refused["code"] == "scope_missing"


async def test_a_key_ends_when_it_was_to_end(gateway: RunningGateway) -> None:
    admin = await gateway.client(ADMIN)
    key = (await admin.post(KEYS, json={"user_id": "u", "name": "n", "expires_in_seconds": 60})).json()
    user = await with_key(gateway, key["key"])
    assert (await user.get(SESSIONS)).status_code == 200
    with closing(sqlite3.connect(gateway.database_file)) as connection, connection:
        connection.execute("UPDATE api_key SET expires_at = expires_at - 61000 WHERE id = ?", (key["id"],))

    assert (await user.get(SESSIONS)).status_code == 401


@requirement("not-yours")
async def test_keys_of_another_organization_are_not_there(gateway: RunningGateway) -> None:
    admin, stranger = await gateway.client(ADMIN), await gateway.client(OTHER_ADMIN)
    key = (await admin.post(KEYS, json={"user_id": "u", "name": "n"})).json()
    refused = [
        await stranger.delete(f"{KEYS}/{key['id']}"),
        await stranger.delete(f"{KEYS}/000000000000"),
        await stranger.post(f"{KEYS}/{key['id']}/rotation", json={}),
        await stranger.post(f"{KEYS}/000000000000/rotation", json={}),
    ]

    assert {(answer.status_code, answer.content) for answer in refused} == {(404, refused[1].content)}
    assert key["id"] not in (await stranger.get(KEYS)).text
    assert key["id"] not in (await stranger.get(AUDIT)).text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"user_id": "u"},
        {"user_id": "no id", "name": "n"},
        {"user_id": "u", "name": "n", "scopes": []},
        {"user_id": "u", "name": "n", "scopes": ["everything"]},
        {"user_id": "u", "name": "n", "expires_in_seconds": 1},
        {"user_id": "u", "name": "n", "organization_id": "org_b"},
    ],
)
async def test_an_unclear_key_is_not_made(gateway: RunningGateway, body: dict[str, object]) -> None:
    admin = await gateway.client(ADMIN)

    assert (await admin.post(KEYS, json=body)).status_code == 422


async def test_a_key_of_another_environment_opens_nothing(gateway: RunningGateway) -> None:
    key = await gateway.inside.issue_key(ALICE)
    other = await with_key(gateway, key.replace("ck_test_", "ck_live_", 1))

    assert (await other.get(SESSIONS)).status_code == 401


async def test_nobody_rewrites_the_audit_log(gateway: RunningGateway) -> None:
    await gateway.client(ADMIN)
    with closing(sqlite3.connect(gateway.database_file)) as connection:
        assert connection.execute("SELECT count(*) FROM audit_entry").fetchone()[0] > 0
        for statement in ("UPDATE audit_entry SET user_id = 'x'", "DELETE FROM audit_entry"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)


async def test_when_a_key_was_used_is_written_down(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        user = await gateway.client()
        await user.get(SESSIONS)
        file = gateway.database_file
    with closing(sqlite3.connect(file)) as connection:
        used = connection.execute("SELECT last_used_at FROM api_key WHERE user_id = ?", (ALICE.user_id,)).fetchall()

    assert [at for (at,) in used if at is None] == []


@requirement("not-yours")
async def test_only_a_proxy_that_is_trusted_says_who_asks(tmp_path: Path) -> None:
    said = {"x-organization-id": "org_a", "x-user-id": "usr_alice"}
    trusted = {**said, "x-internal-key": "proxy-key"}
    async with (
        running_gateway(tmp_path, trusted_proxy_key="proxy-key") as gateway,
        httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client,
    ):
        alice = await gateway.client()
        session = (await client.post(SESSIONS, json={}, headers=trusted)).json()
        own = await alice.get(f"{SESSIONS}/{session['id']}")
        # The proxy hands the caller's bearer on: what it says itself counts.
        handed_on = await client.get(SESSIONS, headers={**trusted, "authorization": "Bearer something"})
        admin = await client.get(KEYS, headers=trusted)
        refused = [
            await client.get(SESSIONS, headers=said),
            await client.get(SESSIONS, headers={**said, "x-internal-key": "proxy-kez"}),
            await client.get(SESSIONS, headers={**said, "x-internal-key": ""}),
            await client.get(SESSIONS, headers={**trusted, "x-user-id": ""}),
            await client.get(SESSIONS, headers={**trusted, "x-organization-id": "../org"}),
            await client.get(SESSIONS, headers={**said, "x-forwarded-for": "127.0.0.1"}),
        ]

    assert own.status_code == 200
    assert handed_on.status_code == 200
    assert admin.status_code == 403
    assert {answer.status_code for answer in refused} == {401}


async def test_without_a_trusted_proxy_its_headers_say_nothing(gateway: RunningGateway) -> None:
    bob_says = {"x-organization-id": "org_b", "x-user-id": "usr_mallory", "x-internal-key": "proxy-key"}
    alice = await gateway.client()
    session = (await alice.post(SESSIONS, json={}, headers=bob_says)).json()

    assert (await alice.get(f"{SESSIONS}/{session['id']}")).status_code == 200
