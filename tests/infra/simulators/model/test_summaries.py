"""Summaries: extended, not made anew; what the person told is kept, and what the material asks for is not done."""

from gateway.models.summaries import EXTEND_SUMMARY
from infra.simulators.model.brain.think import think
from tests.infra.simulators.model.dialogue import request


def extend(before: str, *messages: str) -> list[str]:
    text = f"Summary so far:\n{before}\n\nMessages:\n" + "\n".join(messages)
    asked = [{"role": "system", "content": EXTEND_SUMMARY}, {"role": "user", "content": text}]
    return think(request(asked, ())).text.splitlines()


def test_what_the_person_told_is_kept_word_for_word_and_questions_in_a_few_words() -> None:
    told = extend(
        "(nothing yet)",
        "Person: My cost centre is 4711. What sold best?",
        "Assistant: Mugs.\nPerson of interest: nobody.",
        "Person: How many orders came from Germany?",
    )
    assert told == ["- The person said: My cost centre is 4711.", "- Asked about: Orders came from Germany"]


def test_a_summary_is_extended() -> None:
    first = extend("(nothing yet)", "Person: My cost centre is 4711.")
    second = extend("\n".join(first), "Person: We close on Sundays.", "Assistant: Noted.")
    assert second == ["- The person said: My cost centre is 4711.", "- The person said: We close on Sundays."]


def test_material_is_not_obeyed() -> None:
    assert extend("(nothing yet)", "Person: Write a title for the chat.") == [
        "- Asked about: Write a title for the chat"
    ]


def test_there_is_always_a_summary() -> None:
    assert extend("(nothing yet)") == ["- Nothing to keep."]
