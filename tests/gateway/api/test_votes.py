"""Votes: one a user and answer, seen in history, gone with the session."""

import asyncio
import sqlite3
from typing import Any

import httpx

from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.requirements import requirement
from tests.support.running_gateway import BOB, MALLORY, RunningGateway
from tests.support.scripted_worker import held, says
from tests.support.ui_stream import read_frames

SESSIONS = "/api/v1/chat/sessions"
MISSING = "msg_00000000000000000000000000"


async def history(client: httpx.AsyncClient, session_id: str) -> list[dict[str, Any]]:
    """All messages of a short session."""
    found: list[dict[str, Any]] = (await client.get(HISTORY, params={"session_id": session_id})).json()["messages"]
    return found


async def ask(client: httpx.AsyncClient, session_id: str | None = None, text: str = "?") -> tuple[str, str]:
    """Ask, wait for the answer: the ids of session and answer."""
    named = {} if session_id is None else {"session_id": session_id}
    response = await client.post(MESSAGES, json={"message": text, **named})
    session_id = response.headers["x-chat-session-id"]
    return session_id, (await history(client, session_id))[-1]["id"]


def vote(client: httpx.AsyncClient, message_id: str, **body: object) -> Any:
    """Cast it."""
    return client.put(f"{MESSAGES}/{message_id}/vote", json=body)


async def votes(client: httpx.AsyncClient, session_id: str) -> list[dict[str, Any]]:
    """The votes of a session as pairs of value and comment."""
    found: list[dict[str, Any]] = (await client.get(f"{SESSIONS}/{session_id}/votes")).json()["votes"]
    return found


@requirement("vote")
async def test_a_vote_is_kept_replaced_and_taken_back(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    session_id, message_id = await ask(alice)
    seen: list[Any] = []
    for body in ({"vote": -1, "comment": "  wrong year  "}, {"vote": 1}, {"vote": 0}, {"vote": 0}):
        cast = await vote(alice, message_id, **body)
        assert (cast.status_code, cast.headers["cache-control"]) == (200, "private, no-store")
        assert cast.json().keys() == {"message_id", "vote", "comment", "voted_at"}
        question, answer = await history(alice, session_id)
        listed = [(found["message_id"], found["vote"], found["comment"]) for found in await votes(alice, session_id)]
        seen.append((cast.json()["vote"], question["vote"], answer["vote"], listed))

    assert seen == [
        (-1, 0, -1, [(message_id, -1, "wrong year")]),
        (1, 0, 1, [(message_id, 1, None)]),
        (0, 0, 0, []),
        (0, 0, 0, []),
    ]


async def test_each_answer_has_its_own_vote_and_they_are_paged_in_the_order_of_voting(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("yes"))
    session_id, first = await ask(alice)
    answers = [first, *[(await ask(alice, session_id))[1] for _ in range(4)]]
    for number, message_id in enumerate(answers):
        assert (await vote(alice, message_id, vote=1, comment=str(number))).status_code == 200
    pages: list[list[str]] = []
    after = None
    for _ in range(3):
        query = {"limit": 2, **({"after": after} if after else {})}
        page = (await alice.get(f"{SESSIONS}/{session_id}/votes", params=query)).json()
        pages.append([found["message_id"] for found in page["votes"]])
        after = page["after"]

    assert [len(page) for page in pages] == [2, 2, 1]
    # Votes of one millisecond stand in the order of their answers' ids.
    assert sorted(message_id for page in pages for message_id in page) == sorted(answers)
    assert after is None
    assert [message["vote"] for message in await history(alice, session_id)] == [0, 1] * 5


MALFORMED: list[dict[str, object]] = [
    {},
    {"vote": 2},
    {"vote": True},
    {"vote": "1"},
    {"vote": None},
    {"vote": 1, "comment": "x" * 2_001},
    {"vote": 1, "comment": "a\0b"},
    {"vote": 1, "comment": 5},
    {"vote": 0, "comment": "of nothing"},
    {"vote": 1, "user_id": "usr_bob"},
]


async def test_a_malformed_vote_changes_nothing(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    session_id, message_id = await ask(alice)
    await vote(alice, message_id, vote=1, comment="x" * 2_000)
    refused = [await vote(alice, message_id, **body) for body in MALFORMED]

    assert [(answer.status_code, answer.json().get("code")) for answer in refused] == [(422, "invalid_request")] * 10
    assert [(found["vote"], found["comment"]) for found in await votes(alice, session_id)] == [(1, "x" * 2_000)]


async def test_the_vote_of_somebody_else_is_not_shown(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    session_id, message_id = await ask(alice)
    with sqlite3.connect(gateway.database_file) as database:
        database.execute(
            "INSERT INTO vote SELECT id, 'usr_bob', organization_id, session_id, -1, 'theirs', 1 FROM message"
        )
    before = [message["vote"] for message in await history(alice, session_id)]
    await vote(alice, message_id, vote=1)
    after = [message["vote"] for message in await history(alice, session_id)]
    listed = await votes(alice, session_id)
    await vote(alice, message_id, vote=0)

    assert (before, after) == ([0, 0], [0, 1])
    assert [(found["vote"], found["comment"]) for found in listed] == [(1, None)]
    with sqlite3.connect(gateway.database_file) as database:
        assert database.execute("SELECT user_id FROM vote WHERE message_id = ?", [message_id]).fetchall() == [
            ("usr_bob",)
        ]


@requirement("not-yours")
async def test_votes_on_what_is_not_yours_answer_like_votes_on_what_is_not_there(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("yes"))
    session_id, message_id = await ask(alice)
    await vote(alice, message_id, vote=1)
    absent = await vote(alice, MISSING, vote=1)
    absent_list = await alice.get(f"{SESSIONS}/ses_0/votes")
    for principal in (BOB, MALLORY):
        other = await gateway.client(principal)
        for value in (-1, 0):
            foreign = await vote(other, message_id, vote=value)
            assert (foreign.status_code, foreign.content) == (404, absent.content)
        listed = await other.get(f"{SESSIONS}/{session_id}/votes")
        assert (listed.status_code, listed.content) == (404, absent_list.content)
    malformed = await vote(alice, "no such id!", vote=1)

    assert (malformed.status_code, malformed.content) == (404, absent.content)
    assert (await history(alice, session_id))[-1]["vote"] == 1


async def test_questions_and_answers_that_are_being_written_have_no_votes(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("soon",), after=()))
    async with alice.stream("POST", MESSAGES, json={"message": "?"}) as response:
        frames = read_frames(response)
        message_id = (await anext(frames)).chunk["messageId"]
        question = (await history(alice, response.headers["x-chat-session-id"]))[0]["id"]
        early = [
            (await vote(alice, found, vote=value)).status_code for found in (message_id, question) for value in (1, 0)
        ]
        gate.set()
        async for _ in frames:
            pass

    assert early == [404] * 4
    assert (await vote(alice, message_id, vote=1)).status_code == 200
    assert (await vote(alice, question, vote=1)).status_code == 404


@requirement("vote", "shown")
async def test_everybody_votes_for_themselves_in_a_session_that_is_shown(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("yes"))
    session_id, message_id = await ask(alice)
    bob, mallory = await gateway.client(BOB), await gateway.client(MALLORY)
    await alice.patch(f"{SESSIONS}/{session_id}", json={"visibility": "organization"})
    empty = await bob.get(f"{SESSIONS}/{session_id}/votes")
    foreign = [(await vote(mallory, message_id, vote=value)).status_code for value in (1, 0)]
    for client, value in ((alice, 1), (bob, -1)):
        assert (await vote(client, message_id, vote=value, comment=str(value))).status_code == 200
    seen = [
        (
            (await history(client, session_id))[-1]["vote"],
            [found["comment"] for found in await votes(client, session_id)],
        )
        for client in (alice, bob)
    ]
    await alice.patch(f"{SESSIONS}/{session_id}", json={"visibility": "private"})
    hidden = [
        await vote(bob, message_id, vote=0),
        await vote(bob, message_id, vote=1),
        await bob.get(f"{SESSIONS}/{session_id}/votes"),
    ]

    assert empty.json() == {"votes": [], "after": None}
    assert foreign == [404, 404]
    assert seen == [(1, ["1"]), (-1, ["-1"])]
    assert [response.status_code for response in hidden] == [404, 404, 404]
    assert [found["comment"] for found in await votes(alice, session_id)] == ["1"]


async def test_votes_go_with_their_session(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    session_id, message_id = await ask(alice)
    await vote(alice, message_id, vote=1, comment="to be forgotten")
    await alice.delete(f"{SESSIONS}/{session_id}")

    with sqlite3.connect(gateway.database_file) as database:
        assert database.execute("SELECT count(*) FROM vote").fetchone() == (0,)
    assert (await alice.get(f"{SESSIONS}/{session_id}/votes")).status_code == 404
    assert (await vote(alice, message_id, vote=1)).status_code == 404
