"""Citation numbers."""

import time

from hypothesis import given
from hypothesis import strategies as st

from crew_container.policy.citations import CitationBook, cited_numbers
from shared.tools import Reference, ReferenceType, ToolItem, ToolResult


def result(*items: tuple[int, str]) -> ToolResult:
    found = tuple(ToolItem(n=n, type="product", id=name, title=name) for n, name in items)
    return ToolResult(tool="search_products", ok=True, items=found)


def test_numbers_are_found_in_all_their_forms() -> None:
    assert cited_numbers("a [2], b [1, 3] and [3,4]; not [x], [1.5], [], [12345] or arr[ 7 ]") == [1, 2, 3, 4]


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=20))
def test_every_written_list_is_read_back(numbers: list[int]) -> None:
    assert cited_numbers(f"so it is [{', '.join(map(str, numbers))}].") == sorted(set(numbers))


@given(st.text(alphabet="[]0123456789, ab", max_size=300))
def test_any_text_gives_ascending_numbers_that_stand_in_it(text: str) -> None:
    numbers = cited_numbers(text)
    assert numbers == sorted(set(numbers))
    digits = text.replace(" ", "")
    assert all(any(f"{mark}{form}" in digits for mark in "[," for form in _forms(n)) for n in numbers)


def _forms(number: int) -> list[str]:
    return [str(number).rjust(width, "0") for width in range(1, 5)]


def test_a_hostile_answer_does_not_take_long() -> None:
    began = time.process_time()
    for text in ("[" * 200_000, "[1," * 100_000, "[1" + " " * 200_000, "[1, " + "1, " * 100_000):
        assert cited_numbers(text) == []
    assert time.process_time() - began < 2


def test_the_same_thing_keeps_its_number() -> None:
    book = CitationBook()
    kinds: list[tuple[ReferenceType, str]] = [("product", "a"), ("pattern", "a"), ("product", "a"), ("product", "b")]
    assert [book.number_of(kind, name) for kind, name in kinds] == [1, 2, 1, 3]


@given(st.lists(st.tuples(st.sampled_from(["product", "pattern"]), st.text(max_size=3))))
def test_numbers_are_one_to_one(things: list[tuple[ReferenceType, str]]) -> None:
    book = CitationBook()
    numbers = {thing: book.number_of(*thing) for thing in things}
    assert sorted(numbers.values()) == list(range(1, len(set(things)) + 1))


def test_only_what_a_tool_showed_can_be_cited() -> None:
    book = CitationBook()
    book.remember(result((2, "Mug"), (1, "Tray")), tool_call_id="call_1")
    book.remember(result((2, "Mug")), tool_call_id="call_2")
    assert book.cited_in("[2] and [1, 9]") == (
        Reference(index=1, type="product", label='Product: "Tray"', id="Tray", tool_call_id="call_1"),
        Reference(index=2, type="product", label='Product: "Mug"', id="Mug", tool_call_id="call_1"),
    )
