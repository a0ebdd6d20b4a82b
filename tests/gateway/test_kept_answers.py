"""Answers that are told again to the same words: to whom, how that is said, and to whom never."""

import os
import random
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from gateway.chat.model import Principal
from shared.ids import OrganizationId, UserId
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.gateway.api.test_uploads import upload
from tests.gateway.test_decisions import Stage, metadata_of, stage, streamed, text_of
from tests.requirements import requirement
from tests.support.hostile_images import picture
from tests.support.running_gateway import BOB
from tests.support.scripted_worker import says
from tests.support.ui_stream import chunks_of

ERASURE = "/api/v1/admin/organization/erasure"
STEPS = max(60, 20 * int(os.environ.get("PROVE_SIZE", "0")))

Told = tuple[httpx.Response, list[dict[str, Any]]]


class Counting:
    """A model that never says the same twice."""

    def __init__(self) -> None:
        self.count = 0
        self.reason = "stop"
        self.ends = True

    def __call__(self, asked: dict[str, Any]) -> str | Response:
        if not asked.get("stream"):
            return "-"
        self.count += 1
        return streamed("Hello. ", f"Answer {self.count}.", ends=self.ends, reason=self.reason)


@asynccontextmanager
async def keeping(folder: Path, say: Any = None, seconds: int = 600) -> AsyncGenerator[Stage]:
    """A gateway that tells answers again."""
    async with stage(folder, say or Counting(), kept_answer_seconds=seconds) as on:
        yield on


async def ask(client: httpx.AsyncClient, text: str, **more: object) -> Told:
    """Ask and read the answer."""
    answer = await client.post(MESSAGES, json={"message": text, **more})
    assert answer.status_code == 200, answer.text
    return answer, chunks_of(answer.content)


def is_kept(told: Told) -> bool:
    """Whether it is said of an answer that it was told again, everywhere or nowhere."""
    answer, chunks = told
    is_told = "kept" in metadata_of(chunks)
    # Headers do not wait for a decision that takes long on a busy machine.
    assert (answer.headers.get("x-auto-kept") == "true") == (is_told and "x-auto-action" in answer.headers)
    return is_told


def streams(on: Stage) -> int:
    """How often the model was asked for an answer."""
    return sum(bool(asked.get("stream")) for asked in on.model.asked)


@requirement("kept-answers")
async def test_the_same_words_are_answered_without_the_model_and_that_is_said_everywhere(tmp_path: Path) -> None:
    async with keeping(tmp_path) as on:
        bob = await on.gateway.client(BOB)
        first = await ask(on.alice, "hi there")
        again = await ask(bob, "  hi\tthere ")
        other = await ask(bob, "Hi there")
        session = again[1][0]["messageMetadata"]["sessionId"]
        stored = (await bob.get(HISTORY, params={"session_id": session})).json()["messages"][1]
        log = [
            row for row in (await bob.get("/api/v1/usage/calls")).json()["calls"] if row["message_id"] == stored["id"]
        ]
        sums = (await bob.get("/api/v1/usage", params={"by": "agent"})).json()["groups"]
        replayed = await bob.get(f"/api/v1/chat/turns/{again[0].headers['x-chat-turn-id']}/stream")
        exported = await bob.get(f"{SESSIONS}/{session}/export", params={"format": "json"})
        imported = await bob.post(f"{SESSIONS}/import", json=exported.json())
        with closing(sqlite3.connect(on.gateway.database_file)) as database:
            events = database.execute(
                "SELECT data FROM turn_event WHERE turn_id = ?", (again[0].headers["x-chat-turn-id"],)
            ).fetchall()

    assert (is_kept(first), is_kept(again), is_kept(other)) == (False, True, False)
    assert text_of(first[1]) == text_of(again[1]) == "Hello. Answer 1."
    assert text_of(other[1]) == "Hello. Answer 2."
    # A turn like any other: streamed, stored, resumed, with its assessment and its speaker.
    assert [chunk["type"] for chunk in again[1] if chunk["type"].startswith("text")] == [
        "text-start",
        "text-delta",
        "text-end",
    ]
    assert stored["metadata"]["kept"] is True
    assert stored["metadata"]["agent"] == {"slug": "assistant", "name": "Assistant"}
    assert stored["metadata"]["assessment"]["action"] == "RESPOND"
    assert replayed.content == again[0].content
    assert imported.status_code == 201, imported.text
    assert any('"kept":true' in event for (event,) in events)
    # Nobody was asked and nothing was paid; the usage says so.
    assert stored["metadata"]["usage"] == {"inputTokens": 0, "outputTokens": 0, "totalTokens": 0, "calls": 0}
    row = next(row for row in log if row["kept"])
    assert (row["cost_micros"], row["price_book"], row["gen_ai.provider.name"]) == (0, "kept answer", None)
    assert (row["gen_ai.usage.input_tokens"], row["gen_ai.usage.output_tokens"]) == (0, 0)
    mine = next(group for group in sums if group["key"] == "assistant")
    assert (mine["calls"], mine["kept_answers"]) == (1, 1)
    assert streams(on) == 2


@requirement("kept-answers")
async def test_it_is_switched_off_unless_somebody_switches_it_on(tmp_path: Path) -> None:
    async with stage(tmp_path, Counting()) as on:
        told = [text_of((await ask(on.alice, "hi"))[1]) for _ in range(2)]

    assert told == ["Hello. Answer 1.", "Hello. Answer 2."]


@requirement("kept-answers")
async def test_who_asks_again_in_a_session_gets_another_answer(tmp_path: Path) -> None:
    async with keeping(tmp_path) as on:
        await ask(on.alice, "hi")
        first = await ask(on.alice, "hi")
        session = first[1][0]["messageMetadata"]["sessionId"]
        again = await ask(on.alice, "hi", session_id=session)
        message = first[1][0]["messageId"]
        anew = await on.alice.post(MESSAGES, json={"session_id": session, "regenerates": message})

    assert [is_kept(each) for each in (first, again)] == [True, False]
    assert text_of(again[1]) == "Hello. Answer 2."
    assert text_of(chunks_of(anew.content)) == "Hello. Answer 3."


@requirement("kept-answers")
async def test_what_the_crew_answers_is_never_said_to_be_told_again(tmp_path: Path) -> None:
    model, is_broken = Counting(), True

    def says_or_breaks(asked: dict[str, Any]) -> str | Response:
        return Response(status_code=500) if is_broken else model(asked)

    async with keeping(tmp_path, says_or_breaks) as on:
        await on.gateway.add_worker(says("Hello from the crew."))
        body, headers = {"message": "good morning"}, {"idempotency-key": "k1"}
        handed_over = await on.alice.post(MESSAGES, json=body, headers=headers)
        is_broken = False
        await ask(on.alice, "good morning")
        assert is_kept(await ask(on.alice, "good morning"))
        file = await upload(on.alice, picture("PNG"))
        with_file = await ask(on.alice, "good morning", files=[{"url": file["url"]}])
        repeated = await on.alice.post(MESSAGES, json=body, headers=headers)

    for answer in (handed_over, with_file[0], repeated):
        assert text_of(chunks_of(answer.content)) == "Hello from the crew."
        assert not is_kept((answer, chunks_of(answer.content)))


@requirement("kept-answers")
async def test_only_what_refers_to_nothing_is_told_again_later_in_a_session(tmp_path: Path) -> None:
    async with keeping(tmp_path) as on:
        await on.gateway.add_worker(says("It fell by 4 %."))
        for text in ("good evening", "thanks"):
            await ask(on.alice, text)
        begun = await ask(on.alice, "what is the price of the blue shirt?")
        session = begun[1][0]["messageMetadata"]["sessionId"]
        greeted = await ask(on.alice, "good evening", session_id=session)
        thanked = await ask(on.alice, "thanks", session_id=session)
        # What was answered with something before it is nobody else's.
        later = await ask(on.alice, "hello", session_id=session)
        elsewhere = await ask(on.alice, "hello")

    assert [is_kept(each) for each in (greeted, thanked, later, elsewhere)] == [True, False, False, False]


@requirement("kept-answers")
async def test_who_speaks_of_oneself_or_asks_in_a_widget_is_told_nothing_again(tmp_path: Path) -> None:
    async with keeping(tmp_path) as on:
        await ask(on.alice, "good morning", widget_mode=True)
        outside = await ask(on.alice, "good morning")
        inside = await ask(on.alice, "good morning", widget_mode=True)
        mine = [await ask(on.alice, "how can you help me") for _ in range(2)]

    assert [is_kept(each) for each in (outside, inside, *mine)] == [False] * 4


@requirement("kept-answers")
@pytest.mark.parametrize("how", ["cut", "broken", "stopped with an error"])
async def test_an_answer_that_is_not_whole_is_never_told_again(tmp_path: Path, how: str) -> None:
    model = Counting()
    model.reason = {"cut": "length", "stopped with an error": "error"}.get(how, "stop")
    model.ends = how != "broken"
    async with keeping(tmp_path, model) as on:
        await ask(on.alice, "hi")
        model.reason, model.ends = "stop", True
        again = await ask(on.alice, "hi")

    assert not is_kept(again)
    assert text_of(again[1]) == "Hello. Answer 2."


@requirement("kept-answers")
async def test_it_holds_for_so_long_and_as_long_as_nobody_is_against_it(tmp_path: Path) -> None:
    async with keeping(tmp_path) as on:
        first = await ask(on.alice, "hi")
        message = first[1][0]["messageId"]
        session = first[1][0]["messageMetadata"]["sessionId"]
        voted = await on.alice.put(f"/api/v1/chat/messages/{message}/vote", json={"vote": -1})
        assert voted.is_success, voted.text
        disliked = await ask(on.alice, "hi")
        assert is_kept(await ask(on.alice, "hi"))
        with closing(sqlite3.connect(on.gateway.database_file)) as database:
            database.execute("UPDATE kept_answer SET kept_at = kept_at - 600000")
            database.commit()
        old = await ask(on.alice, "hi")
        assert is_kept(await ask(on.alice, "hi"))
        newest = old[1][0]["messageMetadata"]["sessionId"]
        assert session != newest
        await on.alice.delete(f"{SESSIONS}/{newest}")
        gone = await ask(on.alice, "hi")

    assert [is_kept(each) for each in (disliked, old, gone)] == [False] * 3


@requirement("kept-answers")
async def test_an_organization_keeps_so_many_and_the_oldest_go(tmp_path: Path) -> None:
    async with stage(tmp_path, Counting(), kept_answer_seconds=600, kept_answers=2) as on:
        for text in ("hi", "hello", "hey"):
            await ask(on.alice, text)
        told = [is_kept(await ask(on.alice, text)) for text in ("hey", "hello", "hi")]

    assert told == [True, True, False]


@requirement("kept-answers", "not-yours")
async def test_no_answer_of_another_organization_or_of_an_erased_one_is_ever_told(tmp_path: Path) -> None:
    """Random people of random organizations say random things; a model in memory says what each may hear."""
    chance = random.Random(4711)
    said: dict[tuple[str, str], str] = {}
    words = ["hi", "hello", "good morning", "who are you", "bye"]
    people = [Principal(OrganizationId(f"org_{o}"), UserId(f"usr_{u}"), "admin") for o in "abc" for u in (1, 2)]
    hits = 0
    async with keeping(tmp_path) as on:
        clients = {who: await on.gateway.client(who) for who in people}
        for _ in range(STEPS):
            who, text = chance.choice(people), chance.choice(words)
            if chance.random() < 0.08:
                organization = str(who.organization_id)
                erased = await clients[who].post(ERASURE, json={"organization_id": organization})
                assert erased.status_code == 200, erased.text
                said = {key: answer for key, answer in said.items() if key[0] != organization}
                for each in people:
                    if each.organization_id == who.organization_id:
                        clients[each] = await on.gateway.client(each)
                continue
            told = await ask(clients[who], text)
            key = (str(who.organization_id), text)
            assert is_kept(told) == (key in said)
            assert said.setdefault(key, text_of(told[1])) == text_of(told[1])
            hits += is_kept(told)
        assert len(set(said.values())) == len(said)
    assert hits > STEPS // 4


@requirement("kept-answers", "answer-anyway")
async def test_a_cache_that_fails_costs_no_answer(tmp_path: Path) -> None:
    async with keeping(tmp_path) as on:
        await ask(on.alice, "hi")
        with closing(sqlite3.connect(on.gateway.database_file)) as database:
            database.execute("DROP TABLE kept_answer")
            database.commit()
        again = await ask(on.alice, "hi")

    assert text_of(again[1]) == "Hello. Answer 2."
    assert again[1][-1]["type"] == "finish"
