"""What the platform's gateway does: key, cache, rate limit; and what tests may switch: faults and the log."""

from pathlib import Path

import httpx
import pytest

from infra.simulators.platform.organizations import FULL_USER, SECOND_ORGANIZATION
from tests.infra.simulators.platform.server import FIRST, KEY, Clock, serve, settings_in

SUMMARY = f"/api/v1/interactions/organization/{FIRST}/summary"
CREATE = "/api/v1/interactions/create-interaction"
ROW = {"organizationId": FIRST, "sourceType": "web", "data": "{}", "timestamp": 1}


@pytest.mark.parametrize("key", ["", "wrong", KEY + "x", KEY[:-1], "schlüssel"])
def test_a_wrong_key_is_401_before_anything_else(client: httpx.Client, key: str) -> None:
    for path in (SUMMARY, "/api/v1/no-such-service"):
        response = client.get(path, headers=[(b"X-Internal-Key", key.encode())])
        assert (response.status_code, response.json()) == (
            401,
            {"error": "Unauthorized", "message": "Authentication is required"},
        )


def test_an_unknown_route_and_a_wrong_method_have_the_gateway_s_body(client: httpx.Client) -> None:
    missing = client.get("/api/v1/no-such-service")
    wrong = client.delete(SUMMARY)
    assert (missing.status_code, missing.json()) == (404, {"error": "Not Found", "message": "Route not found"})
    assert (wrong.status_code, wrong.json()) == (
        405,
        {"error": "Method Not Allowed", "message": "Method Not Allowed"},
    )


def test_liveness_needs_no_key(client: httpx.Client) -> None:
    assert client.get("/livez", headers={"X-Internal-Key": ""}).json() == {"status": "ok"}


def test_the_cache_hides_a_new_row_for_three_hundred_seconds(tmp_path: Path) -> None:
    clock = Clock()
    with serve(settings_in(tmp_path, cache_enabled=True), clock) as client:
        first = client.get(SUMMARY)
        client.post(CREATE, json=ROW)
        clock.now += 299
        stale = client.get(SUMMARY)
        fresh = client.get(SUMMARY, headers={"Cache-Control": "no-cache"})
        clock.now += 300
        late = client.get(SUMMARY)
    assert "x-cache" not in first.headers
    assert [r.json()["total"] for r in (first, stale, fresh, late)] == [2330, 2330, 2331, 2331]
    assert {name: stale.headers[name] for name in ("x-cache", "x-cache-age", "cache-control")} == {
        "x-cache": "HIT",
        "x-cache-age": "299",
        "cache-control": "public, max-age=300, s-maxage=600",
    }
    assert "x-cache" not in late.headers


def test_the_cache_is_per_organization_and_query_and_never_keeps_private_answers(generated_dir: Path) -> None:
    permissions = f"/api/v1/users/{FULL_USER.id}/permissions"
    with serve(settings_in(generated_dir, cache_enabled=True)) as client:
        client.get(SUMMARY)
        client.get(permissions)
        refused = client.get(SUMMARY, headers={"X-Organization-Id": SECOND_ORGANIZATION.id})
        other_query = client.get(SUMMARY, params={"a": 1})
        assert refused.status_code == 403
        assert "x-cache" not in other_query.headers
        assert "x-cache" not in client.get(permissions).headers
        assert "x-cache" not in client.get("/api/v1/organizations/nobody").headers
        assert "x-cache" not in client.get("/api/v1/organizations/nobody").headers
        assert client.get(SUMMARY, headers={"X-Internal-Key": "wrong"}).status_code == 401


def test_without_the_switch_there_is_no_cache(client: httpx.Client) -> None:
    assert all("x-cache" not in client.get(SUMMARY).headers for _ in range(2))


def test_the_rate_limit_answers_429_until_the_window_has_passed(generated_dir: Path) -> None:
    clock = Clock()
    with serve(settings_in(generated_dir, rate_limit_enabled=True), clock) as client:
        statuses = [client.get("/api/v1/organizations/nobody").status_code for _ in range(200)]
        refused = client.get(SUMMARY)
        clock.now += 120
        again = client.get(SUMMARY)
    assert set(statuses) == {404}
    assert (refused.status_code, refused.headers["retry-after"], refused.json()) == (
        429,
        "120",
        {"error": "Too many requests", "message": "Rate limit exceeded"},
    )
    assert again.status_code == 200


def test_a_fault_strikes_its_prefix_as_often_as_asked(generated_dir: Path) -> None:
    fault = {"path_prefix": "/api/v1/interactions", "status": 503, "times": 2}
    with serve(settings_in(generated_dir)) as client:
        armed = client.put("/_sim/faults", json={"faults": [fault]}).json()
        spared = client.get(f"/api/v1/organizations/{FIRST}")
        struck = [client.get(SUMMARY) for _ in range(3)]
        assert armed == {"faults": [fault | {"delay_ms": 0, "retry_after_seconds": None}]}
        assert spared.status_code == 200
        assert [response.status_code for response in struck] == [503, 503, 200]
        assert struck[0].json() == {"error": "Service Unavailable", "message": "interactions is not responding"}
        assert client.get("/_sim/faults").json() == {"faults": []}


def test_faults_speak_like_the_service_they_strike(generated_dir: Path) -> None:
    with serve(settings_in(generated_dir)) as client:
        client.put("/_sim/faults", json={"path_prefix": "/", "status": 500})
        assert client.get(f"/api/v1/organizations/{FIRST}").json()["error"]["code"] == "INTERNAL_ERROR"
        assert client.get(SUMMARY).json() == {"error": "Internal Server Error"}
        client.put("/_sim/faults", json={"status": 429, "retry_after_seconds": 7})
        limited = client.get(SUMMARY)
        assert (limited.headers["retry-after"], limited.json()["error"]) == ("7", "Too many requests")
        assert client.delete("/_sim/faults").json() == {"faults": []}
        assert client.get(SUMMARY).status_code == 200


def test_a_delay_without_a_status_only_delays(generated_dir: Path) -> None:
    with serve(settings_in(generated_dir)) as client:
        client.put("/_sim/faults", json={"path_prefix": SUMMARY, "delay_ms": 300, "times": 1})
        with pytest.raises(httpx.ReadTimeout):
            client.get(SUMMARY, timeout=0.05)
        assert client.get(SUMMARY, timeout=5).status_code == 200


def test_a_fault_that_is_no_fault_is_400(client: httpx.Client) -> None:
    assert client.put("/_sim/faults", json={"status": 503, "path": "/"}).status_code == 400
    assert client.put("/_sim/faults", content=b"not json").status_code == 400


def test_the_log_names_every_request_and_never_the_key(generated_dir: Path) -> None:
    with serve(settings_in(generated_dir)) as client:
        client.get(SUMMARY, params={"a": "b"})
        client.get("/livez")
        client.get(SUMMARY, params={"key": KEY}, headers={"X-Internal-Key": "wrong"})
        response = client.get("/_sim/requests")
        assert KEY not in response.text
        assert response.json() == {
            "requests": [
                {"method": "GET", "path": SUMMARY, "query": "a=b", "organization": FIRST},
                {"method": "GET", "path": SUMMARY, "query": "key=***", "organization": FIRST},
            ],
            "total": 2,
        }
        client.delete("/_sim/requests")
        assert client.get("/_sim/requests").json() == {"requests": [], "total": 0}
