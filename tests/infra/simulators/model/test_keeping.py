"""What is asked as a chart, a table or a report is kept beside the answer, once, from what was looked up."""

from typing import Any

import pytest

from tests.infra.simulators.model.dialogue import ask, failed, found, item

SUMMARY = found(item(1, "Interactions per channel", kind="analytics", web=1500, cctv=600, social=250, total=2350))
KEPT = found(item(2, "A chart", kind="artifact", version=1))
PRODUCTS = found(
    item(1, "Shirt", kind="product", price=19.5, stock=3), item(2, "Cap", kind="product", price=9, stock=7)
)


@pytest.mark.parametrize("words", ["Show {} as a bar chart", "A graph of {}", "{} in a diagram, please"])
def test_a_chart_is_kept_with_the_figures_that_were_found(words: str) -> None:
    question = words.format("interactions per channel")
    dialogue = ask(question, {"get_interaction_summary": SUMMARY, "create_artifact": KEPT})

    assert [[call.tool for call in calls] for calls in dialogue.rounds] == [
        ["get_interaction_summary"],
        ["create_artifact"],
    ]
    (given,) = dialogue.called("create_artifact")
    assert given == {
        "kind": "chart",
        "chart": "bar",
        "title": question.rstrip("?.! "),
        "columns": ["Name", "Count"],
        "rows": [["web", 1500.0], ["cctv", 600.0], ["social", 250.0]],
    }
    assert "1,500" in dialogue.answer or "1500" in dialogue.answer
    assert dialogue.answer.endswith("Beside this answer: A chart [2].")


def test_a_table_has_a_row_for_each_thing_that_was_found() -> None:
    dialogue = ask("Which products are there? As a table", {"search_products": PRODUCTS, "create_artifact": KEPT})

    (given,) = dialogue.called("create_artifact")
    assert given["columns"] == ["Name", "price", "stock"]
    assert given["rows"] == [["Shirt", 19.5, 3.0], ["Cap", 9.0, 7.0]]


def test_a_report_is_kept_as_text() -> None:
    dialogue = ask(
        "Make me a report of interactions per channel", {"get_interaction_summary": SUMMARY, "create_artifact": KEPT}
    )

    (given,) = dialogue.called("create_artifact")
    assert given["kind"] == "summary"
    assert "1500" in str(given["text"]).replace(",", "")


WEEK = found(
    *(
        item(day, f"2026-10-{18 + day} day {day}", kind="analytics", web=10 * day, cctv=day, people=5, total=11 * day)
        for day in range(1, 4)
    ),
    window="2026-10-19 to 2026-10-25",
)
REPORT = found(
    item(1, "Late deliveries", kind="pattern", type="anomaly", severity="high", channel="social", value=4),
    item(2, "Slow pages", kind="pattern", type="anomaly", severity="low", channel="web", value=2),
)


def test_counts_are_kept_as_bars_without_being_asked() -> None:
    dialogue = ask(
        "How many interactions per channel do we have?", {"get_interaction_summary": SUMMARY, "create_artifact": KEPT}
    )

    (given,) = dialogue.called("create_artifact")
    assert (given["kind"], given["chart"]) == ("chart", "bar")
    assert given["rows"] == [["web", 1500.0], ["cctv", 600.0], ["social", 250.0]]


def test_a_course_is_kept_as_lines_and_as_a_table() -> None:
    dialogue = ask(
        "Which days were busiest last week, web vs in-store?",
        {"interaction_timeseries": WEEK, "create_artifact": KEPT},
    )

    chart, table = dialogue.called("create_artifact")
    assert len(dialogue.rounds) == 2
    assert (chart["kind"], chart["chart"], chart["series"]) == ("chart", "line", "channel")
    assert sorted(chart["rows"]) == sorted(
        [f"2026-10-{18 + day}", float(count), channel]
        for day in range(1, 4)
        for channel, count in (("web", 10 * day), ("cctv", day))
    )
    assert table["kind"] == "table"
    assert len(table["rows"]) == 3


def test_anomalies_are_kept_as_a_table_and_reasons_as_a_summary() -> None:
    bodies = {"get_pattern_report": REPORT, "create_artifact": KEPT}
    (listed,) = ask("Show top anomalies this week with severity", bodies).called("create_artifact")
    why = ask("Why did conversion drop?", bodies).called("create_artifact")

    assert (listed["kind"], listed["columns"][:2]) == ("table", ["anomaly", "severity"])
    assert [row[:2] for row in listed["rows"]] == [["Late deliveries", "high"], ["Slow pages", "low"]]
    assert "summary" in [given["kind"] for given in why]


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("Show interactions per channel as a chart", {"get_interaction_summary": SUMMARY}),
        ("Show interactions per channel as a chart", {"get_interaction_summary": failed(), "create_artifact": KEPT}),
        ("Hello!", {"get_interaction_summary": SUMMARY, "create_artifact": KEPT}),
    ],
    ids=["no tool for it", "nothing found", "small talk"],
)
def test_nothing_is_kept_otherwise(question: str, bodies: dict[str, Any]) -> None:
    dialogue = ask(question, bodies)

    assert dialogue.called("create_artifact") == []
    assert "Beside this answer" not in dialogue.answer
