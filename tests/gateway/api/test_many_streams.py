"""Many silent streams at a real gateway process; `python -m infra.bench streams` is the same with ten thousand."""

from pathlib import Path

from infra.bench.streams import EVENTS, measure_streams

COUNT = 300
# Measured with 10,000: 24 kB. With few of them a step of the allocator counts for more.
MOST_KB = 40.0


async def test_a_silent_stream_costs_little_and_an_event_reaches_all(tmp_path: Path) -> None:
    found = await measure_streams(COUNT, tmp_path)

    assert found.kb_per_stream <= MOST_KB
    assert len(found.delivery_seconds) == EVENTS
    assert max(found.delivery_seconds) < 5
    assert found.lost == 0
