"""Titles and suggestions beside the answers: whose title wins, what is kept, and that nobody waits for them."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from gateway.chat import answered_turns
from gateway.chat.model import Principal
from shared.events import RunEvent, RunFailed, TextDelta, TextEnded, TextStarted
from shared.ids import UserId
from shared.runs import RunRequest
from tests.gateway.api.test_send_message import MESSAGES
from tests.requirements import requirement
from tests.support.model_stub import ModelStub, Say, is_title, model_stub
from tests.support.running_gateway import ALICE, BOB, MALLORY, RunningGateway, running_gateway
from tests.support.scripted_worker import held, says
from tests.support.ui_stream import chunks_of

ADMIN = Principal(ALICE.organization_id, UserId("usr_admin"), "admin")
SESSIONS = "/api/v1/chat/sessions"
QUESTION = "Why did checkout conversion drop last week,\nand what do people say about our delivery times?"
FROM_QUESTION = "Why did checkout conversion drop last week, and what do…"


def writes(asked: dict[str, Any]) -> str:
    """A model that does what it is asked for."""
    return '"Checkout drop"' if is_title(asked) else "1. Since when?\n2. On phones too?"


@asynccontextmanager
async def gateway_with(
    data_dir: Path, say: Say = writes, *, is_open: bool = True
) -> AsyncGenerator[tuple[RunningGateway, ModelStub]]:
    """A gateway that may ask a model."""
    async with (
        model_stub(say, is_open=is_open) as stub,
        running_gateway(
            data_dir, llm_base_url=stub.url, llm_api_key="secret", llm_model="tiny", memory_enabled=False
        ) as gateway,
    ):
        yield gateway, stub


async def ask(client: httpx.AsyncClient, question: str = QUESTION, **more: str) -> tuple[str, str]:
    """Ask and read the answer; the session and the turn."""
    response = await client.post(MESSAGES, json={"message": question, **more})
    return response.headers["x-chat-session-id"], response.headers["x-chat-turn-id"]


async def session(client: httpx.AsyncClient, session_id: str) -> dict[str, Any]:
    """A session as it is now."""
    found: dict[str, Any] = (await client.get(f"{SESSIONS}/{session_id}")).json()
    return found


async def suggestions(client: httpx.AsyncClient, turn_id: str) -> httpx.Response:
    """What could be asked after a turn."""
    return await client.get(f"/api/v1/chat/turns/{turn_id}/suggestions")


async def suggested(client: httpx.AsyncClient, turn_id: str) -> dict[str, Any]:
    """The suggestions after a turn, once they are there."""
    async with asyncio.timeout(10):
        while not (found := (await suggestions(client, turn_id)).json())["suggestions"]:
            await asyncio.sleep(0.005)
    return dict(found)


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something, at most ten seconds."""
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.005)


@requirement("title", "suggestions")
async def test_the_first_answer_gives_a_title_and_suggestions_that_name_their_author(tmp_path: Path) -> None:
    async with gateway_with(tmp_path) as (gateway, stub):
        alice = await gateway.client()
        await gateway.add_worker(says("It fell by ", "4 %."))
        session_id, turn_id = await ask(alice)

        assert await suggested(alice, turn_id) == {
            "turn_id": turn_id,
            "suggestions": ["Since when?", "On phones too?"],
            "model": "stub/writer",
        }
        named = await session(alice, session_id)
        assert (named["title"], named["title_origin"], named["title_model"]) == (
            "Checkout drop",
            "model",
            "stub/writer",
        )
        assert [asked["messages"][1]["content"] for asked in stub.asked] == [
            f"Question:\n{QUESTION}\n\nAnswer:\nIt fell by 4 %."
        ] * 2
        assert stub.keys == ["Bearer secret"] * 2

        # The second answer gives suggestions of its own and leaves the title.
        _, second = await ask(alice, "And delivery?", session_id=session_id)
        await suggested(alice, second)
        assert [is_title(asked) for asked in stub.asked] == [True, False, False]
        assert await session(alice, session_id) == {
            **named,
            "message_count": 4,
            "updated_at": (again := await session(alice, session_id))["updated_at"],
            "last_message_at": again["last_message_at"],
        }


@requirement("title")
@pytest.mark.parametrize("is_early", [True, False])
async def test_a_title_of_the_users_is_never_replaced(tmp_path: Path, is_early: bool) -> None:
    async with gateway_with(tmp_path, is_open=False) as (gateway, stub):
        alice = await gateway.client()
        gate = asyncio.Event()
        await gateway.add_worker(held(gate, before=("It ",), after=("fell.",)))
        async with alice.stream("POST", MESSAGES, json={"message": QUESTION}) as response:
            session_id, turn_id = (response.headers[f"x-chat-{noun}-id"] for noun in ("session", "turn"))
            assert (await session(alice, session_id))["title"] == FROM_QUESTION
            if is_early:
                await alice.patch(f"{SESSIONS}/{session_id}", json={"title": "Mine"})
            gate.set()
            await response.aread()
        await until(lambda: len(stub.asked) == 1)
        if not is_early:
            # The model is at it: whatever it says comes too late.
            assert is_title(stub.asked[0])
            await alice.patch(f"{SESSIONS}/{session_id}", json={"title": "Mine"})
        stub.gate.set()
        await suggested(alice, turn_id)

        named = await session(alice, session_id)
        assert (named["title"], named["title_origin"], named["title_model"]) == ("Mine", "user", None)
        assert [is_title(asked) for asked in stub.asked] == ([False] if is_early else [True, False])


@requirement("suggestions", "not-yours")
async def test_suggestions_are_their_owners(tmp_path: Path) -> None:
    async with gateway_with(tmp_path) as (gateway, _):
        alice = await gateway.client()
        await gateway.add_worker(says("yes"))
        session_id, turn_id = await ask(alice)
        await suggested(alice, turn_id)
        await alice.patch(f"{SESSIONS}/{session_id}", json={"visibility": "organization"})

        own = await suggestions(alice, turn_id)
        assert (own.status_code, own.headers["cache-control"]) == (200, "private, no-store")
        for principal in (BOB, MALLORY):
            other = await gateway.client(principal)
            foreign = await suggestions(other, turn_id)
            absent = await suggestions(other, "turn_00000000000000000000000000")
            assert (foreign.status_code, foreign.content) == (404, absent.content)
        assert (await suggestions(alice, "..%2f")).status_code == 404
        await alice.delete(f"{SESSIONS}/{session_id}")
        assert (await suggestions(alice, turn_id)).status_code == 404


@requirement("suggestions")
async def test_no_answer_waits_for_a_model_that_hangs(tmp_path: Path) -> None:
    async with gateway_with(tmp_path, is_open=False) as (gateway, stub):
        alice = await gateway.client()
        await gateway.add_worker(says("yes"))
        answers = [await alice.post(MESSAGES, json={"message": f"q{number}"}) for number in range(4)]

        for answer in answers:
            assert chunks_of(answer.content)[-1]["type"] == "finish"
            nothing = await suggestions(alice, answer.headers["x-chat-turn-id"])
            assert nothing.json() == {
                "turn_id": answer.headers["x-chat-turn-id"],
                "suggestions": [],
                "model": None,
            }
        assert stub.most_at_once <= 2
        stub.gate.set()
        await suggested(alice, answers[-1].headers["x-chat-turn-id"])
        assert stub.most_at_once == 2


async def test_leaving_ends_what_is_being_written(tmp_path: Path) -> None:
    async with model_stub(writes, is_open=False) as stub:
        async with running_gateway(tmp_path, llm_base_url=stub.url, memory_enabled=False) as gateway:
            alice = await gateway.client()
            await gateway.add_worker(says("yes"))
            _, turn_id = await ask(alice)
            await until(lambda: stub.open_now == 1)
        await until(lambda: stub.left == 1)

        async with running_gateway(tmp_path, llm_base_url=stub.url, memory_enabled=False) as gateway:
            alice = await gateway.client()
            (cut,) = (await alice.get("/api/v1/usage/calls")).json()["calls"]
            assert (cut["gen_ai.response.finish_reasons"], cut["estimated"]) == (["cut"], True)
            assert (await suggestions(alice, turn_id)).json()["suggestions"] == []
            assert len(stub.asked) == 1


@requirement("suggestions")
async def test_a_model_in_trouble_is_told_once_and_answers_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    trouble = iter([Response(status_code=500)] * 3)
    async with gateway_with(tmp_path, lambda asked: next(trouble, None) or writes(asked)) as (gateway, stub):
        alice = await gateway.client()
        await gateway.add_worker(says("yes"))
        with caplog.at_level(logging.WARNING):
            session_id, first = await ask(alice)
            await until(lambda: len(stub.asked) == 1)
            await ask(alice, "second", session_id=session_id)
            await until(lambda: len(stub.asked) == 2)
            await ask(alice, "third", session_id=session_id)
            _, last = await ask(alice, "last", session_id=session_id)
            await suggested(alice, last)

        assert (await suggestions(alice, first)).json()["suggestions"] == []
        # One try each; the title came with the first answer after the trouble.
        assert [is_title(asked) for asked in stub.asked] == [True, True, True, True, False]
        assert (await session(alice, session_id))["title"] == "Checkout drop"
        told = [record.getMessage() for record in caplog.records if record.name == "gateway.chat.answered_turns"]
        assert told == ["titles and suggestions are not written: The model answered 500."]
        assert QUESTION not in caplog.text


async def test_only_whole_answers_are_followed_by_small_jobs(tmp_path: Path) -> None:
    async def fails(_: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="a")
        yield TextDelta(part_id="t1", text="It ")
        yield TextEnded(part_id="t1")
        yield RunFailed(code="llm_refused", message="No.")

    async with gateway_with(tmp_path) as (gateway, stub):
        alice = await gateway.client()
        worker = await gateway.add_worker(fails)
        session_id, failed = await ask(alice)
        worker.script = says("fell.")
        _, whole = await ask(alice, "Again?", session_id=session_id)
        await suggested(alice, whole)

        assert (await suggestions(alice, failed)).json()["suggestions"] == []
        assert ["Again?" in asked["messages"][1]["content"] for asked in stub.asked] == [True, True]


@requirement("erasure", "usage")
@pytest.mark.parametrize("how", ["deleted", "erased", "user erased"])
async def test_beside_the_answers_of_a_deleted_session_nothing_more_is_asked(tmp_path: Path, how: str) -> None:
    async with gateway_with(tmp_path, is_open=False) as (gateway, stub):
        alice, admin = await gateway.client(), await gateway.client(ADMIN)
        bob = await gateway.client(BOB)
        await gateway.add_worker(says("yes"))
        session_id, _ = await ask(alice)
        await until(lambda: stub.open_now == 1)
        # The second place is taken by somebody else, so this one has to wait.
        await ask(bob, "Of somebody else?")
        await until(lambda: stub.open_now == 2)
        await ask(alice, "And delivery?", session_id=session_id)
        match how:
            case "deleted":
                await alice.delete(f"{SESSIONS}/{session_id}")
            case "erased":
                await alice.delete(f"{SESSIONS}/{session_id}", headers={"prefer": "return=representation"})
            case _:
                await admin.delete(f"/api/v1/admin/users/{ALICE.user_id}")
        await until(lambda: stub.left == 1)
        stub.gate.set()
        _, other = await ask(bob, "Once more?")
        await suggested(bob, other)
        groups = (await admin.get("/api/v1/usage", params={"by": "agent"})).json()["groups"]

    asked = [each["messages"][1]["content"] for each in stub.asked]
    assert sum(QUESTION in text for text in asked) == 1
    assert not any("And delivery?" in text for text in asked)
    assert sum("Of somebody else?" in text for text in asked) == 2
    # The call that was cut short may have cost something: the organization has a row of it.
    assert sum(group["calls"] for group in groups if group["key"] in {"titles", "suggestions"}) == len(stub.asked)


async def test_too_many_waiting_answers_are_let_go_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answered_turns, "MAX_WAITING", 2)
    async with gateway_with(tmp_path, is_open=False) as (gateway, stub):
        alice = await gateway.client()
        await gateway.add_worker(says("yes"))
        with caplog.at_level(logging.WARNING):
            turns = [(await ask(alice, f"q{number}"))[1] for number in range(7)]
        told = [record.getMessage() for record in caplog.records if record.name == "gateway.chat.answered_turns"]
        stub.gate.set()
        # Two were being written, two waited; those that came after them go without.
        for turn_id in turns[:4]:
            await suggested(alice, turn_id)
        assert [(await suggestions(alice, turn_id)).json()["suggestions"] for turn_id in turns[4:]] == [[], [], []]

    assert told == ["titles and suggestions are not written: too many answers wait for it"]


async def test_one_organization_leaves_room_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered_turns, "MAX_WAITING_EACH", 1)
    async with gateway_with(tmp_path, is_open=False) as (gateway, stub):
        alice, mallory = await gateway.client(), await gateway.client(MALLORY)
        await gateway.add_worker(says("yes"))
        turns = []
        for number in range(5):
            turns.append((await ask(alice, f"q{number}"))[1])
            # The first two are at work before others come to wait.
            await until(lambda: stub.open_now == min(2, len(turns)))
        _, other = await ask(mallory)
        stub.gate.set()
        for turn_id in turns[:3]:
            await suggested(alice, turn_id)
        await suggested(mallory, other)
        assert [(await suggestions(alice, turn_id)).json()["suggestions"] for turn_id in turns[3:]] == [[], []]


async def test_without_a_model_there_are_no_small_jobs(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    session_id, turn_id = await ask(alice)

    named = await session(alice, session_id)
    assert (named["title"], named["title_origin"], named["title_model"]) == (FROM_QUESTION, "question", None)
    assert (await suggestions(alice, turn_id)).json() == {"turn_id": turn_id, "suggestions": [], "model": None}
