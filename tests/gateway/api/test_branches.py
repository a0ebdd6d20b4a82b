"""Questions that are edited and answers that are made again: branches that are kept, shown and continued."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from gateway.chat.service import Ask
from shared.events import RunEvent, RunFinished, TextDelta, TextEnded, TextStarted
from shared.runs import RunRequest
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.running_gateway import ALICE, BOB, RunningGateway
from tests.support.scripted_worker import held
from tests.support.ui_stream import chunks_of, text_of


async def counted(request: RunRequest) -> AsyncIterator[RunEvent]:
    """Answers `n: question`, where n is the number of messages before it."""
    yield TextStarted(part_id="t1", agent="synthesiser")
    yield TextDelta(part_id="t1", text=f"{len(request.history)}: {request.question}")
    yield TextEnded(part_id="t1")
    yield RunFinished(finish_reason="stop")


async def asked(client: httpx.AsyncClient, **body: object) -> str:
    """Ask; the session's id."""
    response = await client.post(MESSAGES, json=body)
    assert response.status_code == 200, response.text
    return response.headers["x-chat-session-id"]


async def shown(client: httpx.AsyncClient, session_id: str) -> list[dict[str, object]]:
    """The branch that is shown, read in pages of three."""
    found: list[dict[str, object]] = []
    before = None
    while True:
        query: dict[str, str | int] = {"session_id": session_id, "limit": 3, **({"before": before} if before else {})}
        page = (await client.get(HISTORY, params=query)).json()
        found = page["messages"] + found
        before = page["before"]
        if before is None:
            return found


def texts(messages: list[dict[str, object]]) -> list[str]:
    """What was said, without the rest."""
    return [text_of_parts(message["parts"]) for message in messages]


def text_of_parts(parts: object) -> str:
    """The text parts joined."""
    assert isinstance(parts, list)
    return "".join(part["text"] for part in parts if part["type"] == "text")


@requirement("branches")
async def test_an_edited_question_begins_a_branch_and_the_other_one_can_be_shown_and_continued(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(counted)
    session_id = await asked(alice, message="one")
    await asked(alice, message="two", session_id=session_id)
    first = await shown(alice, session_id)
    await asked(alice, message="zwei", session_id=session_id, edits=first[2]["id"])
    await asked(alice, message="drei", session_id=session_id)
    edited = await shown(alice, session_id)

    assert texts(first) == ["one", "0: one", "two", "2: two"]
    assert texts(edited) == ["one", "0: one", "zwei", "2: zwei", "drei", "4: drei"]
    assert edited[2]["alternatives"] == [first[2]["id"], edited[2]["id"]]
    assert edited[0]["alternatives"] == [first[0]["id"]]

    select = await alice.put(f"{SESSIONS}/{session_id}/branch", json={"message_id": first[2]["id"]})
    assert select.status_code == 204
    assert [message["id"] for message in await shown(alice, session_id)] == [message["id"] for message in first]
    await asked(alice, message="three", session_id=session_id)
    assert texts(await shown(alice, session_id)) == ["one", "0: one", "two", "2: two", "three", "4: three"]
    assert [past.text for past in worker.requests[-1].history] == ["one", "0: one", "two", "2: two"]

    # Back to the edit: its newest end is shown, not only the message that was named.
    await alice.put(f"{SESSIONS}/{session_id}/branch", json={"message_id": edited[2]["id"]})
    assert await shown(alice, session_id) == edited


@requirement("branches")
@pytest.mark.parametrize("name", ["answer", "question", "last"])
async def test_an_answer_is_made_again_beside_the_first_one(
    gateway: RunningGateway, alice: httpx.AsyncClient, name: str
) -> None:
    worker = await gateway.add_worker(counted)
    session_id = await asked(alice, message="one")
    await asked(alice, message="two", session_id=session_id)
    first = await shown(alice, session_id)
    names = {"answer": first[3]["id"], "question": first[2]["id"], "last": "last"}

    await asked(alice, session_id=session_id, regenerates=names[name])

    again = await shown(alice, session_id)
    assert [message["id"] for message in again[:3]] == [message["id"] for message in first[:3]]
    assert again[3]["alternatives"] == [first[3]["id"], again[3]["id"]]
    assert texts(again) == texts(first)
    assert [(request.question, len(request.history)) for request in worker.requests] == [
        ("one", 0),
        ("two", 2),
        ("two", 2),
    ]


async def test_an_answer_in_the_middle_is_made_again_and_what_followed_it_stays_in_its_branch(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(counted)
    session_id = await asked(alice, message="one")
    await asked(alice, message="two", session_id=session_id)
    first = await shown(alice, session_id)

    await asked(alice, session_id=session_id, regenerates=first[1]["id"])

    assert texts(await shown(alice, session_id)) == ["one", "0: one"]
    await alice.put(f"{SESSIONS}/{session_id}/branch", json={"message_id": first[1]["id"]})
    assert [message["id"] for message in await shown(alice, session_id)] == [message["id"] for message in first]


async def test_what_is_replaced_is_not_answered_to_its_end_and_keeps_what_it_showed(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    worker = await gateway.add_worker(held(gate, before=("begun",), after=(" ended",)))
    async with alice.stream("POST", MESSAGES, json={"message": "one", "message_id": "mine"}) as reader:
        async for line in reader.aiter_lines():
            if '"begun"' in line:
                break
        session_id = reader.headers["x-chat-session-id"]
        again = asyncio.create_task(
            alice.post(MESSAGES, json={"message": "uno", "session_id": session_id, "edits": "mine"})
        )
        async with asyncio.timeout(5):
            while len(worker.requests) < 2:
                await asyncio.sleep(0.01)
        gate.set()
        edited = await again

    assert text_of(chunks_of(edited.content)) == "begun ended"
    messages = await shown(alice, session_id)
    assert texts(messages) == ["uno", "begun ended"]
    alternatives = messages[0]["alternatives"]
    assert isinstance(alternatives, list)
    await alice.put(f"{SESSIONS}/{session_id}/branch", json={"message_id": alternatives[0]})
    stopped = await shown(alice, session_id)
    assert texts(stopped) == ["one", "begun"]
    assert stopped[1]["status"] == "stopped"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"message": "a", "edits": "m", "regenerates": "m", "session_id": "ses_x"}, "exclude each other"),
        ({"session_id": "ses_x"}, "message is missing"),
        ({"message": "a", "regenerates": "m", "session_id": "ses_x"}, "leave message out"),
        ({"message": "a", "edits": "m"}, "session_id is missing"),
        ({"message": "a", "edits": "no id", "session_id": "ses_x"}, "edits"),
    ],
)
async def test_an_unclear_request_is_refused(alice: httpx.AsyncClient, body: dict[str, str], words: str) -> None:
    refused = await alice.post(MESSAGES, json=body)

    assert refused.status_code == 422
    assert words in refused.json()["detail"]


@requirement("not-yours")
async def test_nobody_edits_regenerates_or_selects_what_is_not_theirs(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(counted)
    session_id = await asked(alice, message="one")
    messages = await shown(alice, session_id)
    bob = await gateway.client(BOB)
    own = await asked(bob, message="mine")
    answer = messages[1]["id"]
    refused = [
        await bob.post(MESSAGES, json={"message": "x", "session_id": session_id, "edits": messages[0]["id"]}),
        await bob.post(MESSAGES, json={"message": "x", "session_id": own, "edits": messages[0]["id"]}),
        await bob.post(MESSAGES, json={"session_id": own, "regenerates": answer}),
        await bob.put(f"{SESSIONS}/{session_id}/branch", json={"message_id": answer}),
        await bob.put(f"{SESSIONS}/{own}/branch", json={"message_id": answer}),
        await bob.put(f"{SESSIONS}/ses_none/branch", json={"message_id": "msg_none"}),
        # An answer is no question that could be edited.
        await alice.post(MESSAGES, json={"message": "x", "session_id": session_id, "edits": answer}),
    ]

    assert {(response.status_code, response.content) for response in refused} == {(404, refused[-2].content)}
    assert len(await shown(bob, own)) == 2
    assert await shown(alice, session_id) == messages


@requirement("once")
async def test_first_questions_under_one_name_of_a_client_make_one_session(gateway: RunningGateway) -> None:
    worker = await gateway.add_worker(counted)
    chat = gateway.inside.public.chat
    asks = [Ask(f"question {n % 4}", client_session_id="chat-1", client_message_id=f"m{n % 4}") for n in range(20)]

    accepted = await asyncio.gather(*(chat.send(ALICE, ask) for ask in asks))

    assert (await chat.send(ALICE, asks[0])).is_replay
    assert len({each.turn.session_id for each in accepted}) == 1
    assert sorted(each.is_replay for each in accepted) == [False] * 4 + [True] * 16
    for each in accepted:
        async for _ in chat.follow(each.turn):
            pass
    assert len(worker.requests) == 4
    # The name is the owner's alone, and as good as our own.
    assert await chat.resolve_session(ALICE, "chat-1") == accepted[0].turn.session_id
    other = await chat.send(BOB, Ask("hello", client_session_id="chat-1"))
    assert other.turn.session_id != accepted[0].turn.session_id


async def test_a_client_that_looks_for_its_new_session_hears_that_nothing_runs(alice: httpx.AsyncClient) -> None:
    assert (await alice.get(f"{MESSAGES}/chat-not-yet/stream")).status_code == 204
    assert (await alice.get(f"{MESSAGES}/ses_none/stream")).status_code == 404
    assert (await alice.get(f"{SESSIONS}/chat-not-yet/stream")).status_code == 404


async def test_a_client_that_makes_again_what_was_never_stored_asks_it(gateway: RunningGateway) -> None:
    await gateway.add_worker(counted)
    chat = gateway.inside.public.chat
    first = await chat.send(ALICE, Ask("one", client_session_id="chat-1", client_message_id="m1"))
    async for _ in chat.follow(first.turn):
        pass

    again = await chat.send(ALICE, Ask("two", client_session_id="chat-1", client_message_id="m2", regenerates="m2"))

    assert (again.turn.question, again.turn.position) == ("two", 2)
