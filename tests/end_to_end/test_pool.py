"""The pool of `make run`: containers come while questions wait, go when idle, and are replaced when they hang."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Callable, Generator

import httpx
import pytest

from tests.infra.launcher.launched import END_SECONDS, Launched, eventually, gone, is_running, launched
from tests.requirements import requirement
from tests.support.ui_stream import chunks_of, read_frames, text_of

MESSAGES = "/api/v1/chat/messages"
QUESTION = "How many interactions per channel do we have?"
CREWS = ("crew-1", "crew-2", "crew-3")
# A container needs seconds to import CrewAI, more of them where others work on the same machine.
START_SECONDS = 90.0
# One question a container, all of them for whoever asks; answers of seconds; short idleness.
SETTINGS = {
    "CREW_SLOTS": "1",
    "CREW_IDLE_SECONDS": "2",
    "ORGANIZATION_SHARE": "100",
    "MODEL_SIM_FIRST_TOKEN_MS": "300",
    "MODEL_SIM_TOKEN_MS": "50",
}


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Generator[Launched]:
    """A product with a slow model."""
    with launched(tmp_path_factory.mktemp("pool"), environment=SETTINGS) as run:
        run.wait_until_ready()
        yield run


@pytest.fixture
async def http(pool: Launched) -> AsyncGenerator[httpx.AsyncClient]:
    """A client with the printed key."""
    async with httpx.AsyncClient(
        base_url=pool.url, headers={"x-api-key": pool.key}, timeout=START_SECONDS * 2, trust_env=False
    ) as client:
        yield client


@requirement("scale")
async def test_containers_come_while_questions_wait_and_go_when_they_are_idle(
    pool: Launched, http: httpx.AsyncClient
) -> None:
    seen: set[frozenset[str]] = set()

    def has_seen_three_at_work() -> bool:
        seen.add(frozenset(crews(pool)))
        return readiness(pool)["workers"] == len(CREWS) and readiness(pool)["free_slots"] == 0

    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(answer(http)) for _ in range(6)]
        assert await soon(has_seen_three_at_work)
    answers = {task.result() for task in asked}

    assert len(answers) == 1
    assert "cctv" in answers.pop().lower()
    assert frozenset(CREWS) in seen
    assert max(len(programs) for programs in seen) == len(CREWS)
    assert await soon(lambda: len(crews(pool)) == readiness(pool)["workers"] == 1)


async def test_a_container_that_ended_is_started_again_also_when_it_ended_well(
    pool: Launched, http: httpx.AsyncClient
) -> None:
    ((name, first),) = crews(pool).items()
    registered = registrations(pool)
    os.kill(first, signal.SIGKILL)
    assert await soon(lambda: registrations(pool) > registered)
    second = crews(pool)[name]

    os.kill(second, signal.SIGTERM)

    assert await soon(lambda: crews(pool).get(name, second) not in {first, second})
    assert f"exited: {name} (exit status 0; expected)" in (pool.data_dir / "logs" / "supervisord.log").read_text()
    assert pool.wait_for(f"{name}: ended and was started again")
    assert await answer(http)


@requirement("replace")
async def test_a_container_that_hangs_while_its_turn_is_stopped_is_replaced(
    pool: Launched, http: httpx.AsyncClient
) -> None:
    assert await soon(lambda: len(crews(pool)) == readiness(pool)["workers"] == 1)
    ((name, pid),) = crews(pool).items()

    async with http.stream("POST", MESSAGES, json={"message": QUESTION}) as response:
        frames = read_frames(response)
        async for frame in frames:
            if frame.chunk.get("type") == "text-delta":
                break
        os.kill(pid, signal.SIGSTOP)
        stopped = await http.post(f"/api/v1/chat/turns/{response.headers['x-chat-turn-id']}/stop")
        assert stopped.status_code == httpx.codes.ACCEPTED
        async with asyncio.timeout(END_SECONDS):
            rest = [frame.is_done async for frame in frames]

    assert rest[-1]
    assert not is_running(pid)
    assert await soon(lambda: crews(pool).get(name, pid) not in {0, pid})
    assert await answer(http)
    # Killed twice, ended once; what came and went as it was needed is nothing to tell.
    assert await soon(lambda: len(told(pool)) == 3), told(pool)


@requirement("ends")
async def test_it_ends_within_five_seconds_in_the_middle_of_answers(pool: Launched, http: httpx.AsyncClient) -> None:
    async with http.stream("POST", MESSAGES, json={"message": QUESTION}) as response:
        frames = read_frames(response)
        async for frame in frames:
            if frame.chunk.get("type") == "text-delta":
                break
        pids = pool.pids()
        pool.process.send_signal(signal.SIGTERM)
        rest = [frame.is_done async for frame in frames]

    assert await asyncio.to_thread(pool.process.wait, END_SECONDS) == 0
    assert gone(pids)
    assert rest[-1]


async def answer(http: httpx.AsyncClient) -> str:
    """Ask in a session of its own; the answer's text."""
    chunks = chunks_of((await http.post(MESSAGES, json={"message": QUESTION})).content)
    assert chunks[-1]["type"] == "finish", chunks[-1]
    return text_of(chunks)


def crews(product: Launched) -> dict[str, int]:
    """The processes of crew containers, by program."""
    return {name: pid for name, pid in product.pids().items() if name in CREWS}


def readiness(product: Launched) -> dict[str, int]:
    """What the gateway says of its pool."""
    figures: dict[str, int] = httpx.get(f"{product.url}/readyz", trust_env=False).json()
    return figures


def registrations(product: Launched) -> int:
    """How often a container has registered."""
    return (product.data_dir / "logs" / "gateway.log").read_text().count('"event": "worker registered"')


def told(product: Launched) -> list[str]:
    """What the person at the terminal was told of parts that ended."""
    return [line for line in product.lines if "ended and was started again" in line]


async def soon(is_so: Callable[[], bool]) -> bool:
    """Wait in a thread: streams go on meanwhile."""
    return await asyncio.to_thread(eventually, is_so, START_SECONDS)
