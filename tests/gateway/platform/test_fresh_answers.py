"""Answers that are shared: by whom, for how long, how many."""

import asyncio

import pytest

from gateway.chat.errors import PlatformUnavailable
from gateway.chat.model import PlatformAnswer
from gateway.platform.fresh_answers import MAX_ANSWER_BYTES, FreshAnswers, open_fresh_answers


class Source:
    """Counts how often it is asked; answers with a number of bytes."""

    def __init__(self, size: int = 10, status: int = 200) -> None:
        self.asked = 0
        self.answer = PlatformAnswer(status, {}, b"x" * size)
        self.gate: asyncio.Event | None = None

    async def __call__(self) -> PlatformAnswer:
        self.asked += 1
        if self.gate is not None:
            await self.gate.wait()
        return self.answer


class Time:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def ask(fresh: FreshAnswers, source: Source, *key: str) -> int:
    """Read, and return how often the source has been asked."""
    await fresh.read(key, source)
    return source.asked


async def test_an_answer_is_fresh_for_its_time() -> None:
    time, source = Time(), Source()
    async with open_fresh_answers(seconds=30, clock=time) as fresh:
        assert [await ask(fresh, source, "a"), await ask(fresh, source, "a")] == [1, 1]
        assert await ask(fresh, source, "b") == 2
        time.now = 29.9
        assert await ask(fresh, source, "a") == 2
        time.now = 30
        assert await ask(fresh, source, "a") == 3


async def test_the_longest_unused_answers_make_room() -> None:
    source = Source(size=10)
    async with open_fresh_answers(seconds=30, max_bytes=30) as fresh:
        for key in ("a", "b", "c", "a", "d"):
            await ask(fresh, source, key)
        assert source.asked == 4
        assert [await ask(fresh, source, key) for key in ("a", "c", "d", "b")] == [4, 4, 4, 5]


@pytest.mark.parametrize("source", [Source(MAX_ANSWER_BYTES + 1), Source(status=500), Source(status=404)])
async def test_what_is_large_or_no_answer_is_not_kept(source: Source) -> None:
    async with open_fresh_answers(seconds=30) as fresh:
        assert [await ask(fresh, source, "a"), await ask(fresh, source, "a")] == [1, 2]


async def test_nothing_is_kept_for_no_time() -> None:
    source = Source()
    async with open_fresh_answers(seconds=0) as fresh:
        assert [await ask(fresh, source, "a"), await ask(fresh, source, "a")] == [1, 2]


async def test_an_answer_comes_also_when_everybody_left() -> None:
    source = Source()
    source.gate = asyncio.Event()
    async with asyncio.timeout(10), open_fresh_answers(seconds=30) as fresh:
        asking = [asyncio.create_task(fresh.read(("a",), source)) for _ in range(3)]
        while not source.asked:
            await asyncio.sleep(0)
        for task in asking:
            task.cancel()
        await asyncio.wait(asking)
        source.gate.set()
        assert (await fresh.read(("a",), source)).body == b"x" * 10
        assert source.asked == 1


async def test_a_failure_is_told_to_all_who_wait_and_forgotten() -> None:
    asked = 0

    async def fail() -> PlatformAnswer:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        raise PlatformUnavailable

    async with open_fresh_answers(seconds=30) as fresh:
        for expected in (1, 2):
            told = await asyncio.gather(*(fresh.read(("a",), fail) for _ in range(3)), return_exceptions=True)
            assert [type(found) for found in told] == [PlatformUnavailable] * 3
            assert asked == expected


async def test_leaving_ends_what_is_under_way() -> None:
    source = Source()
    source.gate = asyncio.Event()
    async with asyncio.timeout(10):
        async with open_fresh_answers(seconds=30) as fresh:
            asking = asyncio.create_task(fresh.read(("a",), source))
            while not source.asked:
                await asyncio.sleep(0)
        await asyncio.wait([asking])
    assert asking.cancelled()


async def test_what_is_not_fresh_is_let_go_of_also_when_nobody_asks() -> None:
    async with asyncio.timeout(10), open_fresh_answers(seconds=0.02) as fresh:
        for key in ("a", "b"):
            await ask(fresh, Source(size=1_000), key)
        while fresh.byte_count:
            await asyncio.sleep(0.005)
        assert await ask(fresh, source := Source(), "a") == source.asked == 1


async def test_an_organization_is_forgotten_with_what_is_on_its_way() -> None:
    source, other, slow = Source(), Source(), Source()
    slow.gate = asyncio.Event()
    async with asyncio.timeout(10), open_fresh_answers(seconds=30) as fresh:
        await ask(fresh, source, "org_a", "one")
        await ask(fresh, other, "org_b", "one")
        under_way = asyncio.create_task(ask(fresh, slow, "org_a", "two"))
        while not slow.asked:
            await asyncio.sleep(0)
        assert fresh.forget("org_a") == 1
        slow.gate.set()
        # Who waits gets it, nobody after.
        assert await under_way == 1
        assert await ask(fresh, slow, "org_a", "two") == 2
        assert await ask(fresh, source, "org_a", "one") == 2
        assert await ask(fresh, other, "org_b", "one") == 1
