"""The window guard."""

from hypothesis import given
from hypothesis import strategies as st

from crew_container.policy.window import SHORTENED, Message, fit


def conversation(history: list[str], rounds: list[str]) -> list[Message]:
    messages: list[Message] = [{"role": "system", "content": "be good"}]
    messages += [{"role": "user" if n % 2 == 0 else "assistant", "content": text} for n, text in enumerate(history)]
    messages.append({"role": "user", "content": "question"})
    for text in rounds:
        messages.append({"role": "assistant", "content": "", "tool_calls": [{"id": "1"}]})
        messages.append({"role": "tool", "tool_call_id": "1", "content": text})
    return messages


def test_what_fits_is_left_alone() -> None:
    messages = conversation(["hi", "hello"], ["data"])
    assert fit(messages, max_bytes=1000) is messages


def test_the_oldest_tool_results_are_shortened_first() -> None:
    messages = conversation(["hi", "hello"], ["x" * 2000, "y" * 2000, "z" * 2000])
    kept = fit(messages, max_bytes=5000)
    assert [message["content"] for message in kept if message["role"] == "tool"] == [SHORTENED, "y" * 2000, "z" * 2000]
    assert messages[5]["content"] == "x" * 2000


def test_then_the_oldest_of_the_history_goes() -> None:
    kept = fit(conversation(["a" * 900, "b" * 900, "c" * 100], ["z" * 500]), max_bytes=1700)
    assert [message["content"] for message in kept[:4]] == ["be good", "b" * 900, "c" * 100, "question"]


@given(st.lists(st.text(max_size=400), max_size=6), st.lists(st.text(max_size=400), max_size=6), st.integers(0, 2000))
def test_system_question_and_newest_round_always_stay(history: list[str], rounds: list[str], room: int) -> None:
    messages = conversation(history, rounds)
    kept = fit(messages, max_bytes=room)
    assert kept[0] == messages[0]
    assert {"role": "user", "content": "question"} in kept
    if rounds:
        assert kept[-1] == messages[-1]
    assert [m.get("tool_call_id") for m in kept if m["role"] == "tool"] == ["1"] * len(rounds)
