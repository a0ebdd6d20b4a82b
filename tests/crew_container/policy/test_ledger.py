"""The tool ledger."""

from typing import Any

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


def test_a_forgotten_call_is_new_again_and_costs_again() -> None:
    ledger: ToolLedger[str] = ToolLedger(budget=2)
    for _ in range(2):
        claim = ledger.claim("t", {})
        assert isinstance(claim, NewCall)
        ledger.keep(claim.key, "failed")
        ledger.forget(claim.key)
    assert ledger.claim("t", {}) == OverBudget(2)
