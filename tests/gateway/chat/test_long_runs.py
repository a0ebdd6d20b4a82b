"""Base64 that goes on and on is cut in whatever pieces it comes, and nothing else of a text is changed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.chat.long_runs import CUT, LongRuns
from tests.requirements import requirement

MOST = 12
PIECES = st.lists(st.text(st.sampled_from("aZ0+/=_%- \n:;,.#ü漢"), max_size=30), max_size=12)


def cut(*pieces: str, most: int = MOST) -> str:
    """The text as it may stay."""
    runs = LongRuns(most)
    return "".join(runs.cut(piece) for piece in pieces)


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        (["A" * 12], "A" * 12),
        (["A" * 13], "A" * 12 + CUT),
        (["A" * 12, "A"], "A" * 12 + CUT),
        (["A" * 7, "A" * 7, "A" * 7, "."], "A" * 12 + CUT + "."),
        (["A" * 12, " ", "A" * 12], "A" * 12 + " " + "A" * 12),
        (["A" * 40 + " and " + "B" * 40, "B"], f"{'A' * 12}{CUT} and {'B' * 12}{CUT}"),
        (
            ['<img src="data:image/png;base64,', "QUJD" * 9, '">'],
            f'<img src="data:image/png;base64,{"QUJD" * 3}{CUT}">',
        ),
        (["漢" * 100], "漢" * 100),
        ([f"{'word ' * 100}"], "word " * 100),
    ],
)
def test_a_run_is_cut_where_it_is_too_long(pieces: list[str], told: str) -> None:
    assert cut(*pieces) == told


@requirement("inline-images")
@given(PIECES)
def test_pieces_change_nothing(pieces: list[str]) -> None:
    text = "".join(pieces)

    assert cut(*pieces) == cut(text) == re.sub(r"([A-Za-z0-9+/=_%-]{12})[A-Za-z0-9+/=_%-]+", rf"\1{CUT}", text)


def test_a_text_that_is_over_takes_nothing_from_the_next_one() -> None:
    runs = LongRuns(MOST)
    first = runs.cut("A" * 12)
    runs.end()

    assert first + runs.cut("B" * 12) == "A" * 12 + "B" * 12
