"""Counting questions: per channel, by name, with and without cancellations."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.infra.simulators.model.dialogue import (
    INTERACTION_TOOLS,
    Dialogue,
    ToolBody,
    ask,
    failed,
    found,
    item,
)

counts = st.integers(min_value=0, max_value=2_000_000)


def summary_of(web: int, cctv: int, social: int) -> dict[str, Any]:
    total = web + cctv + social
    summary = item(1, "Interactions per channel", web=web, cctv=cctv, social=social, total=total)
    return found(summary, total=total, window="all time")


def orders_platform(place: str, orders: int, cancellations: int) -> ToolBody:
    """Matches `q` as a substring, like the platform; the first page shows orders only."""

    def body(arguments: Mapping[str, Any]) -> dict[str, Any]:
        asked = (arguments.get("q") or "").lower()
        order = f"Order from {place}, invoice 536527, 14 lines, 158 units, 261.90"
        cancellation = f"Cancellation from {place}, invoice C536548, 14 lines, -158 units, -261.90"
        kept = [(order, orders, 7, "order"), (cancellation, cancellations, 8, "cancellation")]
        matching = [entry for entry in kept if asked in entry[0].lower() and entry[1]]
        items = [item(n, "Web session", text=text, tags=[tag]) for text, _, n, tag in matching[:1]]
        return found(*items, total=sum(total for _, total, _, _ in matching), window="all time")

    return body


def ask_for_orders(question: str, place: str, orders: int, cancellations: int) -> Dialogue:
    bodies: dict[str, ToolBody | dict[str, Any]] = {
        "get_interaction_summary": summary_of(9, 9, 9),
        "list_interactions": orders_platform(place, orders, cancellations),
        "search_interactions": found(),
    }
    return ask(question, bodies)


@given(web=counts, cctv=counts, social=counts)
def test_each_channel_and_the_total_are_told_with_a_citation(web: int, cctv: int, social: int) -> None:
    bodies = {"get_interaction_summary": summary_of(web, cctv, social), "list_interactions": found()}

    told = ask("How many interactions per channel do we have?", bodies)

    assert [call.tool for call in told.calls] == ["get_interaction_summary"]
    for line in (f"| web | {web} [1] |", f"| cctv | {cctv} [1] |", f"| social | {social} [1] |"):
        assert line in told.answer
    assert f"**{web + cctv + social}** [1]" in told.answer


@pytest.mark.parametrize(
    "question",
    [
        "How many interactions per channel do we have?",
        "how many interactions do we have per channel",
        "What is the number of interactions by channel?",
        "Give me a breakdown of our interactions by channel.",
        "Hello! How many interactions do we have?",
    ],
)
def test_the_wording_of_a_channel_question_does_not_matter(question: str) -> None:
    told = ask(question, {name: summary_of(11, 22, 33) for name in INTERACTION_TOOLS})

    assert [call.tool for call in told.calls] == ["get_interaction_summary"]
    assert "| cctv | 22 [1] |" in told.answer


def test_groups_may_come_as_one_item_each_and_their_sum_is_called_derived() -> None:
    summary = found(item(1, "web", count=40), item(2, "social", count=2))

    told = ask("How many interactions per channel do we have?", {"get_interaction_summary": summary})

    assert "| web | 40 [1] |\n| social | 2 [2] |" in told.answer
    assert "Together 42 (derived: the sum of the rows above)." in told.answer


@given(orders=st.integers(1, 99_999), cancellations=st.integers(1, 99_999))
def test_orders_are_counted_apart_from_cancellations(orders: int, cancellations: int) -> None:
    told = ask_for_orders("How many orders came from Germany?", "Germany", orders, cancellations)

    assert [arguments["q"] for arguments in told.called("list_interactions")] == [
        "Germany",
        "Order from Germany",
        "Cancellation from Germany",
    ]
    assert [len(calls) for calls in told.rounds] == [1, 2]
    assert f"**{orders} orders** for Germany [7]" in told.answer
    assert f"A further {cancellations} are cancellations [8]. They are not counted above" in told.answer


@pytest.mark.parametrize("place", ["France", "United Kingdom", "Isle of Man", "EIRE", "Channel Islands", "Österreich"])
@pytest.mark.parametrize(
    "question",
    ["How many orders came from {}?", "What is the number of orders from {}?", "How many orders do we have from {}?"],
)
def test_any_name_can_be_asked_for(place: str, question: str) -> None:
    told = ask_for_orders(question.format(place), place, 31, 5)

    assert told.called("list_interactions")[0]["q"] == place
    assert f"**31 orders** for {place} [7]" in told.answer
    assert "A further 5 are cancellations [8]" in told.answer


def test_a_name_in_small_letters_is_understood() -> None:
    told = ask_for_orders("how many orders came from germany", "Germany", 12, 3)

    assert "**12 orders** for germany [7]" in told.answer


def test_no_cancellations_is_said() -> None:
    told = ask_for_orders("How many orders came from Norway?", "Norway", 36, 0)

    assert "**36 orders** for Norway [7]" in told.answer
    assert "No cancellations were found for Norway, so there is nothing to net." in told.answer


def test_two_names_are_both_counted() -> None:
    platforms = {"France": orders_platform("France", 10, 1), "Spain": orders_platform("Spain", 20, 2)}

    def body(arguments: Mapping[str, Any]) -> dict[str, Any]:
        return next(platform for place, platform in platforms.items() if place in arguments["q"])(arguments)

    told = ask("How many orders came from France and Spain?", {"list_interactions": body})

    assert "**10 orders** for France" in told.answer
    assert "**20 orders** for Spain" in told.answer


def test_an_unknown_name_is_reported_as_not_found() -> None:
    told = ask_for_orders("How many orders came from Atlantis?", "Germany", 12, 3)

    assert "Nothing was found for “Atlantis”" in told.answer
    assert "12" not in told.answer


def test_a_follow_up_takes_its_subject_from_the_question_before() -> None:
    history = (
        {"role": "user", "content": "How many orders came from Germany?"},
        {"role": "assistant", "content": "There are 12 orders for Germany [7]."},
    )

    told = ask("And in France?", {"list_interactions": orders_platform("France", 77, 4)}, history=history)

    assert "**77 orders** for France [7]" in told.answer


def test_all_orders_are_counted_by_how_their_records_begin() -> None:
    told = ask_for_orders("How many orders do we have?", "Germany", 44, 6)

    assert [arguments["q"] for arguments in told.called("list_interactions")] == [
        "order",
        "Order from",
        "Cancellation from",
    ]
    assert "**44 orders** [7]" in told.answer
    assert "A further 6 are cancellations [8]" in told.answer


def test_records_of_another_kind_are_counted_as_what_they_are() -> None:
    sessions = found(item(3, "Web session", text="Web session on /shoes | 95s | Germany"), total=17)
    empty = found(total=0)

    def body(arguments: Mapping[str, Any]) -> dict[str, Any]:
        return sessions if arguments["q"] == "Germany" else empty

    told = ask("How many visitors came from Germany?", {"list_interactions": body})

    assert "**17** records contain “Germany” [3]." in told.answer


def test_a_partial_count_is_said_to_be_partial() -> None:
    partial = found(item(3, "Web session on /shoes in Germany"), total=1000)
    partial["partial"] = True

    def body(arguments: Mapping[str, Any]) -> dict[str, Any]:
        return partial if arguments["q"] == "Germany" else found()

    told = ask("How many visitors came from Germany?", {"list_interactions": body})

    assert "**1000** records contain “Germany” [3]." in told.answer
    assert "partial (1 of 1000 shown)" in told.answer


def test_a_tool_that_fails_in_the_second_round_is_not_taken_for_zero() -> None:
    platform = orders_platform("Germany", 12, 3)

    def body(arguments: Mapping[str, Any]) -> dict[str, Any]:
        return platform(arguments) if arguments["q"] == "Germany" else failed("timeout", "It took too long")

    told = ask("How many orders came from Germany?", {"list_interactions": body})

    assert "**15** records contain “Germany”" in told.answer
    assert "The interactions was unavailable (It took too long)." in told.answer
