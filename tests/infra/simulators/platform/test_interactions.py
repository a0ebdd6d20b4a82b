"""The interaction service over HTTP, quirk by quirk."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.simulators.platform import effects
from infra.simulators.platform.organizations import FIRST_ORGANIZATION, SECOND_ORGANIZATION
from tests.infra.simulators.platform.server import FIRST, serve, settings_in

LIST = f"/api/v1/interactions/organization/{FIRST}"
BAD_REQUEST = {"error": "Bad Request", "message": "Invalid request parameters"}


def listed(client: httpx.Client, **params: str | int) -> dict[str, Any]:
    response = client.get(LIST, params=params)
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


def test_a_row_has_the_platform_s_fields_with_json_in_strings_and_times_in_milliseconds(client: httpx.Client) -> None:
    body = listed(client, limit=1, sourceType="cctv")
    row = body["interactions"][0]
    assert {key: type(value) for key, value in row.items()} == {
        "id": str,
        "organizationId": str,
        "sourceType": str,
        "sessionId": type(None),
        "data": str,
        "summary": str,
        "confidence": float,
        "tags": str,
        "productIds": str,
        "timestamp": int,
        "createdAt": int,
    }
    assert set(json.loads(row["data"])) == {
        "cameraId",
        "behavior",
        "peopleCount",
        "productInteractions",
        "batchIndex",
        "frameCount",
        "batchStartTimestamp",
        "batchEndTimestamp",
    }
    assert {**body, "interactions": []} == {"interactions": [], "total": effects.CCTV_ROWS, "page": 1, "limit": 1}


def test_rows_come_oldest_first_and_pages_do_not_overlap(client: httpx.Client) -> None:
    pages = [listed(client, page=page, limit=100)["interactions"] for page in range(1, 25)]
    rows = [row for page in pages for row in page]
    assert [len(page) for page in pages] == [100] * 23 + [30]
    assert [row["timestamp"] for row in rows] == sorted(row["timestamp"] for row in rows)
    assert len({row["id"] for row in rows}) == effects.ALL_ROWS


def test_a_limit_above_one_hundred_is_cut_not_refused(client: httpx.Client) -> None:
    body = listed(client, limit=5000)
    assert (len(body["interactions"]), body["limit"]) == (100, 100)


def test_unknown_parameters_are_silently_ignored(client: httpx.Client) -> None:
    ignored = {"query": "payment", "period": "daily", "since": "2026-10-01", "from": "1", "to": "2"}
    assert listed(client, **ignored) == listed(client)


@pytest.mark.parametrize(
    "params",
    [
        {"page": "0"},
        {"page": "-1"},
        {"limit": "0"},
        {"limit": "ten"},
        {"limit": "1e2"},
        {"limit": "9" * 30},
        {"sourceType": "radio"},
        {"q": "x" * 257},
        {"productId": "x" * 129},
    ],
)
def test_a_known_parameter_with_a_wrong_value_is_400(client: httpx.Client, params: dict[str, str]) -> None:
    response = client.get(LIST, params=params)
    assert (response.status_code, response.json()) == (400, BAD_REQUEST)


def test_q_and_product_and_channel_filter_together(client: httpx.Client) -> None:
    product = json.loads(listed(client, q="out of stock", limit=1)["interactions"][0]["productIds"])[0]
    with_product = listed(client, productId=product, q="out of stock", sourceType="web")
    assert with_product["total"] == effects.STOCK_OUT_SESSIONS
    assert listed(client, productId=product, q="out of stock", sourceType="social")["total"] == 0


def test_the_summary_counts_all_time_whatever_window_is_asked(client: httpx.Client) -> None:
    response = client.get(f"{LIST}/summary", params={"from": "2026-10-01", "to": "2026-10-02"})
    assert response.json() == {"web": 1500, "cctv": 600, "social": 230, "total": 2330}


def test_search_answers_ranked_ids_without_a_time(client: httpx.Client) -> None:
    response = client.get(f"{LIST}/search", params={"q": "Why does the payment fail at checkout?", "limit": 3})
    body = response.json()
    assert {key: body[key] for key in ("query", "total")} == {
        "query": "Why does the payment fail at checkout?",
        "total": 3,
    }
    assert [set(result) for result in body["results"]] == [{"id", "score", "sourceType", "summary"}] * 3
    scores = [result["score"] for result in body["results"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert all(effects.PAYMENT_ERROR_QUERY in result["summary"] for result in body["results"])


@pytest.mark.parametrize("params", [{}, {"q": ""}, {"q": "x" * 513}, {"q": "a", "limit": 51}, {"q": "a", "limit": 0}])
def test_search_refuses_what_it_documents(client: httpx.Client, params: dict[str, str | int]) -> None:
    response = client.get(f"{LIST}/search", params=params)
    assert (response.status_code, response.json()) == (400, BAD_REQUEST)


@pytest.mark.parametrize("query", ['"', "AND OR NOT", "a*b", "summary:x", "(((", "' ; DROP TABLE interaction", "😀"])
def test_search_takes_any_text_for_words_not_for_syntax(client: httpx.Client, query: str) -> None:
    assert client.get(f"{LIST}/search", params={"q": query}).status_code == 200


def test_analysis_reads_the_oldest_rows(client: httpx.Client) -> None:
    response = client.post(f"{LIST}/analyze", params={"period": "weekly", "limit": 30})
    assert response.status_code == 200
    assert {key: type(value) for key, value in response.json().items()} == {
        "summary": str,
        "tags": list,
        "confidence": float,
        "productIds": list,
        "sentiment": str,
    }
    assert client.post(f"{LIST}/analyze", params={"limit": 201}).json() == BAD_REQUEST
    assert client.post(f"{LIST}/analyze", params={"period": "hourly"}).json() == BAD_REQUEST


def test_a_created_interaction_is_accepted_listed_and_found(tmp_path: Path) -> None:
    body = {
        "organizationId": FIRST,
        "sourceType": "social",
        "data": {"items": []},
        "summary": "A zeppelin was seen",
        "timestamp": 1,
    }
    with serve(settings_in(tmp_path)) as client:
        created = client.post("/api/v1/interactions/create-interaction", json=body)
        assert (created.status_code, created.json()) == (202, {"queued": True})
        oldest = listed(client, limit=1)["interactions"][0]
        found = client.get(f"{LIST}/search", params={"q": "zeppelins"}).json()["results"]
        assert (oldest["summary"], oldest["data"], oldest["timestamp"]) == ("A zeppelin was seen", '{"items":[]}', 1)
        assert [result["id"] for result in found] == [oldest["id"]]


@pytest.mark.parametrize(
    "change",
    [
        {"sourceType": "radio"},
        {"timestamp": "yesterday"},
        {"summary": "x" * 4097},
        {"sessionId": "x" * 129},
        {"data": "x" * 65_537},
        {"data": None},
    ],
)
def test_a_created_interaction_outside_the_limits_is_400(client: httpx.Client, change: dict[str, Any]) -> None:
    body = {"organizationId": FIRST, "sourceType": "web", "data": "{}", "timestamp": 1} | change
    response = client.post("/api/v1/interactions/create-interaction", json=body)
    assert (response.status_code, response.json()) == (400, BAD_REQUEST)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/interactions/organization/{org}",
        "/api/v1/interactions/organization/{org}/summary",
        "/api/v1/interactions/organization/{org}/search?q=a",
        "/api/v1/patterns/organization/{org}",
        "/api/v1/patterns/organization/{org}/search?q=a",
        "/api/v1/patterns?organizationId={org}",
        "/api/v1/products/organization/{org}",
        "/api/v1/products/search?q=a&organizationId={org}",
        "/api/v1/analytics/overview?organizationId={org}",
        "/api/v1/analytics/summary/organization/{org}",
        "/api/v1/analytics/events/organization/{org}",
        "/api/v1/analytics/sessions?organizationId={org}",
        "/api/v1/qna/search?q=a&organizationId={org}",
    ],
)
def test_the_asked_organization_must_be_the_header_s(client: httpx.Client, path: str) -> None:
    allowed = client.get(path.format(org=FIRST_ORGANIZATION.id))
    refused = client.get(path.format(org=SECOND_ORGANIZATION.id))
    assert allowed.status_code == 200
    assert (refused.status_code, refused.json()) == (
        403,
        {"error": "Forbidden", "message": "You do not have access to this organization"},
    )


def test_without_an_organization_header_nothing_is_given(client: httpx.Client) -> None:
    assert client.get(LIST, headers={"X-Organization-Id": ""}).status_code == 403
    assert client.get("/api/v1/products/search?q=shirt", headers={"X-Organization-Id": ""}).status_code == 403
