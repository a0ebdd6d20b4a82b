"""Pages of other origins: which may call, and that no name under which we are asked opens anything by itself."""

from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from gateway.api.routes import PUBLIC
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.running_gateway import RunningGateway, gateway_settings, running_gateway

DASHBOARD = "https://dash.example"
STRANGERS = ("https://evil.example", "null", "https://dash.example.evil.example", "http://dash.example", "https://dash")
HOSTS = ("evil.example", "127.0.0.1.evil.example", "evil.example:8000", "localhost.", "[::1]", "a" * 200)


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "https://*.example", "https://dash.example/", "dash.example", "file://x", "https://a b", "https://é"],
)
def test_an_origin_is_exact_or_no_origin(tmp_path: Path, origin: str) -> None:
    with pytest.raises(ValidationError):
        gateway_settings(tmp_path, cors_origins=[origin])


async def test_the_dashboard_may_call_with_its_cookies_which_open_nothing(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, cors_origins=[DASHBOARD]) as gateway:
        alice = await gateway.client()
        answers = {origin: await alice.get(SESSIONS, headers={"origin": origin}) for origin in (DASHBOARD, *STRANGERS)}
        preflights = {
            origin: await alice.options(
                SESSIONS,
                headers={
                    "origin": origin,
                    "access-control-request-method": "POST",
                    "access-control-request-headers": "content-type,x-api-key",
                },
            )
            for origin in (DASHBOARD, *STRANGERS)
        }
        async with httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as page:
            cookies = f"key={alice.headers['x-api-key']}; __session={alice.headers['x-api-key']}"
            with_cookies = await page.get(SESSIONS, headers={"origin": DASHBOARD, "cookie": cookies})

    allowed = {origin for origin, answer in answers.items() if "access-control-allow-origin" in answer.headers}
    assert allowed == {DASHBOARD}
    assert {origin for origin, answer in preflights.items() if answer.status_code == 200} == {DASHBOARD}
    assert answers[DASHBOARD].headers["access-control-allow-origin"] == DASHBOARD
    assert preflights[DASHBOARD].headers["access-control-allow-credentials"] == "true"
    assert "origin" in answers[DASHBOARD].headers["vary"].lower()
    assert with_cookies.status_code == 401


@requirement("not-yours")
async def test_a_page_that_takes_our_address_for_its_own_name_reads_nothing_of_anybody(
    gateway: RunningGateway,
) -> None:
    """DNS rebinding: the browser sends the page's own host and its cookies, and no key."""
    alice = await gateway.client()
    session = (await alice.post(SESSIONS, json={"title": "of-alice"})).json()["id"]
    async with httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as page:
        for host in HOSTS:
            headers = {"host": host, "origin": f"http://{host}", "cookie": "session=1", "x-forwarded-for": "127.0.0.1"}
            for endpoint in PUBLIC:
                path = endpoint.path.replace("{session_id}", session)
                answer = await page.request(endpoint.method, path, headers=headers)
                assert answer.status_code < 500, (host, path)
                assert not endpoint.needs_key or answer.status_code == 401, (host, path)
                assert "of-alice" not in answer.text
                # The panel's own code is everybody's.
                assert not endpoint.needs_key or "access-control-allow-origin" not in answer.headers
