"""Which searches are the same in other words. Pairs that only look alike are those that the 75 % rule alone skips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crew_container.policy.similarity import MAX_CHARACTERS, is_same_search
from tests.support.near_duplicates import ALIKE_AND_DIFFERENT, THE_SAME

SAME = [
    THE_SAME,
    ("late delivery complaints", "complaints about late delivery"),
    ("Delivery complaint", "delivery complaints"),
    ("why do people leave at checkout?", "Why did people leave at the checkout"),
    ("payment errors in checkout", "find payment error checkout"),
    ("shirts in stock", "show me all shirts in stock"),
    ("orders from Germany", "find the orders from Germany"),
    ('posts that say "nine days"', 'find posts that say "nine days"'),
    ("store A queue", "queue of store A"),
    ("customers do not like X2", "customers don't like X2"),
]
DIFFERENT = [
    *ALIKE_AND_DIFFERENT,
    ("revenue for store a", "revenue for store b"),
    ("queue in store A", "queue in a store"),
    ("this week footfall", "footfall in a week"),
    ("reviews with complaints", "reviews without complaints"),
    ("shirts in stock", "shirts out of stock"),
    ("orders from Germany", "orders from Greece"),
    ("orders from Berlin to Paris", "orders from Paris to Berlin"),
    ("customer reviews of shirts", "negative customer reviews of shirts"),
    ('posts that say "nine days"', 'posts that say "nine weeks"'),
    ('posts that say "late" delivery', 'posts that say late "delivery"'),
    ("customer 123456 orders", "customer 1234567 orders"),
    ("SKU FH-SH-01 complaints", "SKU FH-SH-02 complaints"),
    ("conversion before 10:30", "conversion before 11:30"),
    ("conversion before launch", "conversion after launch"),
    ("people who bought bags", "people who returned bags"),
    ("car complaints", "care complaints"),
    ("price rise", "price fall"),
    ("version 1.2 errors", "version 1.3 errors"),
    ("", "delivery"),
    ("what about the", "which of these"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert is_same_search(one, other)
    assert is_same_search(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_alike_and_yet_another_question(one: str, other: str) -> None:
    assert not is_same_search(one, other)
    assert not is_same_search(other, one)


WORDS = st.lists(st.sampled_from(["delivery", "late", "store", "A", "B", "not", "12", "to", "the", "docs"]), max_size=6)


@given(WORDS, WORDS)
def test_the_order_of_the_two_makes_no_difference(left: list[str], right: list[str]) -> None:
    one, other = " ".join(left), " ".join(right)
    assert is_same_search(one, other) == is_same_search(other, one)


@given(st.text(max_size=MAX_CHARACTERS), st.integers(0, 9), st.integers(0, 9))
def test_a_number_that_differs_is_another_search(text: str, one: int, other: int) -> None:
    assert one == other or not is_same_search(f"{text[:500]} {one}", f"{text[:500]} {other}")


@given(st.text(max_size=600), st.text(max_size=600))
def test_any_texts_can_be_compared(one: str, other: str) -> None:
    assert is_same_search(one, other) in {True, False}


@pytest.mark.parametrize("text", ["a" * 512, "a " * 256, '"' * 512, "n't " * 128, "-'" * 256])
def test_a_long_text_is_only_the_same_as_itself(text: str) -> None:
    long = text + "x"
    assert is_same_search(long, long)
    assert not is_same_search(long, text)
