"""What is refused, with which status, and what a client reads of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from gateway.api.routes import PUBLIC
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.support.running_gateway import ALICE, RunningGateway, running_gateway

SESSIONS = "/api/v1/chat/sessions"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-api-key": ""},
        {"x-api-key": "ck_test_000000000000_" + "A" * 43},
        {"x-api-key": "nonsense"},
        {"authorization": "Bearer nonsense"},
        {"authorization": "Basic dTpw"},
        {"x-api-key": "ck_" + "x" * 9_000},
    ],
)
async def test_without_a_valid_key_nothing_is_told(gateway: RunningGateway, headers: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as stranger:
        for endpoint in PUBLIC:
            if not endpoint.needs_key:
                continue
            response = await stranger.request(endpoint.method, endpoint.path, headers=headers)

            assert response.status_code == 401, endpoint.path
            assert response.headers["www-authenticate"] == 'Bearer realm="chat"'
            if endpoint.path.startswith("/v1/"):
                continue  # in OpenAI's shape, which its own tests look at
            assert response.headers["content-type"] == "application/problem+json"
            assert response.json() == {
                "type": "about:blank",
                "title": "Unauthorized",
                "status": 401,
                "code": "not_authenticated",
                "detail": "A valid API key or token is required.",
            }


async def test_a_key_with_a_wrong_secret_is_refused(gateway: RunningGateway) -> None:
    key = await gateway.inside.issue_key(ALICE)
    wrong = key[:-1] + ("A" if key[-1] != "A" else "B")
    async with httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client:
        assert (await client.get(SESSIONS, headers={"x-api-key": key})).status_code == 200
        assert (await client.get(SESSIONS, headers={"authorization": f"Bearer {key}"})).status_code == 200
        assert (await client.get(SESSIONS, headers={"x-api-key": wrong})).status_code == 401
        both = await client.get(SESSIONS, headers={"x-api-key": key, "authorization": f"Bearer {key}"})
    assert (both.status_code, both.json()["code"]) == (400, "ambiguous_credentials")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"not json",
        b'{"message": ""}',
        b'{"message": "   "}',
        b'{"message": 5}',
        b'{"message": "a\\u0000b"}',
        b'{"message": "\\ud800"}',
        b'{"message": "x", "session_id": "../etc"}',
        b'{"message": "x", "organization_id": "org_b"}',
        b'{"message": NaN}',
        b"[" * 5_000,
        b'{"message": "' + b"x" * 32_001 + b'"}',
        b"\xff\xfe{\x00}\x00",
    ],
)
async def test_a_malformed_question_is_refused_and_nothing_is_stored(alice: httpx.AsyncClient, body: bytes) -> None:
    response = await alice.post(MESSAGES, content=body, headers={"content-type": "application/json"})

    assert response.status_code == 422
    problem = response.json()
    assert problem["code"] == "invalid_request"
    assert problem["detail"]
    assert len(problem["detail"]) < 300
    assert (await alice.get(SESSIONS)).json()["sessions"] == []


@pytest.mark.parametrize("number", [True, False, "60", 60.5, 1e300])
async def test_a_number_in_a_body_is_a_whole_number(alice: httpx.AsyncClient, number: object) -> None:
    session_id = (await alice.post(SESSIONS, json={})).json()["id"]
    shares = f"{SESSIONS}/{session_id}/shares"

    refused = await alice.post(shares, json={"expires_in_seconds": number})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    assert (await alice.post(shares, json={"expires_in_seconds": 60.0})).status_code == 201


async def test_the_place_of_a_fault_is_told_in_few_words(alice: httpx.AsyncClient) -> None:
    response = await alice.post(SESSIONS, json={"x" * 100_000: 1})

    assert response.status_code == 422
    assert len(response.content) < 1_000


async def test_a_body_of_another_type_is_refused(alice: httpx.AsyncClient) -> None:
    for headers in (
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ):
        response = await alice.post(MESSAGES, content=b'{"message": "x"}', headers=headers)
        assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(alice: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    declared = await alice.post(MESSAGES, content=b"x" * 300_000, headers={"content-type": "application/json"})
    chunked = await alice.post(MESSAGES, content=endless(), headers={"content-type": "application/json"})

    for response in (declared, chunked):
        assert response.status_code == 413
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    ["", "session_id=", "session_id=a b", "session_id=ses_1&limit=0", "session_id=ses_1&limit=201", "session_id=x&y=1"],
)
async def test_a_malformed_query_is_refused(alice: httpx.AsyncClient, query: str) -> None:
    assert (await alice.get(f"{HISTORY}?{query}")).status_code == 422


async def test_unknown_paths_and_methods_are_problems_too(alice: httpx.AsyncClient) -> None:
    missing = await alice.get("/api/v1/nothing")
    wrong = await alice.put(SESSIONS)

    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert set(wrong.headers["allow"].split(", ")) >= {"GET", "POST"}


async def test_a_bug_is_one_problem_that_a_page_of_an_allowed_origin_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    async with running_gateway(tmp_path, cors_origins=["https://dash.example"]) as gateway:
        alice = await gateway.client()
        monkeypatch.setattr(type(gateway.inside.public.sessions), "list_sessions", breaks)
        response = await alice.get(SESSIONS, headers={"origin": "https://dash.example"})

    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "secret" not in response.text
    assert response.headers["access-control-allow-origin"] == "https://dash.example"
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["request crashed"]


async def test_a_slash_too_many_is_not_found_and_redirects_nobody(alice: httpx.AsyncClient) -> None:
    response = await alice.post(f"{MESSAGES}/", json={"message": "x"}, headers={"host": "evil.example"})

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_the_internal_listener_is_not_on_the_public_port(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    internal = await gateway.internal_client()

    assert (await alice.post("/internal/workers", json={})).status_code == 404
    assert (await alice.get("/internal/platform/api/v1/products/search")).status_code == 404
    assert (await internal.get(SESSIONS)).status_code == 404


async def test_health_tells_the_pool(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    assert (await alice.get("/livez")).json() == {"status": "ok"}
    assert (await alice.get("/readyz")).json() == {
        "status": "ready",
        "database": True,
        "workers": 0,
        "slots": 0,
        "free_slots": 0,
    }
