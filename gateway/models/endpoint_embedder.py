"""An embedder behind any OpenAI-compatible `/v1/embeddings`."""

from collections.abc import Sequence
from typing import Annotated

import httpx
from pydantic import AllowInfNan, BaseModel, Field, ValidationError

from gateway.chat.errors import EmbedderUnavailable
from gateway.chat.vectors import Vector, unit
from gateway.models.answers import NoAnswer, ask

MAX_ANSWER_BYTES = 8_388_608
MAX_CHARACTERS = 8_000
AT_ONCE = 8


class _Item(BaseModel):
    index: int = Field(ge=0)
    embedding: list[Annotated[float, AllowInfNan(False)]] = Field(min_length=1)


class _Answer(BaseModel):
    """The part of the answer that is read here."""

    data: list[_Item]


def open_embeddings_client(timeout_seconds: float) -> httpx.AsyncClient:
    """The HTTP client for the endpoint; a proxy of the environment may be the way to it."""
    return httpx.AsyncClient(
        limits=httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE),
        timeout=httpx.Timeout(timeout_seconds),
    )


class EndpointEmbedder:
    """The port `Embedder`, without a limit of time but the client's: see `bounded_embedder`."""

    def __init__(self, client: httpx.AsyncClient, *, base_url: str, api_key: str, model: str) -> None:
        self._client = client
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._headers = {"authorization": f"Bearer {api_key}"} if api_key else {}
        self._model = model

    @property
    def name(self) -> str:
        return self._model

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        if not texts:
            return []
        # An empty input is an error at most endpoints.
        asked: dict[str, object] = {
            "model": self._model,
            "input": [text[:MAX_CHARACTERS].strip() or "." for text in texts],
            "encoding_format": "float",
        }
        try:
            raw = await ask(self._client, self._url, asked, headers=self._headers, max_bytes=MAX_ANSWER_BYTES)
            items = _Answer.model_validate_json(raw).data
        except NoAnswer as error:
            raise EmbedderUnavailable(f"the endpoint {error}") from error
        except ValidationError:
            raise EmbedderUnavailable("the answer is no list of embeddings") from None
        found = {item.index: unit(item.embedding) for item in items}
        vectors = [vector for n in range(len(texts)) if (vector := found.get(n)) is not None]
        if len(vectors) != len(texts) or len({len(vector) for vector in vectors}) != 1:
            raise EmbedderUnavailable("the answer has not one vector for each text")
        return vectors
