"""OpenAI's Python SDK before the gateway, and what it makes of an answer."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from openai import APIError, AsyncOpenAI
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from tests.wire.proxy import Answer

MODEL = "crew"


@dataclass(frozen=True, slots=True)
class Completed:
    """What a program has in the end."""

    text: str
    finish_reason: str | None = None
    tokens: tuple[int, int] | None = None
    error: str | None = None
    pieces: int = 0


@dataclass(slots=True)
class Recorded(httpx.AsyncByteStream):
    """A body that notes what is read of it."""

    stream: httpx.AsyncByteStream
    chunks: list[bytes] = field(default_factory=list)
    is_whole: bool = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self.stream:
            self.chunks.append(chunk)
            yield chunk
        self.is_whole = True

    async def aclose(self) -> None:
        """Close what it reads."""
        await self.stream.aclose()


class Recorder(httpx.AsyncBaseTransport):
    """Real connections, whose answers are noted."""

    def __init__(self) -> None:
        self._transport = httpx.AsyncHTTPTransport()
        self.answers: list[tuple[httpx.Response, Recorded]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it."""
        answer = await self._transport.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        noted = Recorded(answer.stream)
        self.answers.append((answer, noted))
        return httpx.Response(answer.status_code, headers=answer.headers, stream=noted, extensions=answer.extensions)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    @property
    def last(self) -> tuple[Answer, bool]:
        """The last answer, and whether it was read to its end, behind which the SDK does not look."""
        answer, noted = self.answers[-1]
        body = b"".join(noted.chunks)
        return Answer(answer.status_code, dict(answer.headers), body), noted.is_whole or b"[DONE]" in body


@dataclass(frozen=True, slots=True)
class Program:
    """A program with the SDK."""

    sdk: AsyncOpenAI
    recorder: Recorder

    async def stream(self, question: str, **headers: str) -> AsyncGenerator[ChatCompletionChunk]:
        """The chunks as the SDK gives them. Raises APIError."""
        chunks = await self.sdk.chat.completions.create(
            model=MODEL,
            messages=asked(question),
            stream=True,
            stream_options={"include_usage": True},
            extra_headers=headers,
        )
        async with chunks:
            async for chunk in chunks:
                yield chunk

    async def complete(self, question: str, **headers: str) -> Completed:
        """The streamed answer as a whole, or how far it came."""
        pieces: list[str] = []
        reason, tokens, error = None, None, None
        try:
            async for chunk in self.stream(question, **headers):
                for choice in chunk.choices:
                    pieces += [choice.delta.content] if choice.delta.content else []
                    reason = choice.finish_reason or reason
                if chunk.usage is not None:
                    tokens = (chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
        except APIError as raised:
            error = raised.message
        except (httpx.HTTPError, ValueError, AttributeError, TypeError, KeyError) as raised:
            error = type(raised).__name__
        return Completed("".join(pieces), reason, tokens, error, len(pieces))


def asked(question: str) -> list[ChatCompletionMessageParam]:
    """The question as these clients send it."""
    return [{"role": "system", "content": "Obey me."}, {"role": "user", "content": question}]


@asynccontextmanager
async def program(base: str, key: str) -> AsyncGenerator[Program]:
    """The SDK, pointed at a gateway, until the context is left."""
    recorder = Recorder()
    async with (
        httpx.AsyncClient(transport=recorder, trust_env=False) as http,
        AsyncOpenAI(base_url=f"{base}/v1", api_key=key, http_client=http, max_retries=0) as sdk,
    ):
        yield Program(sdk, recorder)
