"""An OpenAI-compatible model for texts of a line or two: asked briefly, few at a time, never twice for the same."""

import asyncio
import re
from dataclasses import dataclass

import httpx
from pydantic import BaseModel, Field, ValidationError

TIME_LIMIT_SECONDS = 8.0
AT_ONCE = 2
MAX_ANSWER_BYTES = 65_536
# Models that think aloud put it before the answer.
_THOUGHT = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)", re.DOTALL)


class ModelFailed(Exception):
    """The model gave no usable answer."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the model wrote, and what it calls itself."""

    text: str
    model: str


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    """The part of a chat completion that is read here."""

    model: str | None = Field(default=None, max_length=200)
    choices: list[_Choice] = Field(min_length=1)


def open_model_client() -> httpx.AsyncClient:
    """The HTTP client for the model; a proxy of the environment may be the way to it, as for the crew."""
    return httpx.AsyncClient(
        limits=httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE),
        timeout=httpx.Timeout(TIME_LIMIT_SECONDS),
    )


class Model:
    """One model at one endpoint."""

    def __init__(self, client: httpx.AsyncClient, *, base_url: str, api_key: str, name: str) -> None:
        self._client = client
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._headers = {"authorization": f"Bearer {api_key}"} if api_key else {}
        self._name = name
        self._places = asyncio.Semaphore(AT_ONCE)

    async def write(self, instructions: str, material: str, *, max_tokens: int) -> Written:
        """Let the model do what `instructions` say with `material`. Raises ModelFailed, after eight seconds at most."""
        asked = {
            "model": self._name,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": material}],
            "max_tokens": max_tokens,
            "stream": False,
        }
        async with self._places:
            try:
                async with asyncio.timeout(TIME_LIMIT_SECONDS):
                    raw = await self._post(asked)
            except TimeoutError:
                raise ModelFailed("The model took too long.") from None
        try:
            completion = _Completion.model_validate_json(raw)
        except ValidationError:
            raise ModelFailed("The model's answer is no chat completion.") from None
        said = completion.choices[0].message.content or ""
        return Written(_THOUGHT.sub("", said).strip(), completion.model or self._name)

    async def _post(self, asked: dict[str, object]) -> bytes:
        try:
            async with self._client.stream("POST", self._url, json=asked, headers=self._headers) as response:
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
