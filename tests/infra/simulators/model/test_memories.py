"""The simulated analyst finds what people say of themselves, and tells it again when they ask."""

import json

import pytest

from infra.simulators.model.brain.memories import found_facts, told_earlier

TASK = "Find the facts that a person tells of themselves in one message. Reply with a JSON list."


def facts(message: str, known: str = "(nothing)") -> list[tuple[str, str, str, int | None]]:
    """What is found in a message."""
    written = found_facts(TASK, f"Known:\n{known}\n\nMessage:\n{message}")
    assert written is not None
    return [(fact["fact"], fact["kind"], fact["scope"], fact["replaces"]) for fact in json.loads(written)]


def block(*texts: str) -> str:
    """Instructions with memories."""
    lines = [json.dumps({"text": text, "kind": "fact", "day": "2026-11-02"}) for text in texts]
    return "\n".join(["You are an analyst.", "<memories>", *lines, "</memories>"])


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("How many visitors came yesterday?", []),
        ("I want to know how many visitors came.", []),
        ("Show the sales of my store.", []),
        (
            "Hi, I manage the Lisbon store. How are the sales?",
            [("I manage the Lisbon store.", "fact", "user", None)],
        ),
        ("Please remember that my name is Ana!", [("my name is Ana", "fact", "user", None)]),
        ("Please answer in tables.", [("Please answer in tables.", "preference", "user", None)]),
        (
            "In this chat only last week matters.",
            [("In this chat only last week matters.", "fact", "session", None)],
        ),
    ],
)
def test_sentences_about_oneself_are_facts(message: str, found: list[tuple[str, str, str, int | None]]) -> None:
    assert facts(message) == found


def test_what_is_known_is_no_news_and_what_has_changed_replaces_it() -> None:
    known = "1. I like tables.\n2. I manage the Lisbon store."

    assert facts("I manage the Lisbon store!", known) == []
    assert facts("I manage the Porto store now.", known) == [("I manage the Porto store now.", "fact", "user", 2)]
    assert facts("My team has 12 people.", known) == [("My team has 12 people.", "fact", "user", None)]


def test_other_tasks_and_other_material_are_none_of_this() -> None:
    assert found_facts("Write a title.", "Known:\nx\n\nMessage:\nI am Ana.") is None
    assert found_facts(TASK, "I am Ana.") is None


def test_a_question_about_what_was_said_is_answered_from_it() -> None:
    said = block("I manage the Lisbon store.", "My name is Ana.")

    assert told_earlier(said, "Which store do I manage?") == "You told me: “I manage the Lisbon store”."
    assert told_earlier(said, "What is my name?") == "You told me: “My name is Ana”."
    assert told_earlier(said, "What do you know about me?") == (
        "You told me: “I manage the Lisbon store”, “My name is Ana”."
    )


@pytest.mark.parametrize(
    "question",
    [
        "How many visitors did the Lisbon store have?",
        "What should the store I manage do better?",
        "What are our best products?",
        "Which team do I lead?",
    ],
)
def test_other_questions_are_not(question: str) -> None:
    assert told_earlier(block("I manage the Lisbon store.", "My name is Ana."), question) is None
    assert told_earlier("You are an analyst.", question) is None
