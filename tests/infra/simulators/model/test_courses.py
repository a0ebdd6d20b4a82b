"""Periods in words, counts along time, deeds on camera, reports, the catalogue in order, and "yes"."""

from datetime import date
from typing import Any

import pytest

from infra.simulators.model.brain.periods import Period, day_of, read_period
from tests.infra.simulators.model.dialogue import INSTRUCTIONS, ask, found, item

WEDNESDAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Which days were busiest last week?", "2026-11-09", "2026-11-15"),
        ("what happened this week", "2026-11-16", "2026-11-18"),
        ("yesterday's visits", "2026-11-17", "2026-11-17"),
        ("visits today", "2026-11-18", "2026-11-18"),
        ("the past 14 days", "2026-11-05", "2026-11-18"),
        ("the last two weeks", "2026-11-05", "2026-11-18"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("this month", "2026-11-01", "2026-11-18"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("a weekly report", "2026-11-11", "2026-11-18"),
    ],
)
def test_a_period_in_words_is_a_period_of_days(text: str, first: str, last: str) -> None:
    assert read_period(text, WEDNESDAY) == Period(date.fromisoformat(first), date.fromisoformat(last))


def test_without_a_day_or_a_word_there_is_no_period() -> None:
    assert read_period("last week", None) is None
    assert read_period("how many orders", WEDNESDAY) is None
    assert read_period("the last straw", WEDNESDAY) is None
    assert day_of(INSTRUCTIONS) == WEDNESDAY
    assert day_of("The current time is 2026-99-99.") is None


DAYS = found(
    item(1, "2026-11-15 Sunday", kind="analytics", web=14, cctv=10, people=57, total=24),
    item(2, "2026-11-14 Saturday", kind="analytics", web=13, cctv=12, people=59, total=25),
    item(3, "2026-11-09 Monday", kind="analytics", web=20, total=20),
    total=69,
    window="2026-11-09 to 2026-11-15",
)


def test_the_busiest_days_are_counted_and_put_in_order() -> None:
    told = ask(
        "Which days were busiest last week, web vs in-store?",
        {"get_interaction_summary": found(), "interaction_timeseries": DAYS, "list_interactions": found()},
    )

    assert told.called("interaction_timeseries") == [
        {
            "source_type": None,
            "q": None,
            "since": "2026-11-09",
            "until": "2026-11-15",
            "bucket": "day",
            "group_by": "source_type",
        }
    ]
    assert len(told.calls) == 1
    rows = [line for line in told.answer.splitlines() if line.startswith("| 2026")]
    assert rows == [
        "| 2026-11-14 Saturday | 13 | 12 | 59 | 25 [2] |",
        "| 2026-11-15 Sunday | 14 | 10 | 57 | 24 [1] |",
        "| 2026-11-09 Monday | 20 | – | – | 20 [3] |",
    ]
    assert "Most web: 2026-11-09 Monday with 20 [3]." in told.answer
    assert "Most cctv: 2026-11-14 Saturday with 12 [2]." in told.answer


def test_a_course_of_one_channel_is_in_the_order_of_time() -> None:
    told = ask("How many web visits per day did we have last week?", {"interaction_timeseries": DAYS})

    (call,) = told.called("interaction_timeseries")
    assert (call["source_type"], call["bucket"]) == ("web", "day")
    rows = [line[:12] for line in told.answer.splitlines() if line.startswith("| 2026")]
    assert rows == ["| 2026-11-09", "| 2026-11-14", "| 2026-11-15"]


def test_what_is_picked_up_and_rarely_bought_is_named() -> None:
    counted = found(
        item(1, "Product", kind="analytics", productId="p1", pickup=40, purchase=2),
        item(2, "Product", kind="analytics", productId="p2", pickup=9, purchase=8),
        item(3, "Product", kind="analytics", productId="p3", pickup=8),
        total=60,
    )

    def product(arguments: Any) -> dict[str, Any]:
        number = int(arguments["id"][1:])
        thing = item(10 + number, f"Bag {number}", kind="product")
        return found({**thing, "id": arguments["id"]})

    told = ask(
        "Which products are picked up on camera but rarely bought?",
        {"interaction_timeseries": counted, "get_product": product},
    )

    (call,) = told.called("interaction_timeseries")
    assert (call["source_type"], call["bucket"], call["group_by"]) == ("cctv", "all", "product_action")
    assert call["since"] == "2026-08-20"
    assert told.called("get_product") == [{"id": "p1"}, {"id": "p3"}]
    rows = [line for line in told.answer.splitlines() if line.startswith("| Bag")]
    assert rows == ["| Bag 1 [11] | 40 | 2 [1] |", "| Bag 3 [13] | 8 | not once [3] |"]


REPORT = found(
    item(1, "Report (weekly)", kind="pattern", period="weekly", anomalies=2),
    item(2, "Checkout drop", kind="pattern", type="anomaly", severity="high", channel="web", value=20),
    item(3, "Stock-out", kind="pattern", type="anomaly", severity="medium", channel="web", value=3),
    item(4, "general", text="Ninety visits.", kind="pattern", type="pattern"),
    window="2026-11-11 to 2026-11-17",
)


def test_anomalies_come_from_the_report_with_their_severity() -> None:
    told = ask("Show top anomalies this week with severity", {"get_pattern_report": REPORT, "search_patterns": found()})

    assert told.calls[0].arguments == {"period": "weekly", "latest": None}
    assert len(told.calls) == 1
    rows = [line for line in told.answer.splitlines() if line.startswith(("| Checkout", "| Stock"))]
    assert rows == ["| Checkout drop | high | web | 20 [2] |", "| Stock-out | medium | web | 3 [3] |"]


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("Which anomalies were there today?", "daily"),
        ("Anomalies of last month?", "monthly"),
        ("Any anomalies in the last hour?", "1h"),
        ("anomalies this year", "yearly"),
    ],
)
def test_the_report_is_that_of_the_period(question: str, period: str) -> None:
    (call,) = ask(question, {"get_pattern_report": REPORT}).calls
    assert call.arguments["period"] == period


def test_the_cheapest_in_stock_are_listed_and_their_complaints_searched() -> None:
    shirts = [item(n, f"Shirt {n}", kind="product", price=20 + n, inStock=True, category="Shirts") for n in (1, 2)]
    bodies = {"list_products": found(*shirts), "search_products": found()}
    question = "Cheapest two shirts in stock, and do any have complaints?"

    products = ask(question, bodies)
    voices = ask(question, {"search_interactions": found(item(9, "[x] One wash", text="My shirt shrank."))})

    assert products.called("list_products") == [{"category": "shirt", "in_stock": True, "sort": "cheapest", "limit": 2}]
    assert products.answer.index("Shirt 1") < products.answer.index("Shirt 2")
    assert "What people say" not in products.answer
    assert [call["query"] for call in voices.called("search_interactions")][-1] == "complaints shirts"
    assert "My shirt shrank" in voices.answer


def test_a_report_on_everything_takes_from_every_tool() -> None:
    told = ask(
        "Make me a weekly report for my manager",
        {
            "get_interaction_summary": found(item(5, "Interactions per channel", kind="analytics", web=15, total=15)),
            "interaction_timeseries": DAYS,
            "get_pattern_report": REPORT,
            "list_products": found(item(7, "Products per category", kind="analytics", Bags=8, Hats=9)),
        },
    )

    assert {call.tool for call in told.calls} >= {"interaction_timeseries", "get_pattern_report", "list_products"}
    for line in ("| 2026-11-14 Saturday |", "| Checkout drop | high |", "- Ninety visits. [4]", "| Hats | 9 [7] |"):
        assert line in told.answer


def test_yes_says_yes_to_what_was_proposed() -> None:
    proposal = "Nothing to see here. Would you like me to show the top anomalies this week with severity?"
    history = ({"role": "user", "content": "hi"}, {"role": "assistant", "content": proposal})

    told = ask("yes please", {"get_pattern_report": REPORT}, history=history)

    assert [call.tool for call in told.calls] == ["get_pattern_report"]
    assert "Checkout drop" in told.answer


def test_yes_to_nothing_is_small_talk() -> None:
    history = ({"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello! How are you?"})

    told = ask("yes", {"get_pattern_report": REPORT}, history=history)

    assert told.calls == []
    assert "?" not in told.answer
