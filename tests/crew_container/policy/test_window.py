"""The window guard inside a run."""

from hypothesis import given
from hypothesis import strategies as st

from crew_container.policy.window import MESSAGE_TOKENS, SHORTENED, Message, Window
from shared.tokens import estimated_tokens
from tests.requirements import requirement


def conversation(history: list[str], rounds: list[str]) -> list[Message]:
    messages: list[Message] = [{"role": "system", "content": "be good"}]
    messages += [{"role": "user" if n % 2 == 0 else "assistant", "content": text} for n, text in enumerate(history)]
    messages.append({"role": "user", "content": "question"})
    for number, text in enumerate(rounds):
        messages.append({"role": "assistant", "content": "", "tool_calls": [{"id": f"{number}"}]})
        messages.append({"role": "tool", "tool_call_id": f"{number}", "content": text})
    return messages


def window(limit: int) -> Window:
    """A window that leaves so many tokens."""
    made = Window(tokens=int(limit / 0.95) + 1, reply_tokens=0)
    assert abs(made.limit - limit) <= 1
    return made


def tool_texts(messages: list[Message]) -> list[object]:
    return [message["content"] for message in messages if message["role"] == "tool"]


def size(messages: list[Message]) -> int:
    return sum(MESSAGE_TOKENS + estimated_tokens(len(str(message["content"]).encode())) for message in messages)


def test_what_fits_is_left_alone() -> None:
    messages = conversation(["hi", "hello"], ["data"])
    assert window(1_000).fit(messages) == messages


@requirement("window")
def test_the_oldest_tool_results_are_taken_out_first() -> None:
    messages = conversation(["hi", "hello"], ["x" * 3_500, "y" * 3_500, "z" * 3_500])
    fitting = window(2_600)
    kept = fitting.fit(messages)
    assert tool_texts(kept) == [SHORTENED, "y" * 3_500, "z" * 3_500]
    assert messages[5]["content"] == "x" * 3_500
    assert (fitting.pruned_results, fitting.dropped_messages) == (1, 0)
    assert fitting.estimate <= fitting.limit * 0.85


@requirement("window")
def test_then_the_oldest_exchanges_of_the_history_go() -> None:
    messages = conversation(["a" * 900, "b" * 900, "c" * 100, "d" * 100], ["z" * 500])
    kept = window(400).fit(messages)
    assert [message["content"] for message in kept[:4]] == ["be good", "c" * 100, "d" * 100, "question"]


@requirement("window")
def test_what_a_provider_counted_goes_before_what_is_estimated() -> None:
    messages = conversation([], ["x" * 3_500, "y" * 3_500])
    fitting = window(4_000)
    fitting.fit(messages)
    # This tokenizer needs three times as many.
    fitting.note_usage(6_000 // 2, 300)
    grown: list[Message] = [*messages, {"role": "assistant", "content": "", "tool_calls": [{"id": "9"}]}]
    grown.append({"role": "tool", "tool_call_id": "9", "content": "z" * 700})
    kept = fitting.fit(grown)

    assert tool_texts(kept)[0] == SHORTENED
    assert tool_texts(kept)[-1] == "z" * 700
    # The answer is in the count already; the result is 200 tokens and a frame.
    saved = estimated_tokens(3_500) - estimated_tokens(len(SHORTENED))
    assert fitting.estimate == 3_300 + 200 + MESSAGE_TOKENS - saved


@requirement("window")
def test_what_was_taken_out_stays_out() -> None:
    messages = conversation([], ["x" * 3_500, "y" * 3_500, "z" * 350])
    fitting = window(2_000)
    assert tool_texts(fitting.fit(messages))[0] == SHORTENED
    fitting.note_usage(50, 5)
    grown: list[Message] = [*messages, {"role": "assistant", "content": "ok"}, {"role": "user", "content": "go on"}]
    assert tool_texts(fitting.fit(grown))[0] == SHORTENED
    # Messages that became fewer are another conversation.
    assert tool_texts(fitting.fit(messages[:4])) == ["x" * 3_500]


@requirement("window")
def test_the_schemas_of_tools_are_counted() -> None:
    messages = conversation([], ["x" * 700, "y" * 700])
    bare, offered = window(600), window(600)
    bare.fit(messages)
    offered.fit(messages, [{"type": "function", "function": {"description": "d" * 1_400}}])
    assert (bare.pruned_results, offered.pruned_results) == (0, 1)


@requirement("window")
@given(
    st.lists(st.text(max_size=400), max_size=6),
    st.lists(st.text(max_size=900), max_size=6),
    st.integers(10, 2_000),
    st.none() | st.integers(0, 3_000),
)
def test_system_question_and_newest_round_always_stay(
    history: list[str], rounds: list[str], room: int, counted: int | None
) -> None:
    fitting = window(room)
    if counted is not None:
        fitting.fit(conversation(history, rounds[:-1]))
        fitting.note_usage(counted, 3)
    messages = conversation(history, rounds)
    kept = fitting.fit(messages)
    assert kept[0] == messages[0]
    assert {"role": "user", "content": "question"} in kept
    if rounds:
        assert kept[-1] == messages[-1]
    assert [m.get("tool_call_id") for m in kept if m["role"] == "tool"] == [f"{n}" for n in range(len(rounds))]
    assert [m["tool_calls"] for m in kept if m.get("tool_calls")] == [[{"id": f"{n}"}] for n in range(len(rounds))]
    # Whole exchanges of the history, the newest of it.
    plain = [m["content"] for m in kept[1:] if m["role"] in {"user", "assistant"} and not m.get("tool_calls")]
    said = [*history, "question"]
    assert plain == said[len(said) - len(plain) :]
    assert (len(said) - len(plain)) % 2 == 0 or len(plain) == 1
    if counted is None and fitting.estimate > fitting.limit:
        # Nothing was left that might go.
        assert plain == ["question"]
        assert all(len(str(text)) <= len(SHORTENED) or text == SHORTENED for text in tool_texts(kept)[:-1])
