"""Whatever happens to the process that makes pictures, the gateway goes on with another one."""

import asyncio
import signal
from collections.abc import AsyncGenerator

import pytest

from gateway.chat.errors import PicturesUnavailable
from gateway.pictures.workshop import MAX_WAITING, Unmakeable, Workshop, open_workshop
from tests.gateway.pictures.process_memory import pid_of
from tests.requirements import requirement

MODULE = "tests.gateway.pictures.stubborn_process"


@pytest.fixture
async def workshop() -> AsyncGenerator[Workshop]:
    """A workshop with a process that obeys."""
    async with open_workshop(MODULE, seconds=20) as opened:
        yield opened


@requirement("pictures-confined")
@pytest.mark.parametrize(
    ("order", "ended_by"), [(b"spin", {-signal.SIGXCPU}), (b"take 300000000", {1, -signal.SIGKILL}), (b"die", {3})]
)
async def test_a_process_that_goes_too_far_dies_and_is_replaced(
    workshop: Workshop, order: bytes, ended_by: set[int]
) -> None:
    assert await workshop.make(b"before") == b"before"
    process = workshop._process
    assert process is not None

    with pytest.raises(PicturesUnavailable):
        await workshop.make(order)

    assert await process.wait() in ended_by
    assert await workshop.make(b"after") == b"after"


@requirement("pictures-confined")
async def test_a_process_that_takes_too_long_is_killed_and_others_are_served_meanwhile() -> None:
    async with open_workshop(MODULE, seconds=1.5) as workshop:
        await workshop.make(b"before")
        sleeping = pid_of(workshop)
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                await asyncio.sleep(0.01)
                beats += 1

        heart = asyncio.create_task(beat())
        with pytest.raises(PicturesUnavailable):
            await workshop.make(b"sleep")
        heart.cancel()

        assert beats > 20
        assert await workshop.make(b"after") == b"after"
        assert pid_of(workshop) != sleeping


@requirement("pictures-confined")
async def test_it_opens_nothing_and_knows_no_secret(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKER_KEY", "a secret")

    assert await workshop.make(b"open " + __file__.encode()) == b"Too many open files"
    assert await workshop.make(b"connect") == b"Too many open files"
    assert b"WORKER_KEY" not in await workshop.make(b"environment")


async def test_what_libraries_print_is_no_answer(workshop: Workshop) -> None:
    assert await workshop.make(b"print") == b"print"
    assert await workshop.make(b"next") == b"next"


async def test_a_refusal_ends_nothing(workshop: Workshop) -> None:
    await workshop.make(b"before")
    process = pid_of(workshop)

    with pytest.raises(Unmakeable, match="Not this one"):
        await workshop.make(b"refuse")

    assert await workshop.make(b"after") == b"after"
    assert pid_of(workshop) == process


async def test_of_many_at_once_each_gets_its_own_answer_and_the_line_has_an_end(workshop: Workshop) -> None:
    asked = [b"%d" % number for number in range(MAX_WAITING + 4)]

    answers = await asyncio.gather(*(workshop.make(body) for body in asked), return_exceptions=True)

    assert answers[:MAX_WAITING] == asked[:MAX_WAITING]
    assert {type(answer) for answer in answers[MAX_WAITING:]} == {PicturesUnavailable}
    assert await workshop.make(b"later") == b"later"


async def test_whoever_leaves_takes_no_answer_of_others_along(workshop: Workshop) -> None:
    await workshop.make(b"before")
    leaving = asyncio.create_task(workshop.make(b"sleep"))
    waiting = asyncio.create_task(workshop.make(b"mine"))
    await asyncio.sleep(0)
    leaving.cancel()

    assert await waiting == b"mine"
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_a_process_without_work_is_let_go_of() -> None:
    async with open_workshop(MODULE, seconds=20, idle_seconds=0.0) as workshop:
        await workshop.make(b"work")
        process = workshop._process
        assert process is not None

        assert await process.wait() == -9
        assert await workshop.make(b"more work") == b"more work"
