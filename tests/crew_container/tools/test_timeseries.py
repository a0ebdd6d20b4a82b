"""Counting over time: buckets, groups, double rows, what was cut off."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from tests.crew_container.tools.conftest import Toolbox
from tests.crew_container.tools.test_list_interactions import HOUR, PATH, pages_of, row

# A Friday, 00:00 UTC.
FRIDAY = 1_761_868_800_000
DAY = 24 * HOUR


def at(number: int, time: int, **changes: Any) -> dict[str, Any]:
    return row(number, timestamp=time, **changes)


def camera(number: int, time: int, people: int, *actions: tuple[str, str]) -> dict[str, Any]:
    done = [{"productId": product, "type": kind} for kind, product in actions]
    return at(
        number,
        time,
        sourceType="cctv",
        data=json.dumps({"cameraId": "c", "peopleCount": people, "productInteractions": done}),
    )


async def test_days_are_counted_by_channel_newest_first(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = pages_of(
        [
            at(0, FRIDAY - 1),
            at(1, FRIDAY),
            at(2, FRIDAY + DAY - 1),
            camera(3, FRIDAY + DAY, 4),
            camera(4, FRIDAY + DAY + HOUR, 5),
            at(5, FRIDAY + DAY + 2 * HOUR, sourceType="social"),
            at(6, FRIDAY + 3 * DAY),
        ]
    )
    result = await toolbox.use("interaction_timeseries", since="2025-10-31", until="2025-11-02")
    assert [(item.title, item.facts) for item in result.items] == [
        ("2025-11-01 Saturday", {"cctv": 2, "social": 1, "people": 9, "total": 3}),
        ("2025-10-31 Friday", {"web": 2, "total": 2}),
    ]
    assert (result.total, result.partial) == (5, False)
    assert result.window == "2025-10-31T00:00:00Z to 2025-11-02T23:59:59Z"
    assert [item.at for item in result.items] == ["2025-11-01T00:00:00Z", "2025-10-31T00:00:00Z"]
    assert {item.type for item in result.items} == {"analytics"}


async def test_hours_and_weeks(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = pages_of([at(n, FRIDAY + n * 12 * HOUR) for n in range(8)])
    hours = await toolbox.use("interaction_timeseries", since="2025-10-31", bucket="hour")
    assert [item.title for item in hours.items][-2:] == ["2025-10-31 12:00", "2025-10-31 00:00"]
    weeks = await toolbox.use("interaction_timeseries", since="2025-10-31", bucket="week")
    # Monday is the first day.
    assert [(item.title, item.facts["total"]) for item in weeks.items] == [
        ("week from 2025-11-03", 2),
        ("week from 2025-10-27", 6),
    ]


async def test_both_rows_of_a_visit_are_one_visit(toolbox: Toolbox) -> None:
    rows = [at(n, FRIDAY + n, sessionId=f"s{n // 2}") for n in range(6)]
    toolbox.gateway.data[PATH] = pages_of(rows)
    result = await toolbox.use("interaction_timeseries", since="2025-10-31")
    assert (result.total, result.items[0].facts) == (3, {"web": 3, "total": 3})
    assert result.note is not None
    assert "3 rows are analyses of web sessions counted already." in result.note


async def test_what_people_did_with_products_is_ranked_by_what_they_picked_up(toolbox: Toolbox) -> None:
    rows = [camera(n, FRIDAY + n, 1, ("pickup", "bag")) for n in range(5)]
    rows += [camera(9, FRIDAY + 9, 2, ("pickup", "bag"), ("purchase", "bag"))]
    rows += [camera(10 + n, FRIDAY + 10 + n, 1, ("browsing", "hat")) for n in range(9)] + [camera(20, FRIDAY + 20, 1)]
    toolbox.gateway.data[PATH] = pages_of(rows)
    result = await toolbox.use(
        "interaction_timeseries", since="2025-10-31", source_type="cctv", bucket="all", group_by="product_action"
    )
    assert [item.facts for item in result.items] == [
        {"productId": "bag", "pickup": 6, "purchase": 1},
        {"productId": "hat", "browsing": 9},
    ]
    assert result.total == 16


async def test_the_whole_period_by_channel_tag_or_product(toolbox: Toolbox) -> None:
    rows = [at(n, FRIDAY + n, tags='["order"]', productIds='["p1","p2"]') for n in range(3)]
    rows += [at(4, FRIDAY + 4, tags='["order","late"]', productIds=None)]
    toolbox.gateway.data[PATH] = pages_of(rows)
    found = {}
    for group in ("source_type", "tag", "product"):
        result = await toolbox.use("interaction_timeseries", since="2025-10-31", bucket="all", group_by=group)
        found[group] = [(item.title, item.facts["count"]) for item in result.items]
    assert found == {
        "source_type": [("web", 4)],
        "tag": [("order", 4), ("late", 1)],
        "product": [("p1", 3), ("p2", 3)],
    }


async def test_rare_groups_are_counted_together(toolbox: Toolbox) -> None:
    rows = [at(n * 100 + m, FRIDAY, tags=json.dumps([f"tag-{n}"])) for n in range(10) for m in range(20 - n)]
    toolbox.gateway.data[PATH] = pages_of(rows)
    result = await toolbox.use("interaction_timeseries", since="2025-10-31", group_by="tag")
    facts = dict(result.items[0].facts)
    assert (facts.pop("total"), facts.pop("other")) == (155, 12 + 11)
    assert facts == {f"tag-{n}": 20 - n for n in range(8)}


async def test_a_cut_count_says_so(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = pages_of([at(n, FRIDAY + n * HOUR // 60) for n in range(2_330)])
    result = await toolbox.use("interaction_timeseries", since="2025-10-31", bucket="all")
    assert (result.partial, result.total) == (True, 930)
    assert result.note == "Only 930 of 2330 rows could be read. Counts of the earliest buckets may be too low."


async def test_equal_buckets_keep_their_number_and_others_get_their_own(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = pages_of([at(1, FRIDAY)])
    numbers = [
        (await toolbox.use("interaction_timeseries", **{"since": "2025-10-31", **more})).items[0].n
        for more in ({}, {"until": "2025-11-01"}, {"source_type": "web"}, {"bucket": "all"}, {"bucket": "week"}, {})
    ]
    assert numbers == [1, 1, 2, 3, 4, 1]


@pytest.mark.parametrize("wrong", [{}, {"since": "2025-10-31", "bucket": "year"}, {"since": "x"}, {"limit": 3}])
async def test_wrong_arguments_are_refused(toolbox: Toolbox, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        await toolbox.use("interaction_timeseries", **wrong)
