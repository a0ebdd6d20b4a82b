"""The questions that the product is for, asked of real processes; every number is compared with the platform's data."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from infra.simulators.platform import effects
from infra.simulators.platform.organizations import FIRST_ORGANIZATION
from tests.infra.launcher.launched import Launched
from tests.requirements import requirement
from tests.support.told import Json, Told
from tests.support.ui_stream import chunks_of

FIRST = FIRST_ORGANIZATION.id
DAY_MS = 86_400_000
VISITS = """
SELECT date(first / 1000, 'unixepoch'), count(*) FROM (
    SELECT coalesce(session_id, id) AS visit, min(timestamp_ms) AS first FROM interaction
    WHERE organization_id = ? AND source_type = ? GROUP BY visit)
WHERE first >= ? AND first < ? GROUP BY 1
"""
PEOPLE = """
SELECT date(timestamp_ms / 1000, 'unixepoch'), sum(json_extract(data, '$.peopleCount')) FROM interaction
WHERE organization_id = ? AND source_type = 'cctv' AND timestamp_ms >= ? AND timestamp_ms < ? GROUP BY 1
"""
NEWEST_REPORT = """
SELECT report FROM report WHERE organization_id = ? AND period = 'weekly' ORDER BY generated_ms DESC LIMIT 1
"""


@pytest.fixture(scope="module")
def platform(product: Launched) -> Iterator[sqlite3.Connection]:
    """The platform's data itself."""
    with closing(sqlite3.connect(product.data_dir / "platform" / "platform-sim.sqlite")) as connection:
        yield connection


def ask(product: Launched, question: str) -> Told:
    """Ask, and see that the answer is whole and cites what it has shown."""
    chunks = chunks_of(product.ask(question).encode())
    assert chunks[-1]["type"] == "finish", chunks[-1]
    told = Told(chunks)
    assert {reference["index"] for reference in told.references} == told.cited, told.text
    assert all({"index", "type", "label", "id"} <= set(reference) for reference in told.references)
    return told


def made(product: Launched, told: Told, kind: str) -> list[Json]:
    """What was made of that kind, as it is stored, downloaded by whoever asked."""
    ids = [each["artifactId"] for each in told.artifacts if each["kind"] == kind]
    return [{"text": product.get(f"/api/v1/chat/artifacts/{each}/versions/1/content")} for each in ids]


def tables_of(product: Launched, told: Told) -> list[list[list[str]]]:
    """The rows of each table, from its CSV, the header first."""
    ids = [each["artifactId"] for each in told.artifacts if each["kind"] == "table"]
    texts = [product.get(f"/api/v1/chat/artifacts/{each}/versions/1/content?format=csv") for each in ids]
    return [list(csv.reader(text.removeprefix("\ufeff").splitlines())) for text in texts]


def table_of(product: Launched, told: Told) -> list[list[str]]:
    """The rows of the one table."""
    (table,) = tables_of(product, told)
    return table


def charts_of(product: Launched, told: Told) -> list[Json]:
    """The Vega-Lite of the charts."""
    return [json.loads(each["text"]) for each in made(product, told, "chart")]


def points_of(chart: Json) -> list[Json]:
    """What it shows."""
    points: list[Json] = chart["data"]["values"]
    return points


def ms(day: datetime) -> int:
    return int(day.timestamp() * 1000)


@requirement("ten-questions")
def test_1_small_talk_needs_nobody(product: Launched) -> None:
    for said in ("hi", "thanks"):
        told = ask(product, said)
        assert (told.calls, told.specialists) == ([], {"assistant"})
        assert told.text


@requirement("ten-questions")
def test_2_counts_per_channel(product: Launched) -> None:
    told = ask(product, "How many interactions per channel do we have?")

    assert (told.lookups, told.specialists) == ({"get_interaction_summary"}, {"interaction_analyst"})
    counts = {row[0]: int(row[1]) for row in told.rows() if row[1].isdecimal()}
    assert counts == {"web": effects.WEB_ROWS, "cctv": effects.CCTV_ROWS, "social": effects.SOCIAL_ROWS}
    assert str(effects.ALL_ROWS) in told.text
    (bars,) = charts_of(product, told)
    assert bars["mark"] == "bar" or bars["mark"]["type"] == "bar"
    assert {point["x"]: point["y"] for point in points_of(bars)} == counts


@requirement("ten-questions")
def test_3_busiest_days(product: Launched, platform: sqlite3.Connection) -> None:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday() + 7)
    span = (ms(monday), ms(monday + timedelta(days=7)))
    web = dict(platform.execute(VISITS, [FIRST, "web", *span]).fetchall())
    cctv = dict(platform.execute(VISITS, [FIRST, "cctv", *span]).fetchall())
    people = dict(platform.execute(PEOPLE, [FIRST, *span]).fetchall())

    told = ask(product, "Which days were busiest last week, web vs in-store?")

    assert (told.lookups, told.specialists) == ({"interaction_timeseries"}, {"interaction_analyst"})
    rows = {row[0].split()[0]: [int(cell) for cell in row[1:4]] for row in told.rows("20")}
    assert rows == {day: [web[day], cctv[day], people[day]] for day in web}
    assert len(rows) == 7
    totals = [sum(counts[:2]) for counts in rows.values()]
    assert totals == sorted(totals, reverse=True)
    weekend = [str((monday + timedelta(days=day)).date()) for day in (5, 6)]
    assert max(people, key=lambda day: people[day]) in weekend
    (lines,) = charts_of(product, told)
    shown = {(point["x"], point["series"]): point["y"] for point in points_of(lines)}
    assert shown == {(day, name): counts[day] for name, counts in (("web", web), ("cctv", cctv)) for day in web}
    assert {row[0].split()[0]: float(row[1]) for row in table_of(product, told)[1:]} == web


@requirement("ten-questions", "overlap")
def test_4_why(product: Launched) -> None:
    dropped = ask(product, "Why did conversion drop?")
    left = ask(product, "Why do people leave at checkout?")

    assert dropped.tools >= {"search_patterns", "get_pattern_report", "search_interactions"}
    for told in (dropped, left):
        assert told.specialists == {"interaction_analyst", "pattern_analyst"}
        assert told.overlapped()
        assert "payment error" in told.text
        assert f"{effects.CONVERSION_BEFORE_DROP_PERCENT} % to {effects.CONVERSION_AFTER_DROP_PERCENT} %" in told.text
        assert f"{effects.PAYMENT_ERROR_SESSIONS} sessions" in told.text
    assert {reference["type"] for reference in left.references} >= {"interaction", "pattern"}
    for told in (dropped, left):
        summaries = [each["text"] for each in made(product, told, "summary")]
        assert any(f"{effects.PAYMENT_ERROR_SESSIONS} sessions" in text for text in summaries)
        assert all("[" in text for text in summaries)


@requirement("ten-questions")
def test_5_anomalies_of_the_week(product: Launched, platform: sqlite3.Connection) -> None:
    (report,) = platform.execute(NEWEST_REPORT, [FIRST]).fetchone()
    anomalies = json.loads(report)["anomalies"]

    told = ask(product, "Show top anomalies this week with severity")

    assert (told.lookups, told.specialists) == ({"get_pattern_report"}, {"pattern_analyst"})
    rows = [row[:3] for row in told.rows() if row[0] != "anomaly"]
    assert sorted(rows) == sorted([each["title"], each["severity"], each["channel"]] for each in anomalies)
    assert rows[0][1] == "high"
    assert sorted(row[:3] for row in table_of(product, told)[1:]) == sorted(rows)


@requirement("ten-questions", "overlap")
def test_6_picked_up_and_rarely_bought(product: Launched) -> None:
    told = ask(product, "Which products are picked up on camera but rarely bought?")

    assert told.tools >= {"interaction_timeseries", "get_product"}
    assert told.specialists == {"interaction_analyst", "product_analyst"}
    assert told.overlapped()
    first = next(row for row in told.rows() if row[0] != "product")
    assert first == [effects.PICKED_UP_TITLE, str(effects.PICKED_UP_PICKUPS), str(effects.PICKED_UP_PURCHASES)]
    kept = table_of(product, told)[1]
    assert (kept[0], [float(cell) for cell in kept[1:]]) == (
        effects.PICKED_UP_TITLE,
        [effects.PICKED_UP_PICKUPS, effects.PICKED_UP_PURCHASES],
    )


@requirement("ten-questions")
def test_7_what_people_say(product: Launched, platform: sqlite3.Connection) -> None:
    told = ask(product, "What do people say about delivery on social media?")

    assert told.specialists == {"interaction_analyst"}
    listed = told.results["list_interactions"][0]
    assert (listed["total"], listed["ok"]) == (effects.DELIVERY_POSTS, True)
    quotes = [line.split("“")[1].split("”")[0] for line in told.text.splitlines() if "“" in line]
    assert len(quotes) >= 3
    said = "SELECT count(*) FROM interaction WHERE organization_id = ? AND source_type = 'social' AND summary = ?"
    for quote in quotes:
        assert platform.execute(said, [FIRST, quote]).fetchone()[0] > 0, quote
    assert [row[0] for row in table_of(product, told)[1:]] == quotes


@requirement("ten-questions", "overlap")
def test_8_the_cheapest_shirts_and_their_complaints(product: Launched) -> None:
    told = ask(product, "Cheapest five shirts in stock, and do any have complaints?")

    assert told.tools >= {"list_products", "search_interactions"}
    assert told.specialists == {"interaction_analyst", "product_analyst"}
    assert told.overlapped()
    places = [told.text.index(title) for _, title, _ in effects.CHEAPEST_SHIRTS_IN_STOCK]
    assert places == sorted(places)
    assert all(f"price: {cents / 100}" in told.text for _, _, cents in effects.CHEAPEST_SHIRTS_IN_STOCK)
    # It is the cheapest, and out of stock.
    assert effects.STOCK_OUT_TITLE not in told.text
    assert f"The {effects.SHRINKING_TITLE} shrank" in told.text
    (priced,) = [table for table in tables_of(product, told) if table[0][1] == "price"]
    assert [(row[0], float(row[1])) for row in priced[1:]] == [
        (title, cents / 100) for _, title, cents in effects.CHEAPEST_SHIRTS_IN_STOCK
    ]


@requirement("ten-questions")
def test_9_who_we_are(product: Launched) -> None:
    told = ask(product, "What do we sell and who is our target market?")

    assert "get_organization_context" in told.tools
    assert "product_analyst" in told.specialists
    assert "sells outdoor clothing, shoes, bags and gifts" in told.text
    assert "walkers and families between 25 and 55" in told.text
    assert {reference["type"] for reference in told.references} == {"org_context"}


@requirement("ten-questions", "overlap")
def test_10_a_report_on_everything(product: Launched, platform: sqlite3.Connection) -> None:
    (report,) = platform.execute(NEWEST_REPORT, [FIRST]).fetchone()

    told = ask(product, "Make me a weekly report for my manager")

    assert told.tools >= {
        "get_interaction_summary",
        "interaction_timeseries",
        "get_pattern_report",
        "list_products",
    }
    assert told.specialists == {"interaction_analyst", "pattern_analyst", "product_analyst"}
    assert told.overlapped()
    counted = {row[0]: row[1] for row in told.rows()}
    assert (counted["web"], counted["cctv"]) == (str(effects.WEB_ROWS), str(effects.CCTV_ROWS))
    assert counted["Shirts"] == "12"
    assert len(told.rows("20")) == 7
    for anomaly in json.loads(report)["anomalies"]:
        assert counted[anomaly["title"]] == anomaly["severity"]
    kinds = {each["kind"] for each in told.artifacts}
    assert kinds == {"chart", "table", "summary"}
    assert any(len({point["x"] for point in points_of(chart)}) == 7 for chart in charts_of(product, told))
    reports = "\n".join(each["text"] for each in made(product, told, "summary"))
    assert all(anomaly["title"] in reports for anomaly in json.loads(report)["anomalies"])
