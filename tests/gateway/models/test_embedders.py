"""An embedder costs a turn no more than its budget, and a missing one costs nothing."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from gateway.chat.errors import EmbedderUnavailable
from gateway.chat.vectors import Vector
from gateway.models.bounded_embedder import FAILURES, BoundedEmbedder
from gateway.models.onnx_embedder import open_onnx_embedder
from gateway.wiring.mind import open_embedder
from tests.support.embedder import FOLDER, needs_embedder
from tests.support.running_gateway import gateway_settings


class Hanging:
    """An embedder that answers when it is let to."""

    name = "hanging"

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.asked = 0

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        self.asked += 1
        await self.may_answer.wait()
        return [(1.0,) for _ in texts]


async def test_a_slow_embedder_is_given_up_and_then_left_alone() -> None:
    inner = Hanging()
    embedder = BoundedEmbedder(inner, seconds=0.001)

    for _ in range(FAILURES + 2):
        with pytest.raises(EmbedderUnavailable):
            await embedder.embed(["x"])

    assert inner.asked == FAILURES


async def test_one_that_answers_again_in_time_is_used_on() -> None:
    inner = Hanging()
    embedder = BoundedEmbedder(inner, seconds=0.001)
    for _ in range(FAILURES - 1):
        with pytest.raises(EmbedderUnavailable):
            await embedder.embed(["x"])
    inner.may_answer.set()

    for _ in range(FAILURES):
        assert await embedder.embed(["x"]) == [(1.0,)]


async def test_a_gateway_without_a_built_model_says_so_and_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = gateway_settings(tmp_path).model_copy(update={"embedder_dir": tmp_path / "none"})

    async with open_embedder(settings) as embedder:
        assert embedder is None

    assert "going on without an embedder" in caplog.text


@needs_embedder
@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json", "embedder.json"])
async def test_a_damaged_file_makes_no_embedder(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "embedder"
    shutil.copytree(FOLDER, folder)
    raw = bytearray((folder / file).read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / file).write_bytes(raw)

    with pytest.raises(EmbedderUnavailable):
        async with open_onnx_embedder(folder):
            pass


@needs_embedder
def test_what_was_built_is_what_the_classifiers_were_trained_with() -> None:
    described = json.loads((FOLDER / "embedder.json").read_text())

    assert (described["name"], described["dimensions"]) == ("all-MiniLM-L6-v2-int8", 384)
