"""The piece of a text that shows what was found."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.chat.search import CUT, LEAD_CHARACTERS, SNIPPET_CHARACTERS, Snippet, snippet_of


def test_a_short_text_is_shown_whole() -> None:
    assert snippet_of("why did it drop?", [(8, 10), (0, 3)]) == Snippet("why did it drop?", ((0, 3), (8, 10)))


def test_a_long_text_is_cut_at_words_around_the_first_match() -> None:
    text = "alpha beta " * 30 + "refund " + "gamma delta " * 30
    at = text.index("refund")

    shown = snippet_of(text, [(at, at + 6)])

    ((start, end),) = shown.matches
    assert shown.text[start:end] == "refund"
    assert shown.text.startswith(("…alpha ", "…beta "))
    assert shown.text.endswith(CUT)
    assert len(shown.text) <= SNIPPET_CHARACTERS + 2


def test_a_match_that_is_longer_than_the_snippet_ends_with_it() -> None:
    shown = snippet_of("a" * 400, [(10, 390)])

    assert shown == Snippet("a" * SNIPPET_CHARACTERS + CUT, ((10, SNIPPET_CHARACTERS),))


def test_a_snippet_is_one_line() -> None:
    assert snippet_of("a\r\nb\tc\u2028d", [(3, 4)]) == Snippet("a  b c d", ((3, 4),))


def test_matches_that_touch_are_one() -> None:
    assert snippet_of("abcdef", [(2, 4), (0, 2), (1, 3), (5, 6)]).matches == ((0, 4), (5, 6))


@given(st.data())
def test_every_match_that_is_shown_is_what_was_matched(data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("ab \n🎉é"), min_size=1, max_size=600))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 200)))

    shown = snippet_of(text, [(start, end)])

    assert len(shown.text) <= SNIPPET_CHARACTERS + 2
    ((begin, stop),) = shown.matches
    matched = "".join(" " if character.isspace() else character for character in text[start:end])
    assert stop > begin
    assert matched.startswith(shown.text[begin:stop])
    if end - start <= SNIPPET_CHARACTERS - LEAD_CHARACTERS:
        assert stop - begin == end - start
