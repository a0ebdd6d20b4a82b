"""Ask an OpenAI-compatible model over one shared HTTP client and hear its answer as it is written.

Retries happen only while nothing of an answer has come: connection errors, 429 as long as the provider's `Retry-After`
fits a small budget, and one more try after a 5xx. Cancelling the caller closes the connection at once.
"""

import asyncio
import contextlib
import json
import logging
import re
import time
from collections.abc import Callable, Sequence

import httpx
from pydantic import JsonValue

from crew_container.engine.completion import ChunkError, Completion
from crew_container.engine.errors import ModelBrokeOff, ModelBusy, ModelRefused, ModelUnavailable, RunError
from crew_container.engine.sse import EventReader, EventTooLarge
from shared.breaker import Breaker, willing
from shared.providers import Provider

LIMITS = httpx.Limits(max_connections=256, max_keepalive_connections=64, keepalive_expiry=60.0)
# `read` is the longest silence: before the first token of a busy server as well as between two.
TIMEOUT = httpx.Timeout(60.0, connect=5.0, pool=10.0)
CONNECT_ATTEMPTS = 3
SERVER_ERROR_ATTEMPTS = 2
BUSY_BUDGET_SECONDS = 8.0
MAX_TOLD = 300
CODE = re.compile(r'"(?:code|type)": ?"([a-z_]{1,40})"')
PAUSE_SECONDS = 0.2
# After the last word: how long the usage chunk, `[DONE]` and the end of the stream may take. Reading to the end keeps
# the connection for the next call.
EPILOGUE_SECONDS = 0.5

log = logging.getLogger(__name__)

Request = dict[str, JsonValue]
OnText = Callable[[str], None]


class Model:
    """The model, at the first of its providers that works. One per process.

    Another provider is asked only while nothing of an answer has come; what the request itself is at fault for is no
    reason to ask another.
    """

    def __init__(self, http: httpx.AsyncClient, providers: Sequence[Provider]) -> None:
        """`providers` in the order in which they are asked."""
        self._endpoints = [Endpoint(http, provider) for provider in providers]

    @property
    def provider(self) -> str:
        """Who is asked first."""
        return self._endpoints[0].provider.name

    @property
    def byok(self) -> bool:
        """With the organization's own key."""
        return self._endpoints[0].provider.byok

    async def complete(self, request: Request, completion: Completion, on_text: OnText) -> None:
        """Fill `completion` with the answer, telling `on_text` every piece of text as it comes. Raises RunError.

        What was said before a failure or a cancellation stays in `completion`, and who said it.
        """
        failed: RunError | None = None
        for endpoint in willing(self._endpoints, time.monotonic):
            if failed is not None:
                log.warning("the next provider is asked", extra={"provider": completion.provider})
                completion.pass_on()
            try:
                await endpoint.complete(request, completion, on_text)
            except (ModelUnavailable, ModelBusy, ModelBrokeOff, ModelRefused) as failure:
                if completion.has_begun or not failure.is_of_the_provider:
                    raise
                failed = failure
            else:
                return
        assert failed is not None
        raise failed


class Endpoint:
    """One provider of the model."""

    def __init__(self, http: httpx.AsyncClient, provider: Provider) -> None:
        self._http = http
        self.provider = provider
        self.breaker = Breaker()
        self._url = provider.base_url.rstrip("/") + "/chat/completions"
        self._headers = {"content-type": "application/json", "accept-encoding": "identity"}
        if key := provider.api_key.get_secret_value():
            self._headers["authorization"] = f"Bearer {key}"

    async def complete(self, request: Request, completion: Completion, on_text: OnText) -> None:
        """See `Model.complete`."""
        completion.provider, completion.byok = self.provider.name, self.provider.byok
        if self.provider.model is not None:
            request = {**request, "model": self.provider.model}
        completion.asked_model = str(request["model"])
        try:
            await self._complete(request, completion, on_text)
        except RunError as failure:
            if failure.is_of_the_provider:
                self.breaker.note_failure(time.monotonic())
            raise
        self.breaker.note_success()

    async def _complete(self, request: Request, completion: Completion, on_text: OnText) -> None:
        body = json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode()
        response = await self._open(body)
        try:
            await _hear(response, completion, on_text)
        except httpx.TransportError as exc:
            raise ModelUnavailable("The language model stopped in the middle of its answer.") from exc
        except (ChunkError, EventTooLarge, ValueError) as exc:
            raise ModelBrokeOff("The language model's answer could not be read.") from exc
        finally:
            await response.aclose()
        if completion.finish_reason == "error":
            raise ModelBrokeOff

    async def _open(self, body: bytes) -> httpx.Response:
        """Send the request and return the response once its status promises an answer."""
        connects = server_errors = 0
        waited = 0.0
        while True:
            request = self._http.build_request("POST", self._url, content=body, headers=self._headers)
            try:
                response = await self._http.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.RemoteProtocolError, httpx.ReadError) as exc:
                connects += 1
                if connects >= CONNECT_ATTEMPTS:
                    raise ModelUnavailable from exc
                pause = PAUSE_SECONDS * connects
            except httpx.TransportError as exc:
                raise ModelUnavailable from exc
            else:
                if response.is_success:
                    return response
                await _read_quietly(response)
                server_errors += response.status_code >= 500
                pause = _pause_before_retry(response, server_errors, BUSY_BUDGET_SECONDS - waited)
            waited += pause
            await asyncio.sleep(pause)


async def _hear(response: httpx.Response, completion: Completion, on_text: OnText) -> None:
    if "json" in response.headers.get("content-type", ""):
        if text := completion.fold(json.loads(await response.aread())):
            on_text(text)
        return
    reader = EventReader()
    is_over = False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(None) as patience:
            async for received in response.aiter_bytes():
                is_over |= _fold(reader.feed(received), completion, on_text)
                if (is_over or completion.finish_reason) and patience.when() is None:
                    patience.reschedule(asyncio.get_running_loop().time() + EPILOGUE_SECONDS)
            is_over |= _fold(reader.end(), completion, on_text)
    if not (is_over or completion.finish_reason):
        raise ModelBrokeOff


def _fold(events: list[bytes], completion: Completion, on_text: OnText) -> bool:
    """Add these events to the answer; tell whether the provider says that nothing follows."""
    for data in events:
        if data.strip() == b"[DONE]":
            return True
        if text := completion.fold(json.loads(data)):
            on_text(text)
    return False


async def _read_quietly(response: httpx.Response) -> None:
    """Read an error's body, which may break off too."""
    try:
        await response.aread()
    except httpx.TransportError:
        log.debug("the body of an error broke off")
    finally:
        await response.aclose()


def _pause_before_retry(response: httpx.Response, server_errors: int, budget_seconds: float) -> float:
    """Return how long to wait before the next try, or raise what this answer means."""
    status = response.status_code
    if status == 429:
        pause = _retry_after_seconds(response)
        if pause > budget_seconds:
            raise ModelBusy
        return pause
    if status >= 500 and server_errors < SERVER_ERROR_ATTEMPTS:
        return PAUSE_SECONDS
    told = _told(response)
    log.warning("the model's server refused", extra={"status": status, "code": _code_in(told)})
    raise _meaning(status, told)


def _retry_after_seconds(response: httpx.Response) -> float:
    try:
        return max(PAUSE_SECONDS, float(response.headers["retry-after"]))
    except (KeyError, ValueError):
        return 1.0


def _told(response: httpx.Response) -> str:
    """Return the beginning of an error's body, to look for what it means. Providers put keys and prompts into it."""
    try:
        return response.text[:MAX_TOLD]
    except httpx.ResponseNotRead:
        return ""


def _code_in(told: str) -> str | None:
    """The provider's word for what is wrong, of all that it says."""
    found = CODE.search(told)
    return found[1] if found is not None else None


def _meaning(status: int, told: str) -> RunError:
    told = told.lower()
    if status >= 500 or status == 408:
        return ModelUnavailable("The language model is out of order at the moment.")
    if "tool" in told and ("support" in told or "not enabled" in told or "auto" in told):
        return ModelRefused("llm_tools_unsupported", "The configured language model cannot call tools.")
    if "context" in told and ("length" in told or "window" in told or "exceed" in told):
        return ModelRefused("llm_context", "The question and its data are too long for the language model.")
    if status in {401, 403, 404}:
        return ModelRefused("llm_refused", "The language model is not set up correctly.")
    return ModelRefused("llm_bad_request", "The language model refused the request.")
