"""A message as one text."""

import json

import pytest

from gateway.chat.model import MessageStatus
from gateway.chat.plain_text import plain_text


def parts(*texts: str) -> str:
    """Stored parts, with something else between the texts."""
    listed = [[{"type": "step-start"}, {"type": "text", "text": text, "state": "done"}] for text in texts]
    return json.dumps([part for pair in listed for part in pair])


@pytest.mark.parametrize(
    ("stored", "status", "text"),
    [
        (parts(), "complete", ""),
        (parts("one", "", "two"), "complete", "one\n\ntwo"),
        (parts("half"), "interrupted", "half\n\nThe answer was interrupted."),
        (parts(""), "failed", "The answer failed."),
        (parts(), "stopped", "The answer was stopped."),
    ],
)
def test_texts_are_paragraphs_and_a_bad_end_is_said(stored: str, status: MessageStatus, text: str) -> None:
    assert plain_text(stored, status) == text
