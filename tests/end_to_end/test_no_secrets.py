"""Canaries in every secret and every text: none sings in a log or a refusal; of secrets, none is stored or streamed."""

import io
import json
import logging
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from crew_container.engine import model as model_client
from crew_container.gateway_client import platform as platform_client
from gateway.chat.model import Principal
from shared.ids import OrganizationId, UserId
from shared.logs import JsonLines, leave_out_chatter
from tests.crew_container.whole_product import CREWAI_WARNINGS, WholeProduct, whole_product
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support import other_crow as other
from tests.support.held_turn import FACADE, held_turn
from tests.support.moods import always, truncated
from tests.support.other_crow import OtherCrow
from tests.support.running_gateway import PEPPER, WORKER_KEY, RunningGateway, running_gateway
from tests.support.token_issuer import ISSUER, TokenIssuer

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.filterwarnings(CREWAI_WARNINGS)]

CHAT, ADMIN = "/api/v1/chat", "/api/v1/admin"
MESSAGES = f"{CHAT}/messages"
GARDENER = Principal(OrganizationId(other.GARDEN), UserId(other.GARDENER), "admin")
# What people and the platform say. Each is told apart, so that a failure names its source.
NAMES = (
    "question title comment feedback reason search tool platform answer provider path query header body keyname idem "
    "broken"
)
TEXTS = {name: f"kanarie{name}vogel" for name in NAMES.split()}
SECRETS = {
    "proxy": "proxy-secret-9b1d",
    "platform": other.KEY,
    "worker": WORKER_KEY,
    "pepper": PEPPER,
    "model": "sk-model-secret-77aa",
    "s3": "s3-secret-5511ff",
}


class Log(io.StringIO):
    """What the product would write to standard error."""


@pytest.fixture(scope="module")
def log() -> Iterator[Log]:
    """The log of everything in this process, as it is written in production, and a level more talkative."""
    told = Log()
    handler = logging.StreamHandler(told)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    leave_out_chatter()
    yield told
    root.removeHandler(handler)
    root.setLevel(level)


class Heard:
    """Every refusal and every stream that a client was given."""

    def __init__(self) -> None:
        self.refusals: list[str] = []
        self.streams: list[str] = []

    async def note(self, response: httpx.Response) -> None:
        """An event hook of a client."""
        await response.aread()
        if response.status_code >= 400:
            self.refusals.append(f"{response.request.method} {response.status_code} {response.headers} {response.text}")
        elif "event-stream" in response.headers.get("content-type", ""):
            self.streams.append(response.text)


@asynccontextmanager
async def client_of(product: WholeProduct, heard: Heard, **headers: str) -> AsyncGenerator[httpx.AsyncClient]:
    """A client whose answers are noted."""
    hooks = {"response": [heard.note]}
    async with httpx.AsyncClient(
        base_url=product.gateway.public_url, headers=headers, event_hooks=hooks, trust_env=False, timeout=60
    ) as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def platform() -> AsyncGenerator[OtherCrow]:
    async with other.other_crow() as running:
        running.interactions[-1]["summary"] = TEXTS["platform"]
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bare(platform: OtherCrow, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[RunningGateway]:
    """Another gateway, whose only container is the test's."""
    folder = tmp_path_factory.mktemp("bare")
    async with running_gateway(folder, api_gateway_url=platform.url, internal_gateway_key=other.KEY) as gateway:
        yield gateway


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def product(
    log: Log, platform: OtherCrow, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[WholeProduct]:
    folder: Path = tmp_path_factory.mktemp("canaries")
    issuer = TokenIssuer()
    issuer.add("rsa_1")
    (folder / "keys.json").write_text(json.dumps(issuer.document()))
    async with whole_product(
        folder / "gateway",
        platform_url=platform.url,
        platform_key=other.KEY,
        platform_cache_seconds=0,
        trusted_proxy_key=SECRETS["proxy"],
        llm_base_url="http://127.0.0.1:9/v1",
        llm_api_key=SECRETS["model"],
        s3_secret_key=SECRETS["s3"],
        jwt_issuer=ISSUER,
        jwt_keys_file=folder / "keys.json",
    ) as running:
        now = int(time.time())
        claims = {"iss": ISSUER, "sub": other.GARDENER, "iat": now, "exp": now + 600, "org_id": other.GARDEN}
        SECRETS["token"] = issuer.sign(claims, "rsa_1")
        SECRETS["bad token"] = SECRETS["token"][:-9] + "AAAAAAAAA"
        SECRETS["key"] = await running.gateway.inside.issue_key(GARDENER)
        yield running


async def live(product: WholeProduct, platform: OtherCrow, heard: Heard) -> None:
    """An answer with tools, and everything that a user says beside it."""
    calls = [{"name": "search_interactions", "arguments": {"query": TEXTS["tool"]}}]
    await product.script(
        {"match": {"tools": True}, "times": 1, "then": {"tool_calls": calls}},
        {"match": {"tools": True}, "times": 1, "then": {"text": TEXTS["answer"]}},
    )
    async with client_of(product, heard, **{"x-api-key": SECRETS["key"]}) as client:
        asked = await client.post(
            MESSAGES, json={"message": f"Why {TEXTS['question']}?"}, headers={"idempotency-key": TEXTS["idem"]}
        )
        session, turn = asked.headers["x-chat-session-id"], asked.headers["x-chat-turn-id"]
        history = (await client.get(f"{CHAT}/history", params={"session_id": session})).json()["messages"]
        await client.patch(f"{SESSIONS}/{session}", json={"title": TEXTS["title"]})
        vote = {"vote": 1, "comment": TEXTS["comment"]}
        assert (await client.put(f"{CHAT}/messages/{history[1]['id']}/vote", json=vote)).status_code == 200
        await client.post(f"{CHAT}/turns/{turn}/feedback", json={"reason": "wrong", "comment": TEXTS["feedback"]})
        await client.post(f"{SESSIONS}/{session}/agent", json={"agent": "product_analyst", "reason": TEXTS["reason"]})
        await client.get(f"{CHAT}/search", params={"q": TEXTS["search"]})
        await client.post(f"{ADMIN}/keys", json={"user_id": "u", "name": TEXTS["keyname"]})
        SECRETS["share"] = (await client.post(f"{SESSIONS}/{session}/shares", json={})).json()["token"]
        await client.get(f"/api/v1/shared/{SECRETS['share']}")
    async with client_of(product, heard, authorization=f"Bearer {SECRETS['token']}") as client:
        assert (await client.get(SESSIONS)).status_code == 200
    proxied = {"x-internal-key": SECRETS["proxy"], "x-organization-id": other.GARDEN, "x-user-id": other.GARDENER}
    async with client_of(product, heard, **proxied) as client:
        assert (await client.get(SESSIONS)).status_code == 200


async def fail(product: WholeProduct, platform: OtherCrow, heard: Heard) -> None:
    """Whatever can go wrong, with canaries in what goes wrong."""
    async with client_of(product, heard, **{"x-api-key": SECRETS["key"]}) as client:
        for mood in (always(f'{{"error": "{TEXTS["broken"]}"}}', 500), always(f'"{TEXTS["broken"]}"')):
            # The permissions too: they are read by the gateway itself.
            platform.mood = mood
            await client.post(MESSAGES, json={"message": "How many interactions per channel do we have?"})
        platform.mood = None
        for status in (401, 500):
            message = f"Incorrect API key provided: {SECRETS['model']} {TEXTS['provider']}"
            await product.script({"match": {}, "then": {"status": status, "error_message": message}})
            await client.post(MESSAGES, json={"message": f"Why {TEXTS['question']}?"})
        await product.script({"match": {}, "then": {"malformed": "truncated_json", "text": TEXTS["answer"]}})
        await client.post(MESSAGES, json={"message": f"Why {TEXTS['question']}?"})
        await product.script()
        for body in (
            f'{{"message": "{TEXTS["body"]}", "message": 5}}',
            f'{{"message": ["{TEXTS["body"]}"]}}',
            f'{{"message": "x", "session_id": "../{TEXTS["body"]}"}}',
            f'"{TEXTS["body"]}"',
            f'{{"message": "{TEXTS["body"]}\\u0000"}}',
            f'{{"message": "{TEXTS["body"]}\\ud800"}}',
            f'{{"message": "{TEXTS["body"]}',
        ):
            await client.post(MESSAGES, content=body.encode(), headers={"content-type": "application/json"})
        for path in (f"{SESSIONS}/{TEXTS['path']}%00", f"/{TEXTS['path']}", f"{CHAT}/turns/{TEXTS['path']}/stream"):
            await client.get(path)
        for name in ("limit", "after", "offset", "q"):
            await client.get(SESSIONS, params={name: TEXTS["query"]})
        await client.get(SESSIONS, headers={"last-event-id": TEXTS["header"], "accept": TEXTS["header"]})
        await client.post(
            MESSAGES, json={"message": "x"}, headers={b"idempotency-key": f"{TEXTS['header']} é".encode()}
        )
        await client.delete(f"{ADMIN}/users/{TEXTS['path']}")
    for headers in (
        {"authorization": f"Bearer {SECRETS['bad token']}"},
        {"authorization": f"Basic {SECRETS['key']}"},
        {"x-api-key": SECRETS["key"] + "x"},
        {"x-api-key": SECRETS["key"], "authorization": f"Bearer {SECRETS['token']}"},
        {"x-internal-key": SECRETS["proxy"] + "x", "x-organization-id": "org_a", "x-user-id": "u"},
        {"x-internal-key": SECRETS["proxy"], "x-organization-id": "../", "x-user-id": TEXTS["header"]},
    ):
        async with client_of(product, heard, **headers) as client:
            assert (await client.get(SESSIONS, params={"api_key": SECRETS["key"]})).status_code in {400, 401}


async def misuse(gateway: RunningGateway, platform: OtherCrow, heard: Heard) -> None:
    """A container that does what it should not."""
    async with held_turn(gateway, GARDENER) as turn:
        SECRETS["grant"], SECRETS["worker token"] = turn.request.grant, turn.worker.token
        base = f"/api/v1/interactions/organization/{other.GARDEN}"
        for mood in (None, truncated, always(f'"{TEXTS["broken"]}"'), always(status=401)):
            platform.mood = mood
            for path in (f"{base}?q={TEXTS['tool']}", f"{base}/search?q={TEXTS['tool']}", f"/api/v1/{TEXTS['path']}"):
                await heard.note(await turn.get(path))
        platform.mood = None
        for headers in ({"authorization": f"Bearer {SECRETS['grant']}x"}, {"authorization": SECRETS["grant"]}):
            await heard.note(await turn.http.get(f"{FACADE}{base}", headers=headers))
        turn.let_go.set()


@requirement("no-secrets")
async def test_no_secret_and_no_text_is_in_the_logs_nor_in_what_is_refused(
    product: WholeProduct, bare: RunningGateway, platform: OtherCrow, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Trying again is tried elsewhere.
    monkeypatch.setattr(platform_client, "MAX_RETRIES", 0)
    monkeypatch.setattr(model_client, "PAUSE_SECONDS", 0.0)
    heard = Heard()
    await live(product, platform, heard)
    await fail(product, platform, heard)
    await misuse(bare, platform, heard)
    logged, refused, streamed = log.getvalue(), "\n".join(heard.refusals), "\n".join(heard.streams)

    # It did go wrong, and was told.
    assert len(heard.refusals) > 20
    assert "request failed" in logged
    assert TEXTS["answer"] in streamed
    canaries = {**TEXTS, **SECRETS}
    assert {name for name, canary in canaries.items() if canary in logged} == set(), logged
    # A body that is refused may name its own field, and nothing else.
    assert {name for name, canary in canaries.items() if canary in refused} == set(), refused
    assert {name for name, secret in SECRETS.items() if secret in streamed} == set()
    assert {name for name in ("provider", "broken", "keyname", "idem") if TEXTS[name] in streamed} == set()


@requirement("no-secrets")
async def test_no_secret_is_in_the_files_of_the_store(product: WholeProduct, bare: RunningGateway) -> None:
    folders = [gateway.settings.data_dir for gateway in (product.gateway, bare)]
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    stored = b"".join(file.read_bytes() for file in files)

    assert TEXTS["question"].encode() in stored
    assert {"grant", "worker token", "share", "key", "token"} <= SECRETS.keys()
    hidden = {name: secret for name, secret in SECRETS.items() if name not in {"pepper", "platform"}}
    parts = {name: secret.rsplit("_", 1)[-1] for name, secret in hidden.items() if secret.startswith(("ck_", "ct_"))}
    assert {name for name, secret in (hidden | parts).items() if secret.encode() in stored} == set()
