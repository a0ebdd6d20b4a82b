"""The gateway's own model as one more source of a turn's events: for what needs no look at data.

It says the same events as a run on a container: who speaks, the text as it comes, the call with its tokens, the end.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

import httpx
from pydantic import ValidationError

from gateway.chat.errors import RunLost, WorkerUnreachable
from gateway.chat.model import RunBatch
from gateway.models.answers import NoAnswer, TooLate, check, unreachable
from gateway.models.own_call import Chunk, OwnCall
from gateway.models.providers import Endpoint, Providers
from shared.runs import RunRequest

# For the first word of anybody; after that the crew is asked.
LONGEST_SECONDS = 15.0
CONNECT_SECONDS = 2.0
AT_ONCE = 16
_DATA: Final = "data:"
_DONE: Final = "[DONE]"

log = logging.getLogger(__name__)


def open_responder_client() -> httpx.AsyncClient:
    """The HTTP client for answers, which have limits of their own."""
    return httpx.AsyncClient(
        limits=httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE),
        timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
    )


class ModelResponder:
    """The port `Responder` at the first provider that works; another one is asked only before the first word."""

    def __init__(self, client: httpx.AsyncClient, providers: Providers) -> None:
        self._client = client
        self._providers = providers

    async def answer(self, request: RunRequest) -> AsyncGenerator[RunBatch]:
        give_up_at = asyncio.get_running_loop().time() + LONGEST_SECONDS
        failed: list[str] = []
        progress = 0
        for endpoint in self._providers.willing():
            call = OwnCall(endpoint, request, tuple(failed), progress)
            yield RunBatch((call.begin(),), call.progress)
            try:
                async with aclosing(self._chunks(endpoint, call.asked)) as chunks:
                    while (chunk := await _next(chunks, call.patience(give_up_at))) is not None:
                        yield RunBatch(tuple(call.take(chunk)), call.progress)
                if not call.has_text:
                    raise NoAnswer("said nothing")
            except NoAnswer as error:
                if not error.is_of_the_request:
                    endpoint.note_failure()
                if call.has_text:
                    raise RunLost(f"The model {error}.") from error
                yield RunBatch((call.failed(error),), call.progress)
                failed.append(endpoint.provider)
                progress = call.progress
                if error.is_of_the_request or asyncio.get_running_loop().time() >= give_up_at:
                    break
                log.warning("no answer of our own from this provider", extra={"provider": endpoint.provider})
            else:
                endpoint.note_success()
                yield RunBatch(tuple(call.end()), call.progress)
                return
        raise WorkerUnreachable("No provider of the model answered.")

    async def _chunks(self, endpoint: Endpoint, asked: dict[str, object]) -> AsyncGenerator[Chunk]:
        """The chunks as they come. Raises NoAnswer, also when the end is missing."""
        try:
            async with self._client.stream("POST", endpoint.url, json=asked, headers=endpoint.headers) as response:
                check(response)
                async for line in response.aiter_lines():
                    if not line.startswith(_DATA):
                        continue
                    data = line.removeprefix(_DATA).strip()
                    if data == _DONE:
                        return
                    yield Chunk.model_validate_json(data)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unreachable(error) from error
        except ValidationError as error:
            raise NoAnswer("speaks another language") from error
        # A connection that closes without the mark may have lost the end.
        raise NoAnswer("broke off")


async def _next(chunks: AsyncGenerator[Chunk], until: float) -> Chunk | None:
    """The next one, None after the last. Raises NoAnswer."""
    try:
        async with asyncio.timeout_at(until):
            return await anext(chunks, None)
    except TimeoutError:
        raise TooLate from None
