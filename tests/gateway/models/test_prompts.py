"""What is read out of a model's answer: plain, short, one line each."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.models.prompts import (
    MAX_ANSWER_CHARACTERS,
    MAX_QUESTION_CHARACTERS,
    MAX_SUGGESTION_CHARACTERS,
    MAX_SUGGESTIONS,
    MAX_TITLE_CHARACTERS,
    material_of,
    read_suggestions,
    read_title,
)

LONG = "The reasons for the drop of checkout conversion in the last week of October"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Checkout conversion", "Checkout conversion"),
        ('"Checkout conversion"', "Checkout conversion"),
        ("“Checkout” and “delivery”.", "Checkout and delivery"),
        ("**Title:** Checkout `conversion`", "Checkout conversion"),
        ("# Checkout\n\nIt is about…", "Checkout"),
        ("Here is a title:\n- _Checkout_ drop", "Checkout drop"),
        ("Title: Titles of order_line 5 * 3", "Titles of order_line 5 * 3"),
        ("1. Checkout", "Checkout"),
        ("2024 sales", "2024 sales"),
        ("[Checkout](https://evil.example)", "Checkout"),
        ("Check\x1b[31mout\x07 \u202edrop\u2066", "Check[31mout drop"),
        ("What's up?", "What's up?"),
        ("退货原因。", "退货原因"),
        ("👩‍💻 work", "👩‍💻 work"),
        (LONG, "The reasons for the drop of checkout conversion in the last…"),
        ("x" * 100, "x" * 59 + "…"),
        ("", None),
        ("  \n\t\n", None),
        ('""', None),
        ("**", None),
        ("Title:", None),
    ],
)
def test_a_title_is_one_plain_line(written: str, title: str | None) -> None:
    assert read_title(written) == title


@given(st.text())
def test_whatever_is_written_a_title_is_short_and_shows_as_it_is(written: str) -> None:
    title = read_title(written)

    if title is not None:
        assert 0 < len(title) <= MAX_TITLE_CHARACTERS
        assert title == title.strip()
        kinds = {unicodedata.category(character) for character in title if character not in "\u200c\u200d"}
        assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert not set(title) & set('"“”«»')


def test_suggestions_are_at_most_three_plain_questions() -> None:
    written = (
        "Here are three questions:\n1. **Why** did it drop?\n2) why DID it drop?\n- Who said “late”?\n\n"
        f"{'Very ' * 20}long?\nWhat was asked?\n“And then?”\nOne more?"
    )

    assert read_suggestions(written, "what was asked? ") == ["Why did it drop?", "Who said “late”?", "And then?"]
    assert read_suggestions("", "x") == []


@given(st.text())
def test_whatever_is_written_suggestions_are_few_and_short(written: str) -> None:
    found = read_suggestions(written, "x")

    assert len(found) == len(set(found)) <= MAX_SUGGESTIONS
    assert all(0 < len(line) <= MAX_SUGGESTION_CHARACTERS and line == line.strip() for line in found)


def test_long_texts_are_cut_before_they_are_sent() -> None:
    material = material_of("q" * 10_000, "a" * 100_000)

    assert (material.count("q"), material.count("a")) == (MAX_QUESTION_CHARACTERS, MAX_ANSWER_CHARACTERS)
