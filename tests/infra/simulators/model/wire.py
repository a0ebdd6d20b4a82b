"""Ask over HTTP and read the stream as a client does."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.infra.simulators.model.dialogue import tool_spec

PATH = "/v1/chat/completions"


def body_of(text: str, *, tools: tuple[str, ...] = (), **more: object) -> dict[str, Any]:
    body = {"model": "@cf/any/model", "messages": [{"role": "user", "content": text}], **more}
    return {**body, "tools": [tool_spec(name) for name in tools]} if tools else body


@dataclass
class Stream:
    """The chunks of a stream, folded as a client folds them."""

    chunks: list[dict[str, Any]] = field(default_factory=list)
    done: bool = False

    @property
    def deltas(self) -> list[dict[str, Any]]:
        return [chunk["choices"][0]["delta"] or {} for chunk in self.chunks if chunk["choices"]]

    @property
    def pieces(self) -> list[str]:
        return [delta["content"] for delta in self.deltas if delta.get("content")]

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def finish(self) -> str | None:
        reasons = [chunk["choices"][0]["finish_reason"] for chunk in self.chunks if chunk["choices"]]
        return next((reason for reason in reasons if reason), None)

    @property
    def calls(self) -> list[tuple[str, str, dict[str, Any]]]:
        """(id, tool, arguments) of each call."""
        opened: dict[int, list[str]] = {}
        for delta in self.deltas:
            for part in delta.get("tool_calls") or ():
                function = part["function"]
                entry = opened.setdefault(part["index"], ["", "", ""])
                entry[0] += part.get("id") or ""
                entry[1] += function.get("name") or ""
                entry[2] += function.get("arguments") or ""
        return [(call_id, name, json.loads(arguments)) for call_id, name, arguments in opened.values()]


async def events(response: httpx.Response) -> AsyncIterator[str]:
    async for line in response.aiter_lines():
        if line.startswith("data: "):
            yield line.removeprefix("data: ")


async def stream(client: httpx.AsyncClient, body: dict[str, Any]) -> Stream:
    heard = Stream()
    async with client.stream("POST", PATH, json={**body, "stream": True}) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        async for data in events(response):
            if data == "[DONE]":
                heard.done = True
            else:
                heard.chunks.append(json.loads(data))
    return heard


async def script(client: httpx.AsyncClient, *rules: dict[str, Any]) -> None:
    response = await client.put("/_sim/script", json=list(rules))
    assert response.status_code == 204, response.text


async def log(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = (await client.get("/_sim/log")).json()
    return entries


async def until_open(client: httpx.AsyncClient, count: int) -> None:
    answer = await client.get("/_sim/open", params={"until": count, "timeout_seconds": 5})
    assert answer.json() == {"open": count}
