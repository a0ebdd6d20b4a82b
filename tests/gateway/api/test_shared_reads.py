"""Places for readers of shares, and how often one share is read."""

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from gateway.api.shared_reads import AT_ONCE, SharedReads
from gateway.chat.errors import SharedReadsFull, TooManySharedReads
from shared.ids import ShareId

ONE, OTHER = ShareId("shr_1"), ShareId("shr_2")
SCOPE: Scope = {"type": "http", "method": "GET", "path": "/", "headers": []}


class Time:
    """A clock that a test sets."""

    now = 1_000_000

    def __call__(self) -> int:
        return self.now


def counts(reads: SharedReads, share_id: ShareId) -> bool:
    """Whether one more read is allowed."""
    try:
        reads.count(share_id)
    except TooManySharedReads:
        return False
    return True


def test_a_share_is_read_so_often_in_a_minute_that_begins_with_its_first_read() -> None:
    time = Time()
    reads = SharedReads(per_minute=2, clock=time)
    first = [counts(reads, ONE) for _ in range(3)]
    time.now += 59_999
    with pytest.raises(TooManySharedReads) as refused:
        reads.count(ONE)
    other = [counts(reads, OTHER) for _ in range(3)]
    time.now += 1
    second = [counts(reads, ONE) for _ in range(3)]
    time.now += 59_999
    assert [counts(reads, OTHER) for _ in range(3)] == [True, True, False]

    assert (first, other, second) == ([True, True, False],) * 3
    assert refused.value.retry_after_seconds == 1


def test_minutes_that_are_over_are_forgotten() -> None:
    time = Time()
    reads = SharedReads(per_minute=2, clock=time)
    for number in range(1_000):
        reads.count(ShareId(f"shr_{number}"))
    time.now += 60_000
    reads.count(ONE)

    assert len(reads._counted) == 1


async def test_a_place_is_held_until_the_last_byte_is_taken() -> None:
    reads = SharedReads(per_minute=2, clock=Time())
    held: list[bool] = []

    async def send(message: Message) -> None:
        held.append(is_full())

    async def receive() -> Message:
        raise AssertionError

    def is_full() -> bool:
        try:
            with reads.take():
                return False
        except SharedReadsFull:
            return True

    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        raise ConnectionError

    for _ in range(AT_ONCE - 1):
        reads.take().held_by(Response())
    with reads.take() as place:
        answer = place.held_by(Response("all of it"))
    assert is_full()
    await answer(SCOPE, receive, send)
    assert not is_full()
    with reads.take() as place:
        answer = place.held_by(breaks)
    with pytest.raises(ConnectionError):
        await answer(SCOPE, receive, send)

    assert held == [True, True]
    assert not is_full()
