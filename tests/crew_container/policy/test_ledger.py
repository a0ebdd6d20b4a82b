"""The tool ledger."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crew_container.policy.ledger import NewCall, OverBudget, RepeatedCall, ToolLedger, call_key

ARGUMENTS = st.dictionaries(st.sampled_from("abc"), st.one_of(st.none(), st.integers(0, 2), st.text(max_size=2)))
CALLS = st.lists(st.tuples(st.sampled_from(["one", "two"]), ARGUMENTS), max_size=60)


@given(CALLS, st.integers(1, 8))
def test_each_different_call_is_made_once_until_the_budget_is_spent(
    calls: list[tuple[str, dict[str, Any]]], budget: int
) -> None:
    ledger: ToolLedger[int] = ToolLedger(budget=budget)
    first_of: dict[str, int] = {}
    for position, (tool, arguments) in enumerate(calls):
        key = call_key(tool, arguments)
        match ledger.claim(tool, arguments):
            case NewCall(key=claimed):
                assert claimed == key
                assert key not in first_of
                ledger.keep(key, position)
                first_of[key] = position
            case RepeatedCall(handle=handle):
                assert handle == first_of[key]
            case OverBudget():
                assert len(first_of) == budget
                assert key not in first_of
    assert len(first_of) == min(budget, len({call_key(*call) for call in calls}))


def test_order_and_missing_arguments_make_no_difference_but_values_do() -> None:
    assert call_key("t", {"a": 1, "b": None, "c": "x"}) == call_key("t", {"c": "x", "a": 1})
    assert call_key("t", {"q": "store A"}) != call_key("t", {"q": "store B"})
    assert call_key("t", {"a": 1}) != call_key("t", {"a": "1"})


def made(ledger: ToolLedger[str], tool: str, result: str = "result", **arguments: Any) -> str:
    """Make a call that must be new; its key."""
    claim = ledger.claim(tool, arguments)
    assert isinstance(claim, NewCall), claim
    ledger.keep(claim.key, result)
    return claim.key


def test_a_call_that_failed_is_made_again_until_it_was_tried_enough() -> None:
    ledger: ToolLedger[str] = ToolLedger(budget=10)
    for tool, attempts in (("list_products", 3), ("search_products", 2)):
        for number in range(attempts):
            key = made(ledger, tool, f"failure {number}")
            ledger.note_failure(key, tool)
        repeated = ledger.claim(tool, {})
        assert isinstance(repeated, RepeatedCall)
        assert repeated.handle == f"failure {attempts - 1}"
        assert repeated.note is not None
        assert f"failed {attempts} times" in repeated.note


def test_a_failure_costs_each_time() -> None:
    ledger: ToolLedger[str] = ToolLedger(budget=2)
    for _ in range(2):
        ledger.note_failure(made(ledger, "t"), "t")
    assert ledger.claim("t", {}) == OverBudget(2)


def test_a_search_in_other_words_gets_the_earlier_result_with_a_note() -> None:
    ledger: ToolLedger[str] = ToolLedger(budget=1)
    made(ledger, "search_patterns", "docs", query="search for API docs", limit=5)

    alike = ledger.claim("search_patterns", {"query": "search api documentation", "limit": 5})

    assert isinstance(alike, RepeatedCall)
    assert alike.handle == "docs"
    assert alike.note is not None
    assert "search for API docs" in alike.note


def test_who_asks_again_in_those_words_means_them() -> None:
    ledger: ToolLedger[str] = ToolLedger(budget=2)
    made(ledger, "search_patterns", "first", query="late delivery complaints")
    other: dict[str, Any] = {"query": "complaints about late delivery"}
    assert isinstance(ledger.claim("search_patterns", other), RepeatedCall)

    assert made(ledger, "search_patterns", "second", **other)
    assert ledger.claim("search_patterns", other) == RepeatedCall("second")


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search_products", {"query": "late deliveries of parcels"}),
        ("search_interactions", {"query": "late deliveries of parcels", "source_type": "social"}),
        ("search_interactions", {"query": "late deliveries of parcels", "limit": 5}),
        ("search_interactions", {"query": "late deliveries of 2 parcels"}),
    ],
)
def test_another_tool_or_any_other_argument_makes_it_another_search(tool: str, arguments: dict[str, Any]) -> None:
    ledger: ToolLedger[str] = ToolLedger(budget=2)
    made(ledger, "search_interactions", query="late deliveries of a parcel")
    assert made(ledger, tool, **arguments)


def test_a_search_that_failed_answers_nobody() -> None:
    ledger: ToolLedger[str] = ToolLedger(budget=9)
    for _ in range(2):
        ledger.note_failure(made(ledger, "search_patterns", "failed", query="late delivery"), "search_patterns")
    assert made(ledger, "search_patterns", query="find late delivery")


def test_lists_without_words_are_never_alike() -> None:
    ledger: ToolLedger[str] = ToolLedger(budget=3)
    for since in ("2026-01-01", "2026-01-02", "2026-02-01"):
        made(ledger, "interaction_timeseries", since=since)
