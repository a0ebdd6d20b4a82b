"""Images in a text are found in whatever pieces it comes, and nothing else of it is changed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.chat.image_finder import MARK, FoundImage, ImageFinder
from tests.requirements import requirement

HEAD = "data:image/png;base64,"
FRAGMENTS = st.sampled_from(
    [
        "![a]",
        "(data:",
        "image/",
        MARK,
        HEAD,
        f"]({HEAD}",
        "AAAA",
        "QUJD" * 5,
        "=",
        ")",
        "](",
        "]",
        "(",
        " ",
        "d",
        "data:image/svg+xml,<svg>",
        "]( data:image/png;base64,AAAA)",
        "word ",
        "\n",
        "ü",
    ]
)


def found_in(*pieces: str, max_characters: int = 1_000) -> tuple[str, list[FoundImage]]:
    """The text with `@` in place of images, and these."""
    finder = ImageFinder(max_characters)
    told = [each for piece in pieces for each in finder.feed(piece)] + finder.end()
    return "".join(each if isinstance(each, str) else "@" for each in told), [
        each for each in told if isinstance(each, FoundImage)
    ]


@pytest.mark.parametrize(
    ("text", "rest", "images"),
    [
        (f"See ![a chart]({HEAD}QUJD) and", "See ![a chart](@) and", ["QUJD"]),
        (f'![a]({HEAD}QUJD "title")', '![a](@ "title")', ["QUJD"]),
        (f"![a]({HEAD}QUJD", "![a](@", ["QUJD"]),
        (f"![a]({HEAD}QUI=)![b]({HEAD}QQ==)", "![a](@)![b](@)", ["QUI=", "QQ=="]),
        ("![a](data:image/jpeg;name=a.jpg;base64,QUJD)", "![a](@)", ["QUJD"]),
        ("![a](data:image/svg+xml,<svg>)", "![a](data:image/svg+xml,<svg>)", []),
        ("![a](https://example.com/a.png)", "![a](https://example.com/a.png)", []),
        (f"`{HEAD}QUJD`", f"`{HEAD}QUJD`", []),
        ("![a](data:image/png;base64", "![a](data:image/png;base64", []),
        ("![a](data:image/", "![a](data:image/", []),
        ("a [b] (c) ]( d", "a [b] (c) ]( d", []),
        (f"![a](data:image/{'x' * 200};base64,QUJD)", f"![a](data:image/{'x' * 200};base64,QUJD)", []),
        (f"![a](data:image/x)![b]({HEAD}QUJD)", "![a](data:image/x)![b](@)", ["QUJD"]),
    ],
)
@requirement("inline-images")
def test_an_image_is_found_whole_and_letter_by_letter(text: str, rest: str, images: list[str]) -> None:
    whole, by_letter = found_in(text), found_in(*text)

    assert whole == by_letter
    assert (whole[0], [image.encoded for image in whole[1]]) == (rest, images)


@given(st.lists(FRAGMENTS, max_size=30), st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_how_a_text_is_cut_changes_nothing(fragments: list[str], lengths: list[int]) -> None:
    text = "".join(fragments)
    pieces: list[str] = []
    at = 0
    while at < len(text):
        length = lengths[len(pieces) % len(lengths)]
        pieces.append(text[at : at + length])
        at += length

    whole, cut = found_in(text, max_characters=12), found_in(*pieces, max_characters=12)

    assert whole == cut
    # Put back, the images make the text what it was.
    told, images = found_in(text)
    for image in images:
        told = told.replace("@", f"{image.head}{image.encoded}", 1)
    assert told == text


def test_a_piece_that_ends_with_a_citation_is_told_at_once() -> None:
    finder = ImageFinder(1_000)

    assert finder.feed("As it says [1]") == ["As it says [1]"]
    assert finder.feed(f"({HEAD}QUJD)") == ["(", FoundImage(HEAD, "QUJD"), ")"]


def test_of_an_image_that_is_too_long_nothing_is_held() -> None:
    finder = ImageFinder(1_000)
    finder.feed(f"![a]({HEAD}")

    for _ in range(1_000):
        assert finder.feed("QUJD" * 1_000) == []
        assert sum(len(piece) for piece in finder._pieces) <= 1_000

    assert finder.feed(")") == [FoundImage(HEAD, None), ")"]


@pytest.mark.parametrize(
    "hostile", ["![", "](data:image/", "](", "]", "![a](data:image/png;base64,A)", "](data:image/a"]
)
def test_no_text_takes_longer_than_its_length(hostile: str) -> None:
    def seconds(times: int) -> float:
        text = hostile * times
        began = time.process_time()
        finder = ImageFinder(100)
        for at in range(0, len(text), 4_096):
            finder.feed(text[at : at + 4_096])
        finder.end()
        return time.process_time() - began

    seconds(1_000)
    # Quadratic, sixteen times the length would take 256 times as long.
    assert seconds(64_000) < 80 * max(seconds(4_000), 0.0005)
