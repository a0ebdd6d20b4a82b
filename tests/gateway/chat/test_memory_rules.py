"""When memory is looked at, when something is learned, and what begins anew."""

import pytest

from gateway.chat.memory_rules import (
    is_start_over,
    may_teach,
    since_start_over,
    speaks_of_oneself,
    wants_memory,
    words_of,
)
from shared.runs import PastMessage
from tests.requirements import requirement


@requirement("memory")
@pytest.mark.parametrize(
    "text", ["hi", "Hello there!", "Good morning.", "ok", "clear", "/reset", "Thank you very much"]
)
def test_greetings_commands_and_a_word_or_two_look_for_nothing(text: str) -> None:
    assert not wants_memory(text)
    assert not may_teach(text)


def test_questions_look_for_something_whatever_their_script() -> None:
    assert wants_memory("How many visitors?")
    assert wants_memory("我的商店怎么样？")
    assert wants_memory("good morning, how are the sales?")
    assert may_teach("I manage the Lisbon store")
    assert not may_teach("Where am I?")
    assert not may_teach("/remember that I manage the Lisbon store")


@requirement("start-over")
@pytest.mark.parametrize("text", ["start over", "Start over!", "  reset ", "New chat.", "/new", "CLEAR"])
def test_a_message_that_is_a_command_begins_anew(text: str) -> None:
    assert is_start_over(text)


@requirement("start-over")
@pytest.mark.parametrize(
    "text",
    [
        "show new products",
        "new",
        "clear the filter on stores",
        "how do I start over?",
        "reset my password",
        "newest chat",
    ],
)
def test_the_same_words_in_another_message_do_nothing(text: str) -> None:
    assert not is_start_over(text)
    assert since_start_over([said(text), said("yes", "assistant")]) == (said(text), said("yes", "assistant"))


def test_who_says_i_or_my_speaks_of_themselves() -> None:
    assert speaks_of_oneself("What is my name?")
    assert speaks_of_oneself("Wer bin ich?")
    assert not speaks_of_oneself("Hello there, which mines are in Myanmar?")


def said(text: str, role: str = "user") -> PastMessage:
    """A message."""
    return PastMessage.model_validate({"role": role, "text": text})


@requirement("start-over")
def test_nothing_before_the_last_new_beginning_is_told() -> None:
    history = [
        *(said("a"), said("A", "assistant"), said("start over"), said("ok", "assistant")),
        *(
            said("b"),
            said("B", "assistant"),
            said("/reset"),
            said("ok", "assistant"),
            said("c"),
            said("C", "assistant"),
        ),
    ]

    assert since_start_over(history) == (said("c"), said("C", "assistant"))
    assert since_start_over(history[:8]) == ()
    # Its answer had no text.
    assert since_start_over([said("a"), said("reset"), said("b")]) == (said("b"),)
    # What an answer says is no command.
    assert since_start_over([said("a"), said("start over", "assistant")]) == (
        said("a"),
        said("start over", "assistant"),
    )


def test_words_that_every_text_has_are_not_looked_for() -> None:
    assert words_of("What is the target of MY store, the store in Köln?") == ["target", "store", "köln"]
    assert len(words_of(" ".join(f"w{n}" for n in range(100)))) == 24
