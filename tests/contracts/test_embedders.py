"""The port `Embedder`: the model in this process and an endpoint keep the same promises."""

import math
from collections.abc import AsyncGenerator

import httpx
import pytest
import respx

from gateway.chat.errors import EmbedderUnavailable
from gateway.chat.ports.mind import Embedder
from gateway.chat.vectors import cosine
from gateway.models.bounded_embedder import BoundedEmbedder
from gateway.models.endpoint_embedder import EndpointEmbedder, open_embeddings_client
from gateway.models.onnx_embedder import open_onnx_embedder
from tests.support.embedder import FOLDER, needs_embedder

URL = "https://models.example/v1"
LETTERS = "abcdefghijklmnopqrstuvwxyz "


def by_letters(request: httpx.Request) -> httpx.Response:
    """An endpoint that counts letters, and answers in another order than it was asked."""
    asked = httpx.Response(200, content=request.content).json()
    items = [
        {"object": "embedding", "index": n, "embedding": [1 + 9 * text.lower().count(letter) for letter in LETTERS]}
        for n, text in enumerate(asked["input"])
    ]
    return httpx.Response(200, json={"object": "list", "model": asked["model"], "data": items[::-1]})


@pytest.fixture(params=["endpoint", pytest.param("onnx", marks=needs_embedder)])
async def embedder(request: pytest.FixtureRequest) -> AsyncGenerator[Embedder]:
    if request.param == "onnx":
        async with open_onnx_embedder(FOLDER) as inner:
            yield BoundedEmbedder(inner, seconds=10)
        return
    with respx.mock:
        respx.post(f"{URL}/embeddings").mock(side_effect=by_letters)
        async with open_embeddings_client(5.0) as client:
            yield BoundedEmbedder(EndpointEmbedder(client, base_url=URL, api_key="", model="letters"), seconds=10)


async def test_each_text_gets_its_own_vector_of_length_one(embedder: Embedder) -> None:
    texts = ["delivery is late", "the parcel arrived late", "blue shirts", ""]

    vectors = await embedder.embed(texts)

    assert len({len(vector) for vector in vectors}) == 1
    assert all(math.isclose(cosine(vector, vector), 1, abs_tol=1e-3) for vector in vectors)
    for text, vector in zip(texts, vectors, strict=True):
        (alone,) = await embedder.embed([text])
        # int8 rounds a little differently in company.
        assert cosine(alone, vector) > 0.95


async def test_what_is_alike_lies_nearer(embedder: Embedder) -> None:
    one, like, other = await embedder.embed(["delivery is late", "late is the delivery of it", "buy zx spoons"])

    assert cosine(one, like) > cosine(one, other)


async def test_no_texts_have_no_vectors_and_a_novel_has_one(embedder: Embedder) -> None:
    assert await embedder.embed([]) == []
    assert len(await embedder.embed(["word " * 50_000])) == 1


async def test_more_texts_than_promised_are_the_callers_mistake(embedder: Embedder) -> None:
    with pytest.raises(ValueError, match="64"):
        await embedder.embed(["x"] * 65)


async def test_its_name_goes_with_its_vectors(embedder: Embedder) -> None:
    assert embedder.name


@needs_embedder
async def test_the_built_model_knows_meaning_and_not_only_words() -> None:
    async with open_onnx_embedder(FOLDER) as inner:
        asked, right, wrong = await inner.embed(
            ["Where do shoppers give up?", "Most people abandon their cart at payment.", "Shirts come in five colours."]
        )

    assert cosine(asked, right) > cosine(asked, wrong) + 0.1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(200, content=b"not json"),
        httpx.Response(200, json={"data": []}),
        httpx.Response(200, json={"data": [{"index": 0, "embedding": [0.0, 0.0]}]}),
        httpx.Response(200, content=b'{"data":[{"index":0,"embedding":[NaN]}]}'),
        httpx.Response(200, content=b"x" * 8_388_609),
        httpx.ConnectError("no way"),
    ],
)
async def test_an_endpoint_that_gives_no_vectors_is_unavailable(answer: httpx.Response | Exception) -> None:
    with respx.mock:
        route = respx.post(f"{URL}/embeddings")
        if isinstance(answer, Exception):
            route.mock(side_effect=answer)
        else:
            route.mock(return_value=answer)
        async with open_embeddings_client(5.0) as client:
            embedder = EndpointEmbedder(client, base_url=URL, api_key="k", model="m")
            with pytest.raises(EmbedderUnavailable):
                await embedder.embed(["x"])
        assert route.calls.last.request.headers["authorization"] == "Bearer k"
