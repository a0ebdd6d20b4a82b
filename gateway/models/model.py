"""An OpenAI-compatible model for texts of a line or two: asked briefly, few at a time, never twice for the same."""

import asyncio
import re
import time
from dataclasses import dataclass

import httpx
from pydantic import BaseModel, Field, JsonValue, ValidationError

from shared.events import LlmCalled
from shared.ids import new_id
from shared.providers import provider_of
from shared.tokens import estimated_tokens

TIME_LIMIT_SECONDS = 8.0
AT_ONCE = 2
MAX_ANSWER_BYTES = 65_536
# Models that think aloud put it before the answer.
_THOUGHT = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)", re.DOTALL)


class ModelFailed(Exception):
    """The model gave no usable answer. `call` is what that may have cost all the same, where it was asked at all."""

    def __init__(self, message: str, call: LlmCalled | None = None) -> None:
        super().__init__(message)
        self.call = call
        # Calls of other providers that had failed before.
        self.earlier: tuple[LlmCalled, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What the model wrote, what it calls itself, and the call as it is to be written down."""

    text: str
    model: str
    call: LlmCalled
    earlier: tuple[LlmCalled, ...] = ()


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
    """The HTTP client for the model; a proxy of the environment may be the way to it, as for the crew."""
    return httpx.AsyncClient(
        limits=httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE),
        timeout=httpx.Timeout(TIME_LIMIT_SECONDS),
    )


class Model:
    """One model at one endpoint."""

    def __init__(
        self, client: httpx.AsyncClient, *, base_url: str, api_key: str, name: str, byok: bool = False
    ) -> None:
        self._client = client
        self.provider = provider_of(base_url)
        self._byok = byok
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._headers = {"authorization": f"Bearer {api_key}"} if api_key else {}
        self._name = name
        self._places = asyncio.Semaphore(AT_ONCE)

    async def write(
        self, instructions: str, material: str, *, max_tokens: int, job: str, seconds: float | None = None
    ) -> Written:
        """Let the model do what `instructions` say with `material`. Raises ModelFailed, after eight seconds at most.

        `job` names what it is for, in the usage; `seconds` is another limit, for longer texts.
        """
        patience = TIME_LIMIT_SECONDS if seconds is None else seconds
        asked = {
            "model": self._name,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": material}],
            "max_tokens": max_tokens,
            "stream": False,
        }
        async with self._places:
            asking = _Asking(
                self.provider, self._name, job, instructions + material, time.perf_counter(), byok=self._byok or None
            )
            try:
                async with asyncio.timeout(patience):
                    raw = await self._post(asked, patience)
            except TimeoutError:
                # It was asked, and nobody knows what was answered.
                raise ModelFailed("The model took too long.", asking.ended(None, "cut")) from None
            except ModelFailed as failure:
                failure.call = asking.refused()
                raise
        try:
            completion = _Completion.model_validate_json(raw)
        except ValidationError:
            raise ModelFailed("The model's answer is no chat completion.", asking.ended(None, "error")) from None
        said = completion.choices[0].message.content or ""
        text = _THOUGHT.sub("", said).strip()
        return Written(text, completion.model or self._name, asking.ended(completion))

    async def _post(self, asked: dict[str, object], seconds: float) -> bytes:
        try:
            async with self._client.stream(
                "POST", self._url, json=asked, headers=self._headers, timeout=seconds
            ) as response:
                if not response.is_success:
                    raise ModelFailed(f"The model answered {response.status_code}.")
                raw = b""
                async for chunk in response.aiter_bytes():
                    raw += chunk
                    if len(raw) > MAX_ANSWER_BYTES:
                        raise ModelFailed("The model's answer is too large.")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ModelFailed(f"The model cannot be reached ({type(error).__name__}).") from error
        return raw


@dataclass(frozen=True, slots=True)
class _Asking:
    """A call under way, and how it is written down once it has ended."""

    provider: str
    model: str
    job: str
    read: str
    began: float
    byok: bool | None = None

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
            model=model or self.model,
            asked_model=self.model,
            provider=self.provider,
            byok=self.byok,
            input_tokens=read,
            output_tokens=written,
            estimated=is_estimated,
            duration_ms=round((time.perf_counter() - self.began) * 1000),
            finish_reason=finish_reason,
        )


def _tokens(text: str) -> int:
    return estimated_tokens(len(text.encode(errors="replace")))
