"""Organizations, questions, analytics and permissions over HTTP."""

from datetime import datetime

import httpx

from infra.simulators.platform.organizations import (
    FIRST_ORGANIZATION,
    FULL_USER,
    SECOND_ORGANIZATION,
    USER_WITHOUT_CCTV,
    USER_WITHOUT_CHAT,
)
from tests.infra.simulators.platform.server import FIRST


def test_an_organization_names_its_login_service_id(client: httpx.Client) -> None:
    assert client.get(f"/api/v1/organizations/{FIRST}").json() == {
        "id": FIRST,
        "betterAuthOrgId": FIRST_ORGANIZATION.better_auth_id,
        "name": "Fernhill Outfitters",
        "logo": None,
        "status": "active",
        "createdAt": "2026-08-04T00:00:00.000Z",
        "updatedAt": "2026-08-04T00:00:00.000Z",
    }


def test_the_organization_service_wraps_its_error_in_an_object(client: httpx.Client) -> None:
    response = client.get("/api/v1/organizations/nobody")
    error = response.json()["error"]
    assert (response.status_code, error | {"timestamp": ""}) == (
        404,
        {"code": "NOT_FOUND", "message": "Organization not found", "timestamp": ""},
    )
    assert datetime.fromisoformat(error["timestamp"]).tzinfo is not None


def test_the_context_is_not_compared_with_the_header(client: httpx.Client) -> None:
    body = client.get(f"/api/v1/organizations/{SECOND_ORGANIZATION.id}/context").json()
    assert (body["organizationId"], body["contextType"]) == (SECOND_ORGANIZATION.id, "ai_generated_summary")
    assert "espresso" in body["structuredData"]["summary"]


def test_a_context_that_does_not_exist_is_200_with_nulls(client: httpx.Client) -> None:
    response = client.get("/api/v1/organizations/nobody/context")
    assert (response.status_code, response.json()) == (
        200,
        {
            "id": None,
            "organizationId": None,
            "crawlId": None,
            "contextType": None,
            "structuredData": {},
            "generatedAt": None,
        },
    )


def test_questions_find_passages(client: httpx.Client) -> None:
    body = client.get("/api/v1/qna/search", params={"q": "Who is our target market?", "organizationId": FIRST}).json()
    assert [set(result) for result in body["results"]] == [{"id", "content", "score", "type"}] * body["total"]
    assert body["results"][0]["type"] == "audience"


def test_analytics_count_the_same_events_in_every_view(client: httpx.Client) -> None:
    overview = client.get("/api/v1/analytics/overview", params={"organizationId": FIRST}).json()
    assert client.get(f"/api/v1/analytics/summary/organization/{FIRST}").json() == overview
    assert overview["total"] == sum(overview["byType"].values()) == sum(overview["bySource"].values()) == 360
    sessions = client.get("/api/v1/analytics/sessions", params={"organizationId": FIRST}).json()
    assert {s["sessionId"]: s["eventCount"] for s in sessions["sessions"]} == overview["bySource"]
    logins = client.get("/api/v1/analytics/events", params={"organizationId": FIRST, "eventType": "login"}).json()
    assert logins["total"] == overview["byType"]["login"]


def test_analytics_events_come_oldest_first_in_pages_of_at_most_one_hundred(client: httpx.Client) -> None:
    path = f"/api/v1/analytics/events/organization/{FIRST}"
    events = client.get(path, params={"limit": 100, "offset": 300}).json()["events"]
    assert [set(event) for event in events] == [
        {"id", "organizationId", "eventType", "source", "metadata", "createdAt"}
    ] * 60
    assert [event["createdAt"] for event in events] == sorted(event["createdAt"] for event in events)
    assert client.get(path, params={"limit": 101}).status_code == 400


def test_permissions_are_found_by_either_id_and_never_cached_for_others(client: httpx.Client) -> None:
    for user_id in (USER_WITHOUT_CCTV.id, USER_WITHOUT_CCTV.better_auth_id):
        response = client.get(f"/api/v1/users/{user_id}/permissions")
        assert response.headers["cache-control"] == "private, no-store"
        assert response.json() == {
            "interactions": True,
            "patterns": True,
            "teamManagement": False,
            "apiKeyManagement": False,
            "chat": {"enabled": True, "components": ["web", "social"], "lookbackWindow": "30days"},
        }


def test_a_user_without_chat_has_no_chat_key(client: httpx.Client) -> None:
    assert "chat" in client.get(f"/api/v1/users/{FULL_USER.id}/permissions").json()
    assert "chat" not in client.get(f"/api/v1/users/{USER_WITHOUT_CHAT.id}/permissions").json()
    assert client.get("/api/v1/users/nobody/permissions").status_code == 404
