"""The planted facts, counted in the database itself."""

import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from infra.simulators.platform import effects
from infra.simulators.platform.app import open_simulator
from infra.simulators.platform.organizations import FIRST_ORGANIZATION, SECOND_ORGANIZATION
from infra.simulators.platform.seed.social import first_social_rows
from tests.infra.simulators.platform.server import settings_in

FIRST = FIRST_ORGANIZATION.id
SECOND = SECOND_ORGANIZATION.id
COUNT_LIKE = """
SELECT count(*), count(DISTINCT session_id), min(date(timestamp_ms / 1000, 'unixepoch')),
       max(date(timestamp_ms / 1000, 'unixepoch'))
FROM interaction WHERE organization_id = ? AND source_type LIKE ? AND (data LIKE ? OR summary LIKE ?)
"""


def counted(rows: sqlite3.Connection, query: str, source: str = "%") -> tuple[int, int, str, str]:
    found: tuple[int, int, str, str] = rows.execute(COUNT_LIKE, (FIRST, source, f"%{query}%", f"%{query}%")).fetchone()
    return found


def channels(rows: sqlite3.Connection, organization: str) -> dict[str, int]:
    statement = "SELECT source_type, count(*) FROM interaction WHERE organization_id = ? GROUP BY 1"
    return dict(rows.execute(statement, (organization,)).fetchall())


def test_both_organizations_have_their_volumes(rows: sqlite3.Connection) -> None:
    assert channels(rows, FIRST) == {
        "web": effects.WEB_ROWS,
        "cctv": effects.CCTV_ROWS,
        "social": effects.SOCIAL_ROWS,
    }
    assert channels(rows, SECOND) == {
        "web": effects.SECOND_WEB_ROWS,
        "cctv": effects.SECOND_CCTV_ROWS,
        "social": effects.SECOND_SOCIAL_ROWS,
    }
    products = "SELECT organization_id, count(*) FROM product GROUP BY 1"
    assert dict(rows.execute(products).fetchall()) == {FIRST: effects.PRODUCTS, SECOND: effects.SECOND_PRODUCTS}


def test_the_rows_fill_the_ninety_days(rows: sqlite3.Connection) -> None:
    days = "SELECT min(date(timestamp_ms/1000,'unixepoch')), max(date(timestamp_ms/1000,'unixepoch')) FROM interaction"
    assert rows.execute(days).fetchone() == (str(effects.DEFAULT_FIRST_DAY), str(effects.DEFAULT_LAST_DAY))


def test_an_analysed_session_has_two_rows_with_one_session_id(rows: sqlite3.Connection) -> None:
    statement = """
    SELECT rows, count(*) FROM (SELECT count(*) AS rows FROM interaction
    WHERE organization_id = ? AND source_type = 'web' GROUP BY session_id) GROUP BY rows
    """
    assert dict(rows.execute(statement, (FIRST,)).fetchall()) == {
        1: effects.WEB_SESSIONS - effects.ANALYSED_WEB_SESSIONS,
        2: effects.ANALYSED_WEB_SESSIONS,
    }


@pytest.mark.parametrize(
    ("comparison", "checkouts", "purchases", "percent"),
    [
        ("<", effects.CHECKOUTS_BEFORE_DROP, effects.PURCHASES_BEFORE_DROP, effects.CONVERSION_BEFORE_DROP_PERCENT),
        (">=", effects.CHECKOUTS_AFTER_DROP, effects.PURCHASES_AFTER_DROP, effects.CONVERSION_AFTER_DROP_PERCENT),
    ],
)
def test_checkout_conversion_drops_on_the_drop_date(
    rows: sqlite3.Connection, comparison: str, checkouts: int, purchases: int, percent: str
) -> None:
    statement = f"""
    SELECT count(DISTINCT session_id), count(DISTINCT CASE WHEN data LIKE '%/order-confirmed%' THEN session_id END)
    FROM interaction WHERE organization_id = ? AND source_type = 'web' AND data LIKE '%/checkout/payment%'
      AND date(timestamp_ms / 1000, 'unixepoch') {comparison} ?
    """  # noqa: S608 - the operator comes from the list above
    found = rows.execute(statement, (FIRST, str(effects.DEFAULT_CHECKOUT_DROP_DATE))).fetchone()
    assert found == (checkouts, purchases)
    assert f"{100 * purchases / checkouts:.1f}" == percent


def test_the_queries_count_what_the_constants_say(rows: sqlite3.Connection) -> None:
    purchases = effects.PURCHASES_BEFORE_DROP + effects.PURCHASES_AFTER_DROP
    assert counted(rows, effects.PURCHASE_QUERY, "web")[:2] == (purchases, purchases)
    assert counted(rows, effects.CHECKOUT_QUERY, "web")[1] == (
        effects.CHECKOUTS_BEFORE_DROP + effects.CHECKOUTS_AFTER_DROP
    )
    assert counted(rows, effects.SHRINKING_QUERY)[0] == effects.SHRINKING_POSTS
    assert counted(rows, effects.INJECTION_TEXT)[0] == effects.INJECTION_POSTS


def test_payment_errors_exist_only_since_the_drop_date(rows: sqlite3.Connection) -> None:
    count, sessions, first, _ = counted(rows, effects.PAYMENT_ERROR_QUERY)
    assert (count, sessions) == (effects.PAYMENT_ERROR_SESSIONS, effects.PAYMENT_ERROR_SESSIONS)
    assert first >= str(effects.DEFAULT_CHECKOUT_DROP_DATE)


def test_one_product_is_out_of_stock_and_sessions_say_so(rows: sqlite3.Connection) -> None:
    missing = "SELECT external_id FROM product WHERE json_extract(metadata, '$.inStock') = 0"
    assert rows.execute(missing).fetchall() == [(effects.STOCK_OUT_SKU,)]
    count, sessions, first, _ = counted(rows, effects.STOCK_OUT_QUERY)
    assert (count, sessions) == (effects.STOCK_OUT_SESSIONS, effects.STOCK_OUT_SESSIONS)
    assert first >= str(effects.DEFAULT_STOCK_OUT_DATE)


def test_the_cheapest_shirts_in_stock_are_the_five_named(rows: sqlite3.Connection) -> None:
    statement = """
    SELECT external_id, title, price FROM product
    WHERE organization_id = ? AND category = 'Shirts' AND json_extract(metadata, '$.inStock') = 1
    ORDER BY price LIMIT 5
    """
    assert tuple(rows.execute(statement, (FIRST,)).fetchall()) == effects.CHEAPEST_SHIRTS_IN_STOCK
    assert len(set(rows.execute("SELECT title FROM product").fetchall())) == 72


def test_weekends_are_busier_on_camera(rows: sqlite3.Connection) -> None:
    statement = """
    SELECT strftime('%w', timestamp_ms / 1000, 'unixepoch') IN ('0', '6') AS weekend, count(*),
           count(DISTINCT date(timestamp_ms / 1000, 'unixepoch')), sum(json_extract(data, '$.peopleCount'))
    FROM interaction WHERE organization_id = ? AND source_type = 'cctv' GROUP BY weekend
    """
    assert rows.execute(statement, (FIRST,)).fetchall() == [
        (
            0,
            effects.DEFAULT_WEEKDAY_CCTV_ROWS,
            effects.DEFAULT_WEEKDAY_DAYS,
            effects.DEFAULT_WEEKDAY_PEOPLE,
        ),
        (
            1,
            effects.DEFAULT_WEEKEND_CCTV_ROWS,
            effects.DEFAULT_WEEKEND_DAYS,
            effects.DEFAULT_WEEKEND_PEOPLE,
        ),
    ]
    failed = "SELECT count(*) FROM interaction WHERE tags LIKE '%parse-failed%' AND confidence = 0.1"
    assert rows.execute(failed).fetchone() == (effects.PARSE_FAILED_ROWS,)


def test_one_product_is_picked_up_far_more_often_than_bought(rows: sqlite3.Connection) -> None:
    statement = """
    SELECT product.external_id, sum(json_extract(each.value, '$.type') = 'pickup') AS pickups,
           sum(json_extract(each.value, '$.type') = 'purchase') AS purchases
    FROM interaction, json_each(interaction.data, '$.productInteractions') AS each
    JOIN product ON product.id = json_extract(each.value, '$.productId')
    WHERE interaction.organization_id = ? AND source_type = 'cctv' GROUP BY 1 ORDER BY pickups DESC
    """
    ranked = rows.execute(statement, (FIRST,)).fetchall()
    assert ranked[0] == (effects.PICKED_UP_SKU, effects.PICKED_UP_PICKUPS, effects.PICKED_UP_PURCHASES)
    assert ranked[1][1] < effects.PICKED_UP_PICKUPS / 3


def test_delivery_complaints_come_in_a_burst(rows: sqlite3.Connection) -> None:
    first, last = effects.DEFAULT_DELIVERY_BURST_FIRST_DATE, effects.DEFAULT_DELIVERY_BURST_LAST_DATE
    statement = """
    SELECT date(timestamp_ms / 1000, 'unixepoch') BETWEEN ? AND ? AS burst, count(*) FROM interaction
    WHERE organization_id = ? AND data LIKE '%delivery%' GROUP BY burst
    """
    assert rows.execute(statement, (str(first), str(last), FIRST)).fetchall() == [
        (0, effects.DELIVERY_FRIENDLY_POSTS),
        (1, effects.DELIVERY_COMPLAINTS),
    ]
    assert counted(rows, effects.DELIVERY_QUERY, "social")[0] == effects.DELIVERY_POSTS
    assert counted(rows, effects.DELIVERY_QUERY)[0] == effects.DELIVERY_POSTS


def test_a_pattern_and_the_weekly_reports_since_the_drop_name_its_cause(rows: sqlite3.Connection) -> None:
    pattern = "SELECT data FROM pattern WHERE organization_id = ? AND data LIKE '%payment error%'"
    (found,) = rows.execute(pattern, (FIRST,)).fetchall()
    assert json.loads(found[0])["insights"].startswith(
        f"Checkout conversion fell from 60.0 % to 20.0 % since {effects.DEFAULT_CHECKOUT_DROP_DATE}"
    )
    weekly = "SELECT report FROM report WHERE organization_id = ? AND period = 'weekly' ORDER BY generated_ms"
    reports: list[dict[str, Any]] = [json.loads(row[0]) for row in rows.execute(weekly, (FIRST,))]
    named = [
        report["window"]["from"]
        for report in reports
        if any("payment error" in anomaly["description"] for anomaly in report["anomalies"])
    ]
    assert named == ["2026-10-12", "2026-10-19", "2026-10-26"]


def test_the_two_organizations_share_no_words(rows: sqlite3.Connection) -> None:
    statement = "SELECT count(*) FROM interaction WHERE organization_id = ? AND (data LIKE ? OR summary LIKE ?)"

    def uses(organization: str, word: str) -> int:
        return int(rows.execute(statement, (organization, f"%{word}%", f"%{word}%")).fetchone()[0])

    assert (uses(FIRST, effects.FIRST_ONLY_WORD) > 0, uses(SECOND, effects.FIRST_ONLY_WORD)) == (True, 0)
    assert (uses(FIRST, effects.SECOND_ONLY_WORD), uses(SECOND, effects.SECOND_ONLY_WORD) > 0) == (0, True)


@pytest.mark.parametrize(("now", "seed"), [(date(2024, 2, 29), 3), (date(2027, 1, 1), 7)])
def test_the_exact_effects_hold_for_any_seed_and_last_day(tmp_path: Path, now: date, seed: int) -> None:
    settings = settings_in(tmp_path, now=now, seed=seed)
    timeline = settings.timeline()
    path = open_simulator(settings).database.path
    with sqlite3.connect(path) as rows:
        assert channels(rows, FIRST) == {"web": 1500, "cctv": 600, "social": 230}
        assert counted(rows, effects.PAYMENT_ERROR_QUERY)[0] == effects.PAYMENT_ERROR_SESSIONS
        assert counted(rows, effects.DELIVERY_QUERY)[0] == effects.DELIVERY_POSTS
        assert counted(rows, effects.STOCK_OUT_QUERY)[0] == effects.STOCK_OUT_SESSIONS
        burst = (effects.DELIVERY_BURST_FIRST_DAY, effects.DELIVERY_BURST_FIRST_DAY + effects.DELIVERY_BURST_DAYS)
        within = (
            "SELECT count(*) FROM interaction WHERE data LIKE '%delivery%' AND timestamp_ms >= ? AND timestamp_ms < ?"
        )
        assert rows.execute(within, [timeline.ms(day) for day in burst]).fetchone() == (effects.DELIVERY_COMPLAINTS,)
        latest = rows.execute("SELECT max(timestamp_ms) FROM interaction").fetchone()[0]
    rows.close()
    assert latest < timeline.end_ms


def test_no_friendly_delivery_post_falls_into_the_burst_of_any_seed(tmp_path: Path) -> None:
    timeline = settings_in(tmp_path).timeline()
    last = effects.DELIVERY_BURST_FIRST_DAY + effects.DELIVERY_BURST_DAYS
    burst = range(timeline.ms(effects.DELIVERY_BURST_FIRST_DAY), timeline.ms(last))
    for seed in range(20):
        posts = first_social_rows(seed, FIRST_ORGANIZATION, timeline)
        about = [post for post in posts if effects.DELIVERY_QUERY in post.data.lower()]
        assert (len(about), sum(post.timestamp_ms in burst for post in about)) == (
            effects.DELIVERY_POSTS,
            effects.DELIVERY_COMPLAINTS,
        )
