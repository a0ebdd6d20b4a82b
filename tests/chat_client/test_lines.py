"""What a newer gateway says beside what is known breaks nothing."""

import pytest

from chat_client import NotUnderstood, UnknownLine
from chat_client.lines import parse_line
from chat_client.models import TextDelta


def test_a_line_of_a_new_type_is_kept_as_it_came() -> None:
    event = parse_line('{"seq": 7, "type": "telepathy", "what": [1]}')

    assert event == UnknownLine("telepathy", {"seq": 7, "type": "telepathy", "what": [1]})
    assert isinstance(event, UnknownLine)
    assert event.seq == 7


def test_a_new_field_of_a_known_type_is_left_out() -> None:
    event = parse_line('{"seq": 3, "type": "text-delta", "part_id": "t1", "text": "x", "mood": "good"}')

    assert event == TextDelta(type="text-delta", seq=3, part_id="t1", text="x")


@pytest.mark.parametrize("line", ["", "x", "[]", "{}", '{"type": 5}', '{"type": "text-delta"}', "<html>"])
def test_what_is_no_line_is_said_to_be_none(line: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_line(line)
