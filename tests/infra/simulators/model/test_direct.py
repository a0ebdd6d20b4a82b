"""Without tools and findings: small talk, small jobs, and the honest limit."""

import pytest

from infra.simulators.model.brain.think import think
from tests.infra.simulators.model.dialogue import INTERACTION_TOOLS, request


def say(text: str, *, system: str = "You are a friendly assistant.", tools: tuple[str, ...] = ()) -> str:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": text}]
    reply = think(request(messages, tools))
    assert reply.calls == ()
    return reply.text


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("hi", "Hello!"),
        ("Good morning!", "Hello!"),
        ("Thanks a lot", "You are welcome!"),
        ("thank you very much!", "You are welcome!"),
        ("Bye!", "Goodbye!"),
        ("Who are you?", "I am a simulated analyst."),
    ],
)
@pytest.mark.parametrize("tools", [(), INTERACTION_TOOLS])
def test_small_talk_is_answered_without_any_call(text: str, start: str, tools: tuple[str, ...]) -> None:
    assert say(text, tools=tools).startswith(start)


def test_a_question_about_data_cannot_be_answered_without_tools() -> None:
    told = say("How many orders came from Germany?")

    assert told.startswith("I cannot know that")
    assert not any(character.isdigit() for character in told)
