"""Decisions about questions in a running gateway: who answers, without whom, and that an answer comes in any case."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response, StreamingResponse

from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.requirements import requirement
from tests.support.model_stub import ModelStub, model_stub
from tests.support.running_gateway import MALLORY, RunningGateway, running_gateway
from tests.support.scripted_worker import says
from tests.support.ui_stream import chunks_of

GREETING = "Hello! What would you like to know?"


def streamed(*pieces: str, ends: bool = True, reason: str = "stop") -> Response:
    """A streamed completion of these pieces."""

    async def lines() -> AsyncIterator[str]:
        for piece in pieces:
            yield f"data: {json.dumps({'model': 'stub/small', 'choices': [{'delta': {'content': piece}}]})}\n\n"
        if ends:
            yield f"data: {json.dumps({'choices': [{'delta': {}, 'finish_reason': reason}]})}\n\n"
            yield f"data: {json.dumps({'choices': [], 'usage': {'prompt_tokens': 40, 'completion_tokens': 7}})}\n\n"
            yield "data: [DONE]\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


def greets(asked: dict[str, Any]) -> str | Response:
    """A model that greets, and writes nothing else."""
    return streamed(*GREETING.split(" ", 1)[0:1], " " + GREETING.split(" ", 1)[1]) if asked.get("stream") else "-"


@dataclass
class Stage:
    """A gateway that decides, its model, and perhaps a worker."""

    gateway: RunningGateway
    model: ModelStub
    alice: httpx.AsyncClient

    async def ask(self, text: str, **more: object) -> tuple[httpx.Response, list[dict[str, Any]]]:
        """Ask and read the answer: its chunks."""
        answer = await self.alice.post(MESSAGES, json={"message": text, **more})
        assert answer.status_code == 200, answer.text
        return answer, chunks_of(answer.content)

    def audit(self) -> list[dict[str, Any]]:
        """The rows of decisions, oldest first."""
        with closing(sqlite3.connect(self.gateway.database_file)) as database:
            database.row_factory = sqlite3.Row
            rows = database.execute("SELECT * FROM routing_decision ORDER BY turn_id").fetchall()
        return [dict(row) for row in rows]


@asynccontextmanager
async def stage(
    folder: Path, say: Callable[[dict[str, Any]], str | Response] = greets, *, is_open: bool = True, **settings: object
) -> AsyncGenerator[Stage]:
    """Everything, up and running, without a worker."""
    async with (
        model_stub(say, is_open=is_open) as model,
        running_gateway(
            folder, llm_base_url=model.url, assessment_enabled=True, memory_enabled=False, **settings
        ) as gateway,
    ):
        yield Stage(gateway, model, await gateway.client())


def text_of(chunks: list[dict[str, Any]]) -> str:
    """The words of an answer."""
    return "".join(chunk["delta"] for chunk in chunks if chunk["type"] == "text-delta")


def metadata_of(chunks: list[dict[str, Any]]) -> dict[str, Any]:
    """What the end of an answer says about it."""
    found: dict[str, Any] = chunks[-1].get("messageMetadata", {})
    return found


@requirement("small-talk-without-workers")
async def test_small_talk_is_answered_while_there_is_no_worker_and_others_wait_for_one(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        waiting = asyncio.create_task(on.ask("how many visitors did we have yesterday?"))
        answer, chunks = await on.ask("hi there")

        assert text_of(chunks) == GREETING
        assert not waiting.done()
        metadata = metadata_of(chunks)
        assert metadata["assessment"]["action"] == "RESPOND"
        assert metadata["agent"]["slug"] == "assistant"
        assert metadata["usage"]["inputTokens"] == 40
        assert "skipped" not in metadata
        assert answer.headers["x-auto-complexity"] == "atom"
        assert answer.headers["x-auto-action"] == "respond"
        assert answer.headers["x-routing-type"] == "orchestrate"
        session = chunks[0]["messageMetadata"]["sessionId"]
        stored = (await on.alice.get(HISTORY, params={"session_id": session})).json()["messages"]
        assert [(message["role"], message["status"]) for message in stored] == [
            ("user", "complete"),
            ("assistant", "complete"),
        ]
        assert stored[1]["metadata"]["assessment"] == metadata["assessment"]
        worker = await on.gateway.add_worker(says("12"))
        await waiting
        assert [request.question for request in worker.requests] == ["how many visitors did we have yesterday?"]


async def test_a_plain_question_goes_to_one_agent_and_a_wide_one_to_the_crew(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        worker = await on.gateway.add_worker(says("ok"))
        one, chunks = await on.ask("what is the price of the blue shirt?")
        wide, _ = await on.ask("why did sales drop although there were more visitors, and which products are affected?")

    assert [(request.agent, len(request.agents)) for request in worker.requests] == [("product_analyst", 1), (None, 3)]
    assert (one.headers["x-routing-type"], one.headers["x-routing-agent-id"]) == ("agent", "agt_product_analyst")
    assert metadata_of(chunks)["assessment"]["agentId"] == "agt_product_analyst"
    assert (wide.headers["x-routing-type"], wide.headers["x-auto-complexity"]) == ("workflow", "organ")


async def test_every_decision_is_kept_without_a_word_of_the_question(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.gateway.add_worker(says("ok"))
        await on.ask("what is the price of the blue shirt?")
        await on.ask("hello")
        kept = on.audit()

    assert [(row["level"], row["assessed_by"], row["agent_id"]) for row in kept] == [
        ("MOLECULE", "classifier", "agt_product_analyst"),
        ("ATOM", "rules", None),
    ]
    assert "shirt" not in json.dumps(kept)


async def test_who_was_chosen_answers_small_talk_too(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        worker = await on.gateway.add_worker(says("ok"))
        answer, _ = await on.ask("hi", agent="pattern_analyst")

    assert [request.agent for request in worker.requests] == ["pattern_analyst"]
    assert (answer.headers["x-auto-action"], answer.headers["x-routing-confidence"]) == ("delegate", "1.0")


async def test_yes_to_a_proposal_is_work_and_not_small_talk(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        worker = await on.gateway.add_worker(says("It costs 49. Shall I list the open anomalies?"))
        _, chunks = await on.ask("what is the price of the blue shirt?")
        await on.ask("yes please", session_id=chunks[0]["messageMetadata"]["sessionId"])

    assert [request.agent for request in worker.requests] == ["product_analyst", "pattern_analyst"]


@requirement("answer-anyway")
@pytest.mark.parametrize(
    "broken",
    [
        lambda: Response(status_code=500),
        streamed,
        lambda: Response(b"data: nonsense\n\n", media_type="text/event-stream"),
    ],
    ids=["refuses", "says nothing", "speaks nonsense"],
)
async def test_the_crew_answers_what_the_gateways_model_does_not(
    tmp_path: Path, broken: Callable[[], Response]
) -> None:
    async with stage(tmp_path, lambda _: broken()) as on:
        worker = await on.gateway.add_worker(says("Hello from the crew."))
        _, chunks = await on.ask("good morning")

    assert text_of(chunks) == "Hello from the crew."
    assert metadata_of(chunks)["skipped"] == ["responder"]
    assert len(worker.requests) == 1


@requirement("answer-anyway")
async def test_a_model_that_cannot_judge_costs_no_answer(tmp_path: Path) -> None:
    async with stage(tmp_path, lambda _: Response(status_code=500)) as on:
        await on.gateway.add_worker(says("ok"))
        _, chunks = await on.ask("report hello visitors")

    assert text_of(chunks) == "ok"
    found = metadata_of(chunks)
    assert found["assessment"]["assessedBy"] in {"classifier", "fallback"}
    assert found["assessment"]["assessedBy"] == "classifier" or "assessment_model" in found["skipped"]


async def test_an_answer_that_breaks_off_keeps_what_was_shown(tmp_path: Path) -> None:
    async with stage(tmp_path, lambda asked: streamed("Hello", ends=False) if asked.get("stream") else "-") as on:
        _, chunks = await on.ask("hi there")

    assert text_of(chunks) == "Hello"
    assert chunks[-1]["type"] == "error"


async def test_small_talk_can_be_stopped_and_asks_for_nothing_more(tmp_path: Path) -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def lines() -> AsyncIterator[str]:
        yield f"data: {json.dumps({'choices': [{'delta': {'content': 'Hel'}}]})}\n\n"
        begun.set()
        await never.wait()

    def hangs(asked: dict[str, Any]) -> str | Response:
        return StreamingResponse(lines(), media_type="text/event-stream") if asked.get("stream") else "-"

    async with stage(tmp_path, hangs) as on:
        asking = asyncio.create_task(on.ask("hi there"))
        await asyncio.wait_for(begun.wait(), 10)
        turn = on.audit()[0]["turn_id"]
        await on.alice.post(f"/api/v1/chat/turns/{turn}/stop")
        _, chunks = await asyncio.wait_for(asking, 10)
        never.set()

    assert text_of(chunks) == "Hel"
    assert chunks[-1]["type"] == "abort"


async def test_without_a_model_small_talk_is_the_crews(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, assessment_enabled=True) as gateway:
        worker = await gateway.add_worker(says("Hello."))
        answer = await (await gateway.client()).post(MESSAGES, json={"message": "hi"})

    assert text_of(chunks_of(answer.content)) == "Hello."
    assert [request.agent for request in worker.requests] == [None]


async def test_a_gateway_that_restarts_answers_small_talk_that_nobody_had_shown(tmp_path: Path) -> None:
    async with stage(tmp_path, is_open=False) as on:
        asking = asyncio.create_task(on.alice.post(MESSAGES, json={"message": "hi there"}))
        async with asyncio.timeout(10):
            while not on.model.asked:
                await asyncio.sleep(0.005)
        await on.gateway.inside.drain(0)
        await asyncio.wait({asking})
    async with stage(tmp_path) as again:
        async with asyncio.timeout(10):
            while (status := _status(again.gateway)) != "done":
                await asyncio.sleep(0.005)

    assert status == "done"


def _status(gateway: RunningGateway) -> str:
    with closing(sqlite3.connect(gateway.database_file)) as database:
        return str(database.execute("SELECT status FROM turn").fetchone()[0])


async def explained(on: Stage, text: str, **more: object) -> dict[str, Any]:
    """What is told of a question that is not asked."""
    answer = await on.alice.post(MESSAGES, params={"explain": "true"}, json={"message": text, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@requirement("explain")
async def test_a_question_is_explained_without_being_asked(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        one = await explained(on, "what is the price of the blue shirt?")
        small = await explained(on, "hello")
        wide = await explained(on, "write a complete monthly report on all channels with recommendations")
        listed = (await on.alice.get("/api/v1/chat/sessions")).json()["sessions"]

    assert (one["assessment"]["level"], one["route"]["type"]) == ("MOLECULE", "agent")
    assert [agent["slug"] for agent in one["agents"]] == ["product_analyst"]
    assert "search_products" in one["tools"]
    assert one["queue"]["position"] == 1
    assert (small["assessment"]["action"], small["route"]["type"]) == ("RESPOND", "respond")
    assert (small["tools"], small["queue"]) == ([], None)
    assert (wide["assessment"]["level"], wide["route"]["type"], len(wide["agents"])) == ("ORGANISM", "workflow", 3)
    assert listed == []
    assert on.audit() == []
    assert on.model.asked == []


async def test_an_explanation_is_what_then_happens(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.gateway.add_worker(says("Shall I list the open anomalies?"))
        _, chunks = await on.ask("what is the price of the blue shirt?")
        session = chunks[0]["messageMetadata"]["sessionId"]
        told = await explained(on, "yes please", session_id=session)
        await on.ask("yes please", session_id=session)
        kept = on.audit()[-1]

    assert (told["assessment"]["level"], told["route"]["agent_id"]) == (kept["level"], kept["agent_id"])
    assert kept["agent_id"] == "agt_pattern_analyst"


async def test_nothing_of_others_can_be_explained(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        _, chunks = await on.ask("hi")
        session = chunks[0]["messageMetadata"]["sessionId"]
        mallory = await on.gateway.client(MALLORY)
        answers = [
            await mallory.post(MESSAGES, params={"explain": "true"}, json={"message": "yes", "session_id": id_})
            for id_ in (session, "ses_01k0000000000000000000000")
        ]
        unknown = await on.alice.post(MESSAGES, params={"explain": "true"}, json={"message": "x", "agent": "nobody"})
        nothing = await on.alice.post(MESSAGES, params={"explain": "maybe"}, json={"message": "x"})

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert unknown.status_code in {404, 422}
    assert nothing.status_code == 422


@requirement("resume")
async def test_a_turn_that_is_decided_about_is_told_the_same_to_every_reader(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.gateway.add_worker(says("49"))
        for number, question in enumerate(("what is the price of the blue shirt?", "hello", "list the open anomalies")):
            body = {"message": question, "message_id": f"msg-{number}"}
            first, again = await on.alice.post(MESSAGES, json=body), await on.alice.post(MESSAGES, json=body)
            turn = first.headers["x-chat-turn-id"]
            rest = await on.alice.get(f"/api/v1/chat/turns/{turn}/stream", params={"after": 1})

            # No place in a queue where nobody has to wait, and no frame that a repetition lacks.
            assert first.content == again.content
            assert rest.content == first.content[first.content.index(b"id: 1\n") :].partition(b"\n\n")[2]
