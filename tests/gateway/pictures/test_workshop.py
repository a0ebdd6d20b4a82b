"""Whatever happens to the process that makes pictures, the gateway goes on with another one."""

import asyncio
import signal
from collections.abc import AsyncGenerator

import pytest

from gateway.chat.errors import PicturesUnavailable, TooManyPictures
from gateway.pictures.workshop import MAX_WAITING, MAX_WAITING_EACH, Unmakeable, Workshop, open_workshop
from shared.ids import OrganizationId
from tests.gateway.pictures.process_memory import pid_of
from tests.requirements import requirement

ORGANIZATION = OrganizationId("org_a")

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
    assert await workshop.make(b"before", ORGANIZATION) == b"before"
    process = workshop._process
    assert process is not None

    with pytest.raises(PicturesUnavailable):
        await workshop.make(order, ORGANIZATION)

    assert await process.wait() in ended_by
    assert await workshop.make(b"after", ORGANIZATION) == b"after"


@requirement("pictures-confined")
async def test_a_process_that_takes_too_long_is_killed_and_others_are_served_meanwhile() -> None:
    async with open_workshop(MODULE, seconds=1.5) as workshop:
        await workshop.make(b"before", ORGANIZATION)
        sleeping = pid_of(workshop)
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                await asyncio.sleep(0.01)
                beats += 1

        heart = asyncio.create_task(beat())
        with pytest.raises(PicturesUnavailable):
            await workshop.make(b"sleep", ORGANIZATION)
        heart.cancel()

        assert beats > 20
        assert await workshop.make(b"after", ORGANIZATION) == b"after"
        assert pid_of(workshop) != sleeping


@requirement("pictures-confined")
async def test_it_opens_nothing_and_knows_no_secret(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKER_KEY", "a secret")

    assert await workshop.make(b"open " + __file__.encode(), ORGANIZATION) == b"Too many open files"
    assert await workshop.make(b"connect", ORGANIZATION) == b"Too many open files"
    assert b"WORKER_KEY" not in await workshop.make(b"environment", ORGANIZATION)


async def test_what_libraries_print_is_no_answer(workshop: Workshop) -> None:
    assert await workshop.make(b"print", ORGANIZATION) == b"print"
    assert await workshop.make(b"next", ORGANIZATION) == b"next"


async def test_a_refusal_ends_nothing(workshop: Workshop) -> None:
    await workshop.make(b"before", ORGANIZATION)
    process = pid_of(workshop)

    with pytest.raises(Unmakeable, match="Not this one"):
        await workshop.make(b"refuse", ORGANIZATION)

    assert await workshop.make(b"after", ORGANIZATION) == b"after"
    assert pid_of(workshop) == process


async def test_of_many_at_once_each_gets_its_own_answer_and_the_line_has_an_end(workshop: Workshop) -> None:
    asked = [b"%d" % number for number in range(MAX_WAITING + 4)]

    answers = await asyncio.gather(
        *(workshop.make(body, OrganizationId(f"org_{body.decode()}")) for body in asked), return_exceptions=True
    )

    assert answers[:MAX_WAITING] == asked[:MAX_WAITING]
    assert {type(answer) for answer in answers[MAX_WAITING:]} == {PicturesUnavailable}
    assert await workshop.make(b"later", ORGANIZATION) == b"later"


@requirement("pictures-confined")
async def test_no_organization_takes_the_places_or_the_turn_of_another_one(workshop: Workshop) -> None:
    made: list[str] = []

    async def ask(organization: str) -> str:
        try:
            await workshop.make(b"", OrganizationId(organization))
        except TooManyPictures:
            return "refused"
        made.append(organization)
        return "made"

    busy = ["busy"] * (MAX_WAITING_EACH + 2)
    answers = await asyncio.gather(*map(ask, [*busy, "other", "third"]))
    again = await ask("busy")

    assert answers == ["made"] * MAX_WAITING_EACH + ["refused"] * 2 + ["made"] * 2
    assert made[:4] == ["busy", "other", "third", "busy"]
    assert again == "made"


async def test_whoever_leaves_takes_no_answer_of_others_along(workshop: Workshop) -> None:
    await workshop.make(b"before", ORGANIZATION)
    leaving = asyncio.create_task(workshop.make(b"sleep", ORGANIZATION))
    waiting = asyncio.create_task(workshop.make(b"mine", ORGANIZATION))
    await asyncio.sleep(0)
    leaving.cancel()

    assert await waiting == b"mine"
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_a_process_without_work_is_let_go_of() -> None:
    async with open_workshop(MODULE, seconds=20, idle_seconds=0.0) as workshop:
        await workshop.make(b"work", ORGANIZATION)
        process = workshop._process
        assert process is not None

        assert await process.wait() == -9
        assert await workshop.make(b"more work", ORGANIZATION) == b"more work"
