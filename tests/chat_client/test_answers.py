"""Questions and answers through the client, whatever happens to its connections."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat_client import ApiError, ChatClient, StreamLost, TransportFailed, TurnFailed
from chat_client.models import CastVote, CreateSession, SendMessage, TextDelta, TurnFinished, TurnStarted, UpdateSession
from shared.events import RunEvent, RunFailed, TextStarted
from shared.runs import RunRequest
from tests.chat_client.cutting_proxy import cutting_proxy
from tests.requirements import requirement
from tests.support.running_gateway import ALICE, BOB, RunningGateway, running_gateway
from tests.support.scripted_worker import held, says
from tests.support.servers import free_port

WORDS = tuple(f"word{number} " for number in range(40))


async def no_pause(seconds: float) -> None:
    """Not waiting is quicker."""


async def client(gateway: RunningGateway, *, url: str | None = None, attempts: int = 4) -> ChatClient:
    """A client of Alice's."""
    key = await gateway.inside.issue_key(ALICE)
    return ChatClient(url or gateway.public_url, api_key=key, attempts=attempts, sleep=no_pause)


@requirement("python-client")
async def test_an_answer_comes_as_typed_events(gateway: RunningGateway) -> None:
    await gateway.add_worker(says("Hello", " there"))
    async with await client(gateway) as chat, chat.ask("Hi") as answer:
        events = [event async for event in answer]

    assert isinstance(events[0], TurnStarted)
    assert isinstance(events[-1], TurnFinished)
    assert (events[0].turn_id, events[0].session_id) == (answer.turn_id, answer.session_id)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "Hello there"
    assert answer.end == events[-1]
    assert not answer.is_replay


@pytest.mark.parametrize("cuts", [(700,), (1_500, 900), (2_500, 1_100, 1_000)])
@requirement("python-client")
async def test_a_broken_connection_costs_nothing_and_repeats_nothing(
    gateway: RunningGateway, cuts: tuple[int, ...]
) -> None:
    worker = await gateway.add_worker(says(*WORDS))
    async with (
        cutting_proxy(gateway.public_url, cuts) as url,
        await client(gateway, url=url) as chat,
        chat.ask("Hi") as answer,
    ):
        events = [event async for event in answer]

    assert [seq for event in events if (seq := getattr(event, "seq", None))] == list(range(1, answer.last_seq + 1))
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "".join(WORDS)
    assert len(worker.requests) == 1


async def test_a_question_whose_answer_never_began_to_come_is_asked_once(gateway: RunningGateway) -> None:
    worker = await gateway.add_worker(says("once"))
    # The first connection breaks in the head of the answer: nobody knows whether the question arrived.
    async with cutting_proxy(gateway.public_url, (20,)) as url, await client(gateway, url=url) as chat:
        async with chat.ask("Hi") as answer:
            assert await answer.text() == "once"

        assert answer.is_replay
        assert len((await chat.list_sessions()).sessions) == 1
    assert len(worker.requests) == 1


async def test_an_answer_that_cannot_be_followed_says_where_it_was_lost(gateway: RunningGateway) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=WORDS, after=("end",)))
    async with (
        cutting_proxy(gateway.public_url, (2_000, *(10,) * 20)) as url,
        await client(gateway, url=url, attempts=3) as chat,
        chat.ask("Hi") as answer,
    ):
        with pytest.raises(StreamLost) as lost:
            await answer.text()
    gate.set()

    assert (lost.value.turn_id, lost.value.last_seq) == (answer.turn_id, answer.last_seq)
    async with await client(gateway) as chat, chat.follow(answer.turn_id, after=answer.last_seq) as rest:
        seqs = [seq for event in [event async for event in rest] if (seq := getattr(event, "seq", None))]
    assert seqs[0] == answer.last_seq + 1


@requirement("python-client")
async def test_an_answer_is_stopped_and_resumed_by_its_session(gateway: RunningGateway) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("one ",), after=("two",)))
    async with await client(gateway) as chat, chat.ask("Hi") as answer:
        async with chat.resume(answer.session_id) as again:
            assert again is not None
            assert again.turn_id == answer.turn_id
            events = aiter(again)
            while not isinstance(await anext(events), TextDelta):
                pass
            await events.aclose()
        assert (await answer.stop()).turn_id == answer.turn_id
        with pytest.raises(TurnFailed) as stopped:
            await answer.text()
        async with chat.resume(answer.session_id) as nothing:
            assert nothing is None

    assert (stopped.value.outcome, stopped.value.code) == ("stopped", "stopped")


async def test_a_failed_turn_is_an_exception_with_its_code(gateway: RunningGateway) -> None:
    async def fails(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="synthesiser")
        yield RunFailed(code="model_unavailable", message="The model does not answer.")

    await gateway.add_worker(fails)
    async with await client(gateway) as chat, chat.ask("Hi") as answer:
        with pytest.raises(TurnFailed, match="The model does not answer") as failed:
            await answer.text()

    assert (failed.value.outcome, failed.value.code) == ("failed", "model_unavailable")


async def test_a_key_of_ones_own_asks_once_however_often_it_is_sent(gateway: RunningGateway) -> None:
    worker = await gateway.add_worker(says("done"))
    async with await client(gateway) as chat:
        texts = []
        for _ in range(3):
            async with chat.ask("Hi", idempotency_key="mine") as answer:
                texts.append((answer.is_replay, await answer.text()))

    assert texts == [(False, "done"), (True, "done"), (True, "done")]
    assert len(worker.requests) == 1


@requirement("python-client")
async def test_everything_else_of_a_session_is_a_method(gateway: RunningGateway) -> None:
    await gateway.add_worker(says("answer"))
    async with await client(gateway) as chat:
        session = await chat.create_session(CreateSession(title="Returns"))
        async with chat.ask("Hi", session_id=session.id) as answer:
            await answer.text()
        history = await chat.read_history(session_id=session.id, limit=2)
        vote = await chat.cast_vote(history.messages[-1].id, CastVote(vote=-1, comment="no"))
        renamed = await chat.update_session(session.id, UpdateSession(pinned=True))
        votes = (await chat.list_votes(session.id)).votes
        found = (await chat.search_messages(q="answer")).results
        exported = await chat.export_session(session.id, format="json")
        upload = await chat.upload_file(b"a,b\n1,2\n", name="orders.csv")
        another = await chat.create_session()
        nothing = await chat.delete_session(another.id)
        receipt = await chat.delete_session(session.id, prefer="return=representation")
        left = (await chat.list_sessions(pinned=True)).sessions

    assert [message.role for message in history.messages] == ["user", "assistant"]
    assert (renamed.title, renamed.pinned) == ("Returns", True)
    assert votes == [vote]
    assert (upload.kind, upload.name, upload.media_type, upload.bytes) == (
        "file",
        "orders.csv",
        "text/csv; charset=utf-8",
        8,
    )
    assert renamed.created_at.tzinfo is not None
    assert nothing is None
    assert receipt is not None
    assert (receipt.session_id, receipt.removed["message"]) == (session.id, 2)
    assert [result.session_id for result in found] == [session.id]
    assert b'"answer"' in exported
    assert left == []


@requirement("python-client")
async def test_a_refusal_is_an_exception_with_its_code(gateway: RunningGateway) -> None:
    async with await client(gateway) as chat:
        with pytest.raises(ApiError) as missing:
            await chat.read_session("ses_of_nobody")
        with pytest.raises(ApiError) as invalid:
            await chat.create_session(CreateSession(title=" "))
        with pytest.raises(ApiError) as replaced:
            async with chat.send(SendMessage(message="x", edits="msg_1", session_id="ses_of_nobody")):
                pass
    async with ChatClient(gateway.public_url, api_key="nonsense") as stranger:
        with pytest.raises(ApiError) as refused:
            await stranger.list_agents()

    assert (missing.value.status, missing.value.code) == (404, "not_found")
    assert (invalid.value.code, [fault.at for fault in invalid.value.faults]) == ("invalid_request", ["title"])
    assert replaced.value.code == "not_found"
    assert (refused.value.status, refused.value.code) == (401, "not_authenticated")


async def test_what_is_busy_is_asked_again_when_it_said(tmp_path: Path) -> None:
    gate = asyncio.Event()
    pauses: list[float] = []

    async def wait(seconds: float) -> None:
        pauses.append(seconds)
        gate.set()
        assert [await reader for reader in readers] == ["ab", "ab"]

    async with running_gateway(tmp_path, streams_per_organization=2) as gateway:
        await gateway.add_worker(held(gate, before=("a",), after=("b",)))
        bob = ChatClient(gateway.public_url, api_key=await gateway.inside.issue_key(BOB))
        alice = ChatClient(gateway.public_url, api_key=await gateway.inside.issue_key(ALICE), sleep=wait)
        async with bob, alice, bob.ask("first") as first, bob.follow(first.turn_id) as again:
            readers = [asyncio.create_task(reader.text()) for reader in (first, again)]
            async with alice.ask("second") as answer:
                assert await answer.text() == "ab"

    assert pauses == [5.0]


async def test_a_gateway_that_is_not_there_is_tried_a_few_times(tmp_path: Path) -> None:
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    url = f"http://127.0.0.1:{free_port()}"
    async with ChatClient(url, api_key="x", attempts=3, sleep=note) as chat:
        with pytest.raises(TransportFailed):
            await chat.create_session()

    assert len(pauses) == 2
    assert pauses[0] < pauses[1]
