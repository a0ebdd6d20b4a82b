"""An OpenAI-compatible model whose every word is dictated by the test."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Receive, Scope, Send

SPECIALISTS = ("interaction_analyst", "pattern_analyst", "product_analyst")


@dataclass
class Asked:
    """One request to the model."""

    body: dict[str, Any]

    @property
    def agent(self) -> str:
        """Who asks: the planner is the only one that wants a schema; agents introduce themselves by their role."""
        if "response_format" in self.body:
            return "planner"
        role = self.body["messages"][0]["content"]
        return next((slug for slug in SPECIALISTS if slug.replace("_", " ") in role.split(".")[0]), "synthesiser")

    @property
    def tool_results(self) -> list[str]:
        """The texts of the tool results that the model has been given."""
        return [message["content"] for message in self.body["messages"] if message["role"] == "tool"]

    @property
    def question(self) -> str:
        """The last user message."""
        return str([message for message in self.body["messages"] if message["role"] == "user"][-1]["content"])


@dataclass
class Voice:
    """The answer to one request, as the test wants it."""

    send: Send
    asked: Asked
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    gone_at: float | None = None
    has_begun: bool = False

    async def begin(self, status: int = 200, media_type: str = "text/event-stream", **headers: str) -> None:
        self.has_begun = True
        pairs = [("content-type", media_type), *((name.replace("_", "-"), value) for name, value in headers.items())]
        raw = [(name.encode(), value.encode()) for name, value in pairs]
        await self.send({"type": "http.response.start", "status": status, "headers": raw})

    async def write(self, data: bytes) -> None:
        if not self.has_begun:
            await self.begin()
        await self.send({"type": "http.response.body", "body": data, "more_body": True})

    async def chunk(self, delta: dict[str, Any], finish: str | None = None, **more: Any) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        body = {"id": "c", "model": "scripted/model", "choices": [choice], **more}
        await self.write(b"data: " + json.dumps(body).encode() + b"\n\n")

    async def say(self, *texts: str, finish: str | None = "stop") -> None:
        for text in texts:
            await self.chunk({"content": text})
        if finish:
            await self.chunk({}, finish)
            await self.end()

    async def call(self, *calls: tuple[str, Any], preamble: str = "") -> None:
        if preamble:
            await self.chunk({"content": preamble})
        for index, (name, arguments) in enumerate(calls):
            text = arguments if isinstance(arguments, str) else json.dumps(arguments)
            function = {"name": name, "arguments": text}
            await self.chunk({"tool_calls": [{"index": index, "id": "1", "type": "function", "function": function}]})
        await self.chunk({}, "tool_calls")
        await self.end()

    async def end(self) -> None:
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        body = {"model": "scripted/model", "choices": [], "usage": usage}
        await self.write(b"data: " + json.dumps(body).encode() + b"\n\ndata: [DONE]\n\n")

    async def fail(self, status: int, body: Any = None, **headers: str) -> None:
        await self.begin(status, "application/json", **headers)
        await self.write(json.dumps(body or {"error": {"message": "no"}}).encode())


Play = Callable[[Asked, Voice], Awaitable[None]]


async def plain(asked: Asked, voice: Voice) -> None:
    """Say who speaks."""
    await voice.say(f"This is {asked.agent}.")


class ScriptedModel:
    """`plan` is what the planner answers; `play` what every other request gets."""

    def __init__(self) -> None:
        self.plan: list[str] | Play = ["interaction_analyst"]
        self.play: Play = plain
        self.asked: list[Asked] = []
        self.voices: list[Voice] = []

    def asked_by(self, agent: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.agent == agent]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["path"] == "/v1/chat/completions"
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        asked = Asked(json.loads(body))
        voice = Voice(send, asked)
        self.asked.append(asked)
        self.voices.append(voice)
        async with asyncio.TaskGroup() as group:
            watcher = group.create_task(_watch(receive, voice))
            player = group.create_task(self._answer(asked, voice))
            await asyncio.wait([watcher, player], return_when=asyncio.FIRST_COMPLETED)
            watcher.cancel()
            player.cancel()
        if not voice.gone.is_set():
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _answer(self, asked: Asked, voice: Voice) -> None:
        if asked.agent != "planner":
            await self.play(asked, voice)
        elif isinstance(self.plan, list):
            await voice.say(json.dumps({"agents": self.plan}))
        else:
            await self.plan(asked, voice)


async def _watch(receive: Receive, voice: Voice) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    voice.gone_at = asyncio.get_running_loop().time()
    voice.gone.set()
