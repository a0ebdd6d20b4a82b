"""What the classifiers see: words that are typed wrong, what was spoken of before, and always within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.chat.mind.features import BUCKETS, buckets, counts, mistyped
from gateway.chat.mind.topics import TOPICS, topics


@pytest.mark.parametrize(
    ("right", "typed"),
    [("visitors", "vistors"), ("sessions", "sesions"), ("anomalies", "anomlaies"), ("jacket", "jcaket")],
)
def test_a_word_and_its_misspelling_share_a_bucket(right: str, typed: str) -> None:
    assert mistyped(right) == mistyped(typed)
    assert buckets(right).keys() & buckets(typed).keys()


def test_a_reply_without_a_subject_has_that_of_the_answer_before() -> None:
    of_product = counts("and last month?", "The Alpine jacket costs 149 euros.")
    of_visits = counts("and last month?", "The store counted 845 visitors.")

    assert of_product != of_visits


def test_a_reply_with_a_subject_of_its_own_keeps_it() -> None:
    of_product = counts("how many visitors?", "The Alpine jacket costs 149 euros.")
    of_visits = counts("how many visitors?", "The store counted 845 visitors.")

    assert of_product == of_visits


@pytest.mark.parametrize(
    ("words", "topic"),
    [(["visitors"], "visits"), (["anomalies"], "patterns"), (["schuhe"], "products"), (["заказов"], "orders")],
)
def test_a_topic_is_told_by_the_beginning_of_a_word(words: list[str], topic: str) -> None:
    assert topic in topics(words)


def test_what_is_listed_as_a_whole_word_is_no_beginning() -> None:
    assert "products" in topics(["bag"])
    assert "products" not in topics(["baguette"])


@given(st.text(max_size=2_000), st.none() | st.text(max_size=500))
def test_every_text_has_features_within_their_bounds(text: str, previous: str | None) -> None:
    assert all(0 <= bucket < BUCKETS for bucket in buckets(text))
    assert sum(value * value for value in buckets(text).values()) == pytest.approx(1.0 if buckets(text) else 0.0)
    seen = counts(text, previous)
    assert len(seen) == len(counts("", None)) > len(TOPICS)
    assert all(0 <= each <= 1 for each in seen)
