"""Ranking questions: the first entries of a numbered list, and which list it was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.infra.simulators.model.dialogue import ask, found, item

NAMES = (
    "WORLD WAR 2 GLIDERS ASSTD DESIGNS",
    "JUMBO BAG RED RETROSPOT",
    "ASSORTED COLOUR BIRD ORNAMENT",
    "POPCORN HOLDER",
)


def ranking(n: int, head: str, units: list[int]) -> dict[str, Any]:
    entries = [
        f"{place}. {NAMES[place % 4]} (SKU {84_000 + place}): {each} units" for place, each in enumerate(units, 1)
    ]
    return item(n, "Best sellers", text=f"{head}: {'; '.join(entries)}", kind="pattern", type="trend")


def both_rankings(units: list[int]) -> dict[str, Any]:
    return found(
        ranking(5, "Best-selling products by units, cancellations not netted", [each + 1 for each in units]),
        ranking(4, "Best-selling products by units, cancellations netted", units),
        item(6, "Weekend footfall", text="Footfall is 40 % higher at weekends.", kind="pattern"),
    )


@given(st.lists(st.integers(1, 99_999), min_size=5, max_size=12))
def test_the_five_first_of_the_netted_ranking_are_told(units: list[int]) -> None:
    told = ask("Which five products sold most units?", {"search_patterns": both_rankings(units)})

    lines = [f"{at}. {NAMES[at % 4]} (SKU {84_000 + at}): {units[at - 1]} units [4]" for at in range(1, 6)]
    assert "\n".join(lines) in told.answer
    assert "\n6. " not in told.answer
    assert "Cancellations are netted" in told.answer
    assert "A second ranking, without netting, is in the data too [5]" in told.answer


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Which five products sold most units?", 5),
        ("What are our 3 best-selling products?", 3),
        ("Show me the top two products by units sold", 2),
        ("Which products sell best?", 7),
        ("What is the top 1 product by units?", 1),
    ],
)
def test_as_many_are_told_as_were_asked_for(question: str, places: int) -> None:
    told = ask(question, {"search_patterns": both_rankings([70, 60, 50, 40, 30, 20, 10])})

    assert told.answer.count(" units [4]") == places


def test_the_other_ranking_is_used_when_it_is_asked_for() -> None:
    told = ask(
        "Which two products sold most units, cancellations not netted?", {"search_patterns": both_rankings([9, 8])}
    )

    assert "(SKU 84001): 10 units [5]" in told.answer
    assert "Cancellations are not netted in these figures [5]." in told.answer


def test_a_shorter_list_is_admitted() -> None:
    told = ask("Which five products sold most units?", {"search_patterns": both_rankings([9, 8])})

    assert "The source lists no more than these" in told.answer


def test_an_entry_that_was_cut_is_not_told() -> None:
    text = "Best-selling products by units: 1. A: 2880 units; 2. B: 2000 units; 3. C: 19…"

    told = ask("Which three products sold most units?", {"search_patterns": found(item(4, "x", text=text))})

    assert "2. B: 2000 units [4]" in told.answer
    assert "19" not in told.answer


def test_the_worst_sellers_are_not_read_from_a_list_of_the_best() -> None:
    told = ask("Which five products sold the fewest units?", {"search_patterns": both_rankings([9, 8, 7, 6, 5, 4])})

    assert "I do not know from this data" in told.answer


def test_a_list_of_something_else_does_not_answer() -> None:
    text = "Busiest store hours: 1. noon: 300 people; 2. five o'clock: 200 people"

    told = ask("Which five products sold most units?", {"search_patterns": found(item(4, "Hours", text=text))})

    assert "I do not know from this data" in told.answer
    assert "300" not in told.answer
