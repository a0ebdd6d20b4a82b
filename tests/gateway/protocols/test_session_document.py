"""The JSON document of a session: what is written can be read; what cannot be ours is refused, whatever it is."""

import copy
import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.chat.mind.decision import Skipped
from gateway.chat.model import FinishedTurn, Message, Session, StoredTurn, Turn
from gateway.chat.replay import replayed
from gateway.chat.skips import Skips
from gateway.protocols.data_stream import DataStreamEncoder
from gateway.protocols.session_document import EXAMPLE, SessionDocument
from gateway.protocols.ui_stream import UiStreamEncoder
from shared.events import TurnAssessed
from shared.ids import MessageId, OrganizationId, SessionId, TurnId, UserId
from shared.json_values import harmless
from tests.support.session_documents import AT, document, sessions, written
from tests.support.turn_logs import JSON
from tests.support.ui_stream import chunks_of, text_of

LATER = AT + 10**9
WORDS: list[Any] = ["", "done", "running", "text", -1, 2**70, {}, []]
OUTCOMES = {"complete": "done", "failed": "failed", "stopped": "stopped", "interrupted": "interrupted"}


def read(raw: bytes) -> list[FinishedTurn]:
    """The turns of a document. Raises ValidationError."""
    return list(SessionDocument.model_validate_json(raw).turns(LATER))


def parsed(text: str) -> Any:
    """JSON as it came from a worker, whose values were made harmless before they became events."""
    return harmless(json.loads(text))


def told(turn: FinishedTurn) -> tuple[list[dict[str, Any]], bytes]:
    """What readers of both protocols get of a turn that was taken in."""
    stored = StoredTurn(
        turn.outcome,
        is_compacted=True,
        error_code=None,
        finished_at=turn.answered_at,
        parts=turn.answer.parts,
        references=turn.answer.references,
        metadata=turn.answer.metadata,
    )
    whole = Turn(
        TurnId("turn_1"),
        OrganizationId("org_a"),
        UserId("usr_1"),
        SessionId("ses_1"),
        1,
        turn.outcome,
        turn.question,
        MessageId("msg_1"),
        turn.asked_at,
    )
    events = replayed(whole, stored)
    ui, data = UiStreamEncoder(), DataStreamEncoder()
    return chunks_of(ui.encode(events) + ui.end), data.encode(events) + data.end


@given(sessions())
def test_what_is_written_is_read_as_it_was(messages: list[Message]) -> None:
    turns = read(written(messages))

    assert [parsed(turn.question_parts) for turn in turns] == [json.loads(m.parts) for m in messages[::2]]
    assert [turn.question for turn in turns] == [json.loads(m.parts)[0]["text"] for m in messages[::2]]
    for turn, message in zip(turns, messages[1::2], strict=True):
        answer = turn.answer
        # Artifacts are not in the document: a part that names one would lead nowhere.
        kept = [part for part in parsed(message.parts) if part["type"] != "data-artifact"]
        assert parsed(answer.parts) == kept
        assert json.loads(answer.references) == json.loads(message.references)
        assert json.loads(answer.metadata) == json.loads(message.metadata)
        assert (turn.outcome, answer.status) == (OUTCOMES[message.status], message.status)
        assert (turn.asked_at, turn.answered_at) == (AT, message.created_at)
        texts = [part["text"] for part in json.loads(message.parts) if part["type"] == "text"]
        assert answer.text == "\n\n".join(text for text in texts if text)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A document in which something was put in the place of something."""
    found = copy.deepcopy(document(draw(sessions())))
    for _ in range(draw(st.integers(1, 4))):
        at: Any = found
        while isinstance(at, dict | list) and at:
            key = draw(st.sampled_from(sorted(at))) if isinstance(at, dict) else draw(st.integers(0, len(at) - 1))
            child = at[key]
            if not isinstance(child, dict | list) or not child or draw(st.integers(0, 4)) == 0:
                match draw(st.sampled_from(["replace", "remove", "double", "swap"])):
                    case "replace":
                        at[key] = draw(
                            JSON | st.integers() | st.sampled_from(["", "done", "running", -1, 2**70, {}, []])
                        )
                    case "remove":
                        del at[key]
                    case "double" if isinstance(at, list):
                        at.insert(key, copy.deepcopy(child))
                    case _ if isinstance(at, list):
                        at.reverse()
                    case _:
                        at[draw(st.sampled_from(["id", "type", "state", "organization_id"]))] = child
                break
            at = child
    return json.dumps(found).encode()


@given(spoilt())
def test_what_is_not_refused_can_be_kept_and_told_to_every_reader(raw: bytes) -> None:
    try:
        turns = read(raw)
    except ValidationError:
        return
    for turn in turns:
        chunks, _ = told(turn)
        text = "".join(part["text"] for part in json.loads(turn.answer.parts) if part["type"] == "text")
        assert text_of(chunks) == text
        assert "\0" not in turn.question + turn.answer.text
        assert 0 <= turn.asked_at <= LATER
        assert 0 <= turn.answered_at <= LATER
        json.loads(turn.answer.parts, parse_constant=_refuse)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_garbage_is_refused_by_name(raw: bytes) -> None:
    with pytest.raises(ValidationError):
        read(raw)


USAGE = {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2, "calls": 1}


def question(text: str = "How many?") -> dict[str, Any]:
    """A question of a document."""
    return {
        "id": "msg_q",
        "role": "user",
        "status": "complete",
        "parts": [{"type": "text", "text": text}],
        "references": [],
        "metadata": {},
        "created_at": "2026-05-28T20:26:40.000Z",
    }


def answer(*parts: dict[str, Any]) -> dict[str, Any]:
    """An answer of a document."""
    return {
        **question(),
        "role": "assistant",
        "parts": list(parts),
        "metadata": {"finishReason": "stop", "usage": USAGE, "models": ["m"]},
    }


def answer_told(**more: object) -> dict[str, Any]:
    """An answer with this metadata."""
    return {**answer(), "metadata": {**answer()["metadata"], **more}}


def call(**more: object) -> dict[str, Any]:
    """A tool call."""
    return {
        "type": "tool-x",
        "toolCallId": "c",
        "input": {},
        "providerExecuted": True,
        "state": "output-available",
    } | more


def agent(**more: object) -> dict[str, Any]:
    """An agent."""
    data = {"agent": "a", "name": "A", "state": "done", "startedAt": 1, "finishedAt": 2, "toolCallIds": []} | more
    return {"type": "data-agent", "id": "agent-a", "data": data}


def whole(*messages: dict[str, Any], **more: object) -> bytes:
    """A document of these messages."""
    at = "2026-05-28T20:26:40Z"
    session = {"title": None, "created_at": at, "updated_at": at}
    head = {"format": "crew-chat-session", "version": 1, "exported_at": at, "session": session}
    return json.dumps({**head, "messages": list(messages)} | more).encode()


ANSWER = answer({"type": "text", "text": "5", "state": "done"}, call(output=None), agent())
REFUSED = {
    "another format": whole(question(), ANSWER, format="other"),
    "another version": whole(question(), ANSWER, version=2),
    "an unknown field": whole(question(), ANSWER, organization_id="org_b"),
    "no message": whole(),
    "no answer": whole(question()),
    "two questions": whole(question(), question()),
    "an answer first": whole(ANSWER, question()),
    "three messages": whole(question(), ANSWER, question()),
    "too many messages": whole(*[question(), ANSWER] * 5_001),
    "a title of blanks": whole(question(), ANSWER, session={**json.loads(whole())["session"], "title": "  "}),
    "a long title": whole(question(), ANSWER, session={**json.loads(whole())["session"], "title": "x" * 201}),
    "a blank question": whole(question("  "), ANSWER),
    "a long question": whole(question("x" * 32_001), ANSWER),
    "NUL in a question": whole(question("a\0b"), ANSWER),
    "a question with references": whole({**question(), "references": ["x"]}, ANSWER),
    "a question with metadata": whole({**question(), "metadata": {"x": 1}}, ANSWER),
    "a question with a tool call": whole({**question(), "parts": [call(output=1)]}, ANSWER),
    "a pending answer": whole(question(), {**ANSWER, "status": "pending"}),
    "an unknown part": whole(question(), answer({"type": "html", "text": "<script>"})),
    "a part with an unknown field": whole(question(), answer(call(output=1, html="<script>"))),
    "a part without a type": whole(question(), answer({"text": "x"})),
    "a part with a list for a type": whole(question(), answer({"type": ["text"]})),
    "a text that is being written": whole(question(), answer({"type": "text", "text": "x", "state": "streaming"})),
    "NUL in an answer": whole(question(), answer({"type": "text", "text": "a\0b", "state": "done"})),
    "NUL in a result": whole(question(), answer(call(output={"a": ["\0"]}))),
    "NUL in a key": whole(question(), answer(call(output={"\0": 1}))),
    "a tool call without its result": whole(question(), answer(call())),
    "a tool call under way": whole(question(), answer(call(state="input-available"))),
    "a tool call of the client's": whole(question(), answer(call(output=1, providerExecuted=False))),
    "the same tool call twice": whole(question(), answer(call(output=1), call(output=1))),
    "an agent at work": whole(question(), answer(agent(state="running"))),
    "the same agent twice": whole(question(), answer(agent(), agent())),
    "a time beyond all clocks": whole(question(), answer(agent(startedAt=2**53 + 1))),
    "a time that is true": whole(question(), answer(agent(startedAt=True))),
    "a null for what may be absent": whole(question(), answer(agent(note=None))),
    "more calls than there are": whole(question(), answer_told(usage={**USAGE, "calls": 10**9})),
    "calls of no model": whole(question(), answer_told(models=[])),
    "no speaker": whole(question(), answer_told(agent=None)),
    "a time of day": whole({**question(), "created_at": "20:26"}, ANSWER),
    "a time without a zone": whole({**question(), "created_at": "2026-05-28T20:26:40"}, ANSWER),
    "a number for a time": whole({**question(), "created_at": 1_780_000_000}, ANSWER),
    "an endless list": b"[" * 100_000,
    "a document twice": whole(question(), ANSWER) * 2,
}


@pytest.mark.parametrize("raw", [pytest.param(raw, id=name) for name, raw in REFUSED.items()])
def test_what_cannot_be_ours_is_refused(raw: bytes) -> None:
    with pytest.raises(ValidationError):
        read(raw)


def test_the_document_that_the_others_spoil_is_taken() -> None:
    (turn,) = read(whole(question(), ANSWER))

    assert (turn.question, turn.answer.text) == ("How many?", "5")


def test_the_example_of_the_description_is_taken() -> None:
    example: Any = EXAMPLE
    (turn,) = read(whole(*example))

    assert turn.answer.text == "Email leads with 412 interactions."


@pytest.mark.parametrize("word", get_args(Skipped))
def test_whatever_an_answer_names_as_skipped_is_taken_in_again(word: Skipped) -> None:
    told_so = TurnAssessed(
        level="ATOM",
        action="RESPOND",
        confidence=1,
        assessed_by="rules",
        routed_by="rules",
        skipped=(word,),
        at=AT,
    )
    skips = Skips()
    skips.note(told_so)
    (turn,) = read(whole(question(), answer_told(**skips.metadata())))

    assert json.loads(turn.answer.metadata)["skipped"] == [word]


def test_times_are_kept_but_never_in_the_future_nor_before_all_time() -> None:
    early = {**question(), "created_at": "1066-10-14T09:00:00Z"}
    late = {**answer(agent(startedAt=LATER + 1, finishedAt=LATER + 2)), "created_at": "9999-12-31T23:59:59+00:00"}
    (turn,) = read(whole(early, late))
    (part,) = json.loads(turn.answer.parts)

    assert (turn.asked_at, turn.answered_at) == (0, LATER)
    assert (part["data"]["startedAt"], part["data"]["finishedAt"]) == (LATER, LATER)


def test_no_tool_call_began_or_ended_in_the_future() -> None:
    times = {
        "c": {"startedAt": LATER + 1, "finishedAt": LATER + 2, "fromCache": True},
        "startedAt": {"startedAt": AT, "finishedAt": LATER + 1},
    }
    (turn,) = read(whole(question(), answer(agent(toolTimes=times))))
    (part,) = json.loads(turn.answer.parts)

    assert part["data"]["toolTimes"] == {
        "c": {"startedAt": LATER, "finishedAt": LATER, "fromCache": True},
        "startedAt": {"startedAt": AT, "finishedAt": LATER},
    }


def test_a_session_was_not_changed_before_it_was_made() -> None:
    session = {"title": " T ", "created_at": "2026-05-28T20:26:40Z", "updated_at": "2026-05-28T20:26:39Z"}
    found = SessionDocument.model_validate_json(whole(question(), ANSWER, session=session))

    assert found.session(SessionId("ses_2"), LATER) == Session(SessionId("ses_2"), "T", AT, AT)


def test_json_that_would_harm_a_reader_is_made_harmless() -> None:
    raw = whole(question(), answer(call(input={"a": {"__proto__": 1}, "b": "@"}, output="@@")))
    raw = raw.replace(b'"@"', b"[NaN]").replace(b'"@@"', b'{"b": 1e999, "constructor": {"prototype": 1}}')
    (turn,) = read(raw)
    (part,) = json.loads(turn.answer.parts)

    assert (part["input"], part["output"]) == ({"a": {}, "b": [None]}, {"b": None})


def _refuse(constant: str) -> None:
    raise AssertionError(constant)
