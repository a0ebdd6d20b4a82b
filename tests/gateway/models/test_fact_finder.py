"""How the model is asked for facts, and how its answer is read: as what it wrote, not as what it was told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.chat.facts import FoundFact
from gateway.models.fact_finder import FIND_FACTS, material_of, read_facts
from tests.requirements import requirement

LISBON = FoundFact("I manage the Lisbon store.")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("[]", []),
        ('[{"fact": "I manage the Lisbon store."}]', [LISBON]),
        ('```json\n[{"fact": "I manage the Lisbon store.", "kind": "fact", "replaces": null}]\n```', [LISBON]),
        ('Here they are: [{"fact": "I manage the Lisbon store.", "confidence": 1}] Done.', [LISBON]),
        ('[{"fact": "I manage the Lisbon store.", "kind": "job", "scope": "world"}]', [LISBON]),
        ('[{"fact": ""}, {"facts": 1}, 7, null, {"fact": "x", "replaces": "one"}]', []),
        ("There are none.", []),
        ("[{", []),
        ("] [", []),
        ('{"fact": "no list"}', []),
    ],
)
def test_what_a_model_writes_is_read_as_far_as_it_can_be(written: str, found: list[FoundFact]) -> None:
    assert read_facts(written) == found


def test_five_facts_are_read_and_their_words_kept() -> None:
    listed = [{"fact": f"f{n}", "kind": "preference", "scope": "session", "replaces": n} for n in range(9)]

    assert read_facts(json.dumps(listed)) == [FoundFact(f"f{n}", "preference", "session", n) for n in range(5)]


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_nothing_that_a_model_writes_is_an_error(written: str) -> None:
    assert all(isinstance(fact, FoundFact) for fact in read_facts(written))


@requirement("memory-source")
def test_the_model_is_shown_the_message_and_what_is_known_and_told_in_few_words_what_to_do() -> None:
    assert material_of("I moved to Porto.", ["I manage Lisbon.", "I like tables."]) == (
        "Known:\n1. I manage Lisbon.\n2. I like tables.\n\nMessage:\nI moved to Porto."
    )
    assert material_of("x" * 9_000, []) == f"Known:\n(nothing)\n\nMessage:\n{'x' * 4_000}"
    # Below 600 tokens of 3.5 bytes.
    assert len(FIND_FACTS.encode()) < 2_100
