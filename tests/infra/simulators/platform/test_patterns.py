"""The pattern service over HTTP: two bodies under one path, fields under `metadata`, no order."""

import json

import httpx
import pytest

from tests.infra.simulators.platform.server import FIRST

LIST = f"/api/v1/patterns/organization/{FIRST}"


def test_patterns_have_data_in_a_string_and_come_in_no_order(client: httpx.Client) -> None:
    body = client.get(LIST).json()
    assert [set(pattern) for pattern in body["patterns"]] == [
        {"id", "organizationId", "type", "confidence", "data", "detectedAt", "createdAt"}
    ] * body["total"]
    times = [pattern["detectedAt"] for pattern in body["patterns"]]
    assert times != sorted(times)
    assert times != sorted(times, reverse=True)
    assert {"insights", "interactionCount"} <= set(json.loads(body["patterns"][0]["data"]))


def test_query_is_a_substring_and_the_page_is_cut_after_it(client: httpx.Client) -> None:
    every = client.get(LIST, params={"query": "PAYMENT ERROR"}).json()
    assert (every["total"], [json.loads(p["data"])["title"] for p in every["patterns"]]) == (
        1,
        ["Checkout conversion drop"],
    )
    assert (
        client.get(LIST, params={"limit": 5, "offset": 10}).json()["patterns"]
        == (client.get(LIST, params={"limit": 5000}).json()["patterns"][10:15])
    )


def test_the_organization_may_be_a_query_parameter(client: httpx.Client) -> None:
    assert client.get("/api/v1/patterns", params={"organizationId": FIRST}).json() == client.get(LIST).json()


@pytest.mark.parametrize(
    ("period", "count"), [("1h", 24), ("daily", 14), ("weekly", 12), ("monthly", 3), ("yearly", 1)]
)
def test_period_changes_the_body_and_switches_query_off(client: httpx.Client, period: str, count: int) -> None:
    body = client.get(LIST, params={"period": period, "limit": 100, "query": "nothing has this"}).json()
    assert (set(body), body["total"], len(body["results"])) == ({"results", "total"}, count, count)
    assert set(body["results"][0]) == {
        "id",
        "organizationId",
        "period",
        "sourceType",
        "report",
        "productIds",
        "generatedAt",
    }
    assert {"patterns", "anomalies", "correlations", "productIds", "metadata"} <= set(
        json.loads(body["results"][0]["report"])
    )


def test_an_unknown_period_is_400(client: httpx.Client) -> None:
    assert client.get(LIST, params={"period": "7days"}).status_code == 400


def test_search_puts_its_fields_under_metadata_and_counts_by_top_k(client: httpx.Client) -> None:
    body = client.get(
        f"{LIST}/search", params={"q": "Why does checkout conversion of sessions drop?", "topK": 2, "limit": 1}
    ).json()
    assert set(body) == {"results", "query"}
    assert [set(result) for result in body["results"]] == [{"id", "score", "metadata"}] * 2
    best = body["results"][0]["metadata"]
    assert (best["organizationId"], best["type"]) == (FIRST, "anomaly")
    assert best["insights"].startswith("Checkout conversion fell from 60.0 % to 20.0 %")


def test_one_pattern_can_be_read_by_its_own_organization_only(client: httpx.Client) -> None:
    pattern = client.get(LIST).json()["patterns"][0]
    path = f"/api/v1/patterns/{pattern['id']}"
    assert client.get(path).json() == pattern
    other = client.get(path, headers={"X-Organization-Id": "someone-else"})
    assert (other.status_code, other.json()) == (404, {"error": "Not Found", "message": "Pattern not found"})
