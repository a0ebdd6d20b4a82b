"""The event reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crew_container.engine.sse import MAX_EVENT_BYTES, EventReader, EventTooLarge

PAYLOADS = st.lists(st.text(min_size=1, max_size=40).filter(lambda t: "\n" not in t and "\r" not in t), max_size=8)


@given(PAYLOADS, st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_any_slicing_of_the_bytes_gives_the_same_events(payloads: list[str], newline: str, data: st.DataObject) -> None:
    stream = "".join(f": comment{newline}event: x{newline}data: {text}{newline}{newline}" for text in payloads).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    reader = EventReader()
    events = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        events += reader.feed(stream[start:end])
    events += reader.end()
    assert events == [text.encode() for text in payloads]


def test_line_separators_of_unicode_split_nothing() -> None:
    text = "a\u2028b\u2029c\x85d\x0be".encode()
    assert EventReader().feed(b"data:" + text + b"\n\n") == [text]


def test_lines_of_one_event_belong_together() -> None:
    assert EventReader().feed(b"data: a\ndata: b\n\n") == [b"a\nb"]


def test_an_event_without_its_last_empty_line_is_complete_at_the_end() -> None:
    reader = EventReader()
    assert reader.feed(b"data: [DONE]") == []
    assert reader.end() == [b"[DONE]"]


def test_an_endless_event_is_refused() -> None:
    reader = EventReader()
    with pytest.raises(EventTooLarge):
        for _ in range(MAX_EVENT_BYTES // 65536 + 2):
            reader.feed(b"x" * 65536)
