"""Many at once, and people who leave: through both tiers and both simulators."""

import asyncio
import re

import httpx

from tests.infra.launcher.launched import Launched
from tests.requirements import requirement
from tests.support.ui_stream import chunks_of, read_frames, text_of

MESSAGES = "/api/v1/chat/messages"
HISTORY = "/api/v1/chat/history"
SESSIONS = 50


def client(product: Launched) -> httpx.AsyncClient:
    """A client with the printed key."""
    limits = httpx.Limits(max_connections=SESSIONS + 10)
    headers = {"x-api-key": product.key}
    return httpx.AsyncClient(base_url=product.url, headers=headers, timeout=60, limits=limits, trust_env=False)


@requirement("no-mixing")
async def test_fifty_questions_in_fifty_sessions_do_not_mix(product: Launched) -> None:
    async with client(product) as http:
        # The question is quoted back where nothing is found, so each answer carries the word of its own question.
        words = [f"zzyx{number:02d}q" for number in range(SESSIONS)]

        async def ask(word: str) -> tuple[str, str, str]:
            response = await http.post(MESSAGES, json={"message": f"What do people say about {word} on social media?"})
            chunks = chunks_of(response.content)
            assert chunks[-1]["type"] == "finish", chunks[-1]
            return word, str(chunks), response.headers["x-chat-session-id"]

        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(ask(word)) for word in words]
        answers = [task.result() for task in asked]
        stored = [
            (word, (await http.get(HISTORY, params={"session_id": session})).text) for word, _, session in answers
        ]

    for word, seen in [*((word, chunks) for word, chunks, _ in answers), *stored]:
        assert set(re.findall(r"zzyx\d\dq", seen)) == {word}


@requirement("hang-up")
async def test_a_client_that_leaves_after_the_first_token_finds_the_whole_answer(product: Launched) -> None:
    question = "How many interactions per channel do we have?"
    async with client(product) as http:
        whole = text_of(chunks_of((await http.post(MESSAGES, json={"message": question})).content))
        async with http.stream("POST", MESSAGES, json={"message": question}) as response:
            session = response.headers["x-chat-session-id"]
            async for frame in read_frames(response):
                if frame.chunk.get("type") == "text-delta":
                    break
        async with asyncio.timeout(20):
            while True:
                messages = (await http.get(HISTORY, params={"session_id": session})).json()["messages"]
                if len(messages) == 2:
                    break
                await asyncio.sleep(0.02)

    assert messages[1]["status"] == "complete"
    text = "".join(part["text"] for part in messages[1]["parts"] if part["type"] == "text")
    assert text == whole
