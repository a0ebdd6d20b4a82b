"""What a model is given to read of a session: never too much, never the wrong part of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.chat.window import (
    KEPT_MESSAGES,
    LEFT_OUT,
    MESSAGE_TOKENS,
    TURNS_PER_SUMMARY,
    Checkpoint,
    Past,
    PastTurn,
    Window,
    due,
    fit,
    material_of,
    tokens_of,
)
from shared.ids import TurnId
from shared.runs import PastMessage
from shared.tokens import estimated_tokens
from tests.requirements import requirement

WINDOW = Window(8_000, 1_000)
FIXED = 1_500
WORDS = st.text(alphabet="ab é漢😀\n", max_size=80)
TEXTS = st.builds(lambda word, times: word * times, WORDS, st.sampled_from([0, 1, 1, 1, 5, 60]))


def turn(number: int, question: str = "q", answer: str = "a") -> PastTurn:
    """A turn of the past."""
    return PastTurn(TurnId(f"turn_{number}"), question, answer)


def sized(number: int, tokens: int) -> PastTurn:
    """A turn whose two messages have so many tokens together."""
    each = "x" * int((tokens / 2 - MESSAGE_TOKENS) * 3.5)
    return turn(number, f"{number}".ljust(len(each), "q"), each)


def cost(messages: tuple[PastMessage, ...], question: str, summary: str | None) -> int:
    """What a request has, as it is estimated."""
    texts = [message.text for message in messages] + [question] + ([summary] if summary is not None else [])
    return FIXED + sum(tokens_of(text) for text in texts)


@requirement("window")
@given(
    said=st.lists(st.tuples(TEXTS, TEXTS), max_size=40),
    question=TEXTS,
    summary=st.none() | st.text(max_size=400),
)
def test_what_is_sent_fits_the_newest_is_in_it_and_nothing_is_out_of_order(
    said: list[tuple[str, str]], question: str, summary: str | None
) -> None:
    turns = tuple(turn(number, *texts) for number, texts in enumerate(said))
    checkpoint = None if summary is None else Checkpoint(summary, 7)
    fitted = fit(Past(turns, checkpoint), question, WINDOW, FIXED)

    # Questions and summaries that leave no room are not this one's to cut; then as little as possible is sent.
    room = WINDOW.limit - cost((), question, summary)
    if room > 500:
        assert cost(fitted.messages, question, summary) <= WINDOW.limit
    assert fitted.tokens == cost(fitted.messages, question, summary)
    everything = [message for one in turns for message in one.messages]
    newest = everything[-KEPT_MESSAGES:]
    assert [message.role for message in fitted.messages[-len(newest) :]] == [message.role for message in newest]
    sent = list(fitted.messages)
    of_all = everything[len(everything) - len(sent) :]
    for mine, whole in zip(sent, of_all, strict=True):
        beginning = mine.text.split(LEFT_OUT)[0]
        assert mine.role == whole.role
        assert mine.text == whole.text or whole.text.startswith(beginning) or mine.text == LEFT_OUT.strip()
    # Whole turns: the first message sent is a question, unless a turn had none.
    assert (
        fitted.omitted_turns == 0
        or not sent
        or sent[0] == turns[fitted.omitted_turns].messages[0]
        or (fitted.shortened_messages > 0)
    )
    if len(sent) == len(everything) and sent == everything and checkpoint is None:
        assert fitted.is_whole
    assert fitted.summary == summary


@requirement("window")
def test_a_short_past_is_sent_as_it_is() -> None:
    turns = tuple(sized(number, 100) for number in range(30))
    fitted = fit(Past(turns), "?", WINDOW, FIXED)

    assert fitted.is_whole
    assert fitted.messages == tuple(message for one in turns for message in one.messages)


@requirement("window")
def test_long_messages_of_long_ago_are_shortened_before_anything_is_left_out() -> None:
    old = turn(0, "What is it?", "B" + "x" * 9_000 + "E")
    turns = (old, *(sized(number, 250) for number in range(1, 9)))
    fitted = fit(Past(turns), "?", WINDOW, FIXED)

    assert (fitted.shortened_messages, fitted.omitted_turns) == (1, 0)
    answer = fitted.messages[1].text
    assert (answer[0], answer[-1], LEFT_OUT in answer, len(answer)) == ("B", "E", True, 2_000 + len(LEFT_OUT))
    assert fitted.messages[2:] == tuple(message for one in turns[1:] for message in one.messages)


@requirement("window")
def test_what_does_not_fit_is_left_out_from_the_oldest_on_in_whole_turns() -> None:
    turns = tuple(sized(number, 400) for number in range(40))
    fitted = fit(Past(turns, Checkpoint("the summary", 3)), "?", WINDOW, FIXED)

    assert fitted.omitted_turns > 0
    assert len(fitted.messages) == 2 * (40 - fitted.omitted_turns)
    assert fitted.messages[0].text == turns[fitted.omitted_turns].question
    assert WINDOW.limit - 410 < fitted.tokens <= WINDOW.limit
    assert (fitted.summary, fitted.summarised_turns) == ("the summary", 3)


@requirement("window")
def test_the_newest_messages_are_sent_even_when_each_of_them_is_too_long() -> None:
    turns = tuple(turn(number, f"q{number}", f"{number}" + "x" * 30_000) for number in range(6))
    fitted = fit(Past(turns), "?" * 700, WINDOW, FIXED)

    assert [message.text[:2] for message in fitted.messages[-5:]] == ["3x", "q4", "4x", "q5", "5x"]
    assert fitted.tokens <= WINDOW.limit


@requirement("window")
def test_a_summary_is_due_when_the_window_fills_and_not_more_often_than_that() -> None:
    few = tuple(sized(number, 300) for number in range(TURNS_PER_SUMMARY - 1))
    full = (*few, sized(20, 300))
    assert due(Past(few), WINDOW, FIXED) == ()
    taken = due(Past(full), WINDOW, FIXED)
    # The newest stay: they are sent as they are.
    assert 0 < len(taken) < len(full)
    assert taken == full[: len(taken)]
    kept = sum(tokens_of(message.text) for one in full[len(taken) :] for message in one.messages)
    assert kept <= WINDOW.limit * 0.3
    # Twenty small turns can wait; what a provider counted goes before what is estimated here.
    small = tuple(sized(number, 30) for number in range(20))
    assert due(Past(small), WINDOW, FIXED) == ()
    assert due(Past(small, anchor=WINDOW.trigger), WINDOW, FIXED) != ()
    # A call that failed is not made again after every turn.
    longer = tuple(sized(number, 300) for number in range(40))
    assert [count for count in range(20, 40) if due(Past(longer[:count]), WINDOW, FIXED)] == [20, 25, 30, 35]


@requirement("window")
def test_what_is_summarised_has_every_message_of_the_turns() -> None:
    turns = [turn(number, f"question {number} " + "q" * 5_000, f"answer {number}") for number in range(30)]
    material = material_of(turns, 20_000)

    assert len(material) < 22_000
    assert all(
        f"Person: question {number} " in material and f"Assistant: answer {number}\n" in f"{material}\n"
        for number in range(30)
    )


@pytest.mark.parametrize(
    ("window", "limit"), [(Window(), 20_752), (Window(2_000, 1_990), 0), (Window(128_000, 4_096), 117_504)]
)
def test_the_limit_leaves_room_for_the_answer_and_a_reserve(window: Window, limit: int) -> None:
    assert (window.limit, window.trigger) == (limit, int(limit * 0.85))


def test_a_model_with_hardly_any_window_is_given_hardly_anything() -> None:
    turns = tuple(sized(number, 300) for number in range(5))
    fitted = fit(Past(turns), "?", replace(WINDOW, tokens=1_000), FIXED)

    assert [message.text for message in fitted.messages] == [LEFT_OUT.strip()] * len(fitted.messages)
    assert estimated_tokens(sum(len(message.text) for message in fitted.messages)) < 100
