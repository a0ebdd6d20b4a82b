"""The answer as CROW's dashboard reads it: one document, whatever happens."""

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given

from gateway.api.crow_bodies import CrowAnswer
from gateway.chat.feed import News
from gateway.chat.plain_text import ENDINGS
from gateway.chat.transcript import MESSAGE_STATUS
from gateway.protocols.crow_document import CrowEncoder
from shared.events import ReferencesCited, TextDelta, TextEnded, TextStarted, TurnFinished
from tests.support.turn_logs import REFERENCE, STARTED, end_of, numbered, text_of_log, turn_logs

START = {"id": "msg_1", "sessionId": "ses_1", "role": "assistant", "createdAt": "1970-01-01T00:00:01.000Z"}
HALF = (STARTED, TextStarted(part_id="t", agent="s"), TextDelta(part_id="t", text="half"))


def document(news: Sequence[News]) -> dict[str, Any]:
    """What a client parses."""
    encoder = CrowEncoder()
    body = encoder.keep_alive + b"".join(encoder.encode((item,)) + encoder.keep_alive for item in news) + encoder.end
    found: dict[str, Any] = json.loads(body)
    CrowAnswer.model_validate_json(body)
    return found


@given(turn_logs())
def test_every_turn_is_one_document_with_the_text_of_history(news: list[News]) -> None:
    told = document(news)
    end = end_of(news)
    ending = ENDINGS.get(MESSAGE_STATUS[end.outcome], "")

    assert told["status"] == end.outcome
    assert told["message"]["content"] == "\n\n".join(text for text in (text_of_log(news), ending) if text)
    assert ("error" in told) == (end.outcome != "done")


def test_a_whole_answer_has_its_text_and_sources() -> None:
    end = TurnFinished(outcome="done", finish_reason="stop", at=2_000)
    told = document(numbered((*HALF, TextEnded(part_id="t"), ReferencesCited(references=(REFERENCE,)), end)))

    source = {"index": 1, "type": "analytics", "label": "Summary", "id": "s", "toolCallId": "call_1"}
    assert told == {"message": {**START, "content": "half", "references": [source]}, "status": "done"}


def test_half_an_answer_says_that_it_is_one() -> None:
    failed = TurnFinished(
        outcome="failed", finish_reason="error", at=2_000, error_code="model_unavailable", error_message="Try later."
    )
    broken = CrowEncoder()
    broken.encode(numbered(HALF))

    assert document(numbered((*HALF, failed))) == {
        "message": {**START, "content": "half\n\nThe answer failed.", "references": None},
        "status": "failed",
        "error": {"code": "model_unavailable", "message": "Try later."},
    }
    assert json.loads(broken.broken()) == {
        "message": {**START, "content": "The answer was interrupted.", "references": None},
        "status": "broken",
        "error": {"code": "broken", "message": "The answer was interrupted."},
    }
