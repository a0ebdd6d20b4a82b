"""An OpenAI-compatible model for texts of a line or two: asked briefly, few at a time, nobody twice for the same."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import httpx
from pydantic import BaseModel, Field, JsonValue, ValidationError

from gateway.chat.errors import ModelUnavailable
from gateway.models.answers import NoAnswer, ask
from gateway.models.providers import Endpoint, Providers
from shared.events import LlmCalled
from shared.ids import new_id
from shared.tokens import estimated_tokens

TIME_LIMIT_SECONDS = 8.0
AT_ONCE = 2
MAX_ANSWER_BYTES = 65_536
# Models that think aloud put it before the answer.
_THOUGHT = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)", re.DOTALL)


# Takes calls that were cut short.
OnCut = Callable[[Sequence[LlmCalled]], Awaitable[None]]


class ModelFailed(ModelUnavailable):
    """The model gave no usable answer. `call` is what that may have cost all the same."""

    def __init__(self, message: str, call: LlmCalled) -> None:
        super().__init__(message)
        self.call = call
        # Calls of other providers that had failed before.
        self.earlier: tuple[LlmCalled, ...] = ()
        self.is_of_the_request = False


@dataclass(frozen=True, slots=True)
class Written:
    """What the model wrote, what it calls itself, and the call as it is to be written down."""

    text: str
    model: str
    call: LlmCalled
    earlier: tuple[LlmCalled, ...] = ()

    def after(self, failures: Sequence[ModelFailed]) -> "Written":
        """The same, with those who were asked before and failed."""
        earlier = tuple(failure.call for failure in failures)
        names = tuple(call.provider for call in earlier if call.provider is not None)
        return replace(self, call=self.call.model_copy(update={"failed_providers": names or None}), earlier=earlier)


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)


class _Completion(BaseModel):
    """The part of a chat completion that is read here."""

    model: str | None = Field(default=None, max_length=200)
    choices: list[_Choice] = Field(min_length=1)
    # Not every provider counts, and some send an empty object: that is no reason to refuse what was written.
    usage: JsonValue = None

    @property
    def counted(self) -> _Usage | None:
        """The tokens, if the provider tells them."""
        try:
            return None if self.usage is None else _Usage.model_validate(self.usage)
        except ValidationError:
            return None


def open_model_client() -> httpx.AsyncClient:
    """The HTTP client for the model; a proxy of the environment may be the way to it, as for the crew.

    Each call has a limit of its own.
    """
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    return httpx.AsyncClient(limits=limits, timeout=httpx.Timeout(None))


class Model:
    """The gateway's model, at the first of its providers that works.

    An answer is whole or it is none, so the next one may be asked after any failure of a provider.
    """

    def __init__(self, client: httpx.AsyncClient, providers: Providers) -> None:
        self._client = client
        self._providers = providers
        self._places = asyncio.Semaphore(AT_ONCE)

    def patience(self, seconds: float) -> float:
        """For one provider, where all of them may take so long: as `write` goes on, that is enough for two."""
        return seconds / min(len(self._providers.names), 2)

    async def write(
        self,
        instructions: str,
        material: str,
        *,
        max_tokens: int,
        job: str,
        seconds: float | None = None,
        on_cut: OnCut | None = None,
    ) -> Written:
        """Let the model do what `instructions` say with `material`.

        Raises ModelFailed: after eight seconds where there is one provider, after twice that however many there are.
        `job` names what it is for, in the usage; `seconds` is another limit, for longer texts; `on_cut` is told the
        calls when the caller is cancelled meanwhile.
        """
        patience = TIME_LIMIT_SECONDS if seconds is None else seconds
        left = 2 * patience
        asked: dict[str, object] = {
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": material}],
            "max_tokens": max_tokens,
            "stream": False,
        }
        failures: list[ModelFailed] = []
        for endpoint in self._providers.willing():
            async with self._places:
                asking = _Asking(endpoint, job, instructions + material, time.perf_counter())
                try:
                    written = await self._ask(asking, asked, min(patience, left))
                except ModelFailed as failure:
                    failures.append(failure)
                except asyncio.CancelledError:
                    # Nobody wants it any more, and it may have cost something all the same.
                    if on_cut is not None:
                        await on_cut([*(failure.call for failure in failures), asking.ended(None, "cut")])
                    raise
                else:
                    endpoint.note_success()
                    return written.after(failures)
            if failures[-1].is_of_the_request:
                break
            endpoint.note_failure()
            left -= time.perf_counter() - asking.began
            if left <= 0:
                break
        *earlier, last = failures
        last.earlier = tuple(failure.call for failure in earlier)
        raise last

    async def _ask(self, asking: "_Asking", asked: dict[str, object], seconds: float) -> Written:
        endpoint = asking.endpoint
        try:
            async with asyncio.timeout(seconds):
                raw = await ask(
                    self._client,
                    endpoint.url,
                    {"model": endpoint.model, **asked},
                    headers=endpoint.headers,
                    max_bytes=MAX_ANSWER_BYTES,
                )
        except TimeoutError:
            # It was asked, and nobody knows what was answered.
            raise ModelFailed("The model took too long.", asking.ended(None, "cut")) from None
        except NoAnswer as error:
            failure = ModelFailed(f"The model {error}.", asking.refused())
            failure.is_of_the_request = error.is_of_the_request
            raise failure from error
        try:
            completion = _Completion.model_validate_json(raw)
        except ValidationError:
            raise ModelFailed("The model's answer is no chat completion.", asking.ended(None, "error")) from None
        said = completion.choices[0].message.content or ""
        text = _THOUGHT.sub("", said).strip()
        return Written(text, completion.model or endpoint.model, asking.ended(completion))


@dataclass(frozen=True, slots=True)
class _Asking:
    """A call under way, and how it is written down once it has ended."""

    endpoint: Endpoint
    job: str
    read: str
    began: float

    def ended(self, completion: _Completion | None, finish_reason: str | None = None) -> LlmCalled:
        """It was answered, or nobody knows what was; tokens that the provider did not count are estimated."""
        usage = None if completion is None else completion.counted
        choice = None if completion is None else completion.choices[0]
        said = "" if choice is None else choice.message.content or ""
        return self._reported(
            model=None if completion is None else completion.model,
            read=_tokens(self.read) if usage is None else usage.prompt_tokens,
            written=_tokens(said) if usage is None else usage.completion_tokens,
            is_estimated=usage is None,
            finish_reason=finish_reason if choice is None else choice.finish_reason,
        )

    def refused(self) -> LlmCalled:
        """Nobody took it, so it cost nothing."""
        return self._reported(model=None, read=0, written=0, is_estimated=True, finish_reason="error")

    def _reported(
        self, *, model: str | None, read: int, written: int, is_estimated: bool, finish_reason: str | None
    ) -> LlmCalled:
        return LlmCalled(
            call_id=new_id("llm"),
            agent=self.job,
            model=model or self.endpoint.model,
            asked_model=self.endpoint.model,
            provider=self.endpoint.provider,
            byok=self.endpoint.byok,
            input_tokens=read,
            output_tokens=written,
            estimated=is_estimated,
            duration_ms=round((time.perf_counter() - self.began) * 1000),
            finish_reason=finish_reason,
        )


def _tokens(text: str) -> int:
    return estimated_tokens(len(text.encode(errors="replace")))
