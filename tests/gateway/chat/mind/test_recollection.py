"""Asking for what was said before, telling what to keep, and everything that only sounds like it."""

import pytest

from gateway.chat.mind.assessment import Assessment, hinted
from gateway.chat.mind.features import contracted
from gateway.chat.mind.recollection import asks_for_the_past, tells_to_keep


@pytest.mark.parametrize(
    "message",
    [
        "do you remember which store I manage?",
        "What's my name?",
        "remind me what we decided about the boots",
        "you told me a number for Graz, which one was it",
        "continue where we left off",
        "was hast du mir gestern über die Retouren gesagt?",
        "Qu'est-ce que je t'ai dit hier ?",
        "¿te acuerdas de mi objetivo?",
        "ti ricordi il mio obiettivo?",
        "помнишь, о чём мы говорили?",
        "你还记得我的目标吗",
    ],
)
def test_who_asks_for_what_was_said_needs_the_memory_and_nothing_else(message: str) -> None:
    found = hinted(Assessment("ATOM", 0.9, "classifier", message), ())

    assert (found.needs_memory, found.level) == (True, "ATOM")


@pytest.mark.parametrize(
    "message",
    [
        "are you a real person or a bot?",
        "what did you say?",
        "remind me what ROI means",
        "explain a to me",
        "what did people say about us before the sale?",
        "say that again in other words than before",
    ],
)
def test_what_only_sounds_like_it_is_not_a_question_for_the_past(message: str) -> None:
    found = hinted(Assessment("ATOM", 0.9, "classifier", message), ())

    assert (found.needs_memory, found.level) == (False, "ATOM")


@pytest.mark.parametrize(
    "message",
    [
        "remember that I prefer tables",
        "Please keep in mind: our week starts on Sunday",
        "from now on answer in French",
        "My name's Ada",
        "merk dir bitte, dass ich nur Graz betreue",
        "I look after the Nordic shops, keep that in mind",
    ],
)
def test_who_tells_what_to_keep_asks_for_nothing_of_the_past(message: str) -> None:
    said = contracted(message)

    assert (tells_to_keep(said), asks_for_the_past(said)) == (True, False)
