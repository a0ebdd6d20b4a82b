"""The embedder that runs in this process: int8 MiniLM on onnxruntime, in one thread of its own, off the event loop."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.chat.errors import EmbedderUnavailable
from gateway.chat.vectors import Vector

DESCRIPTION = "embedder.json"
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
# Beyond the tokens that the model sees; a tokenizer would read all of a novel first.
MAX_CHARACTERS = 4_000


class Description(BaseModel):
    """What `make` built, beside the model itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1)
    dimensions: int = Field(gt=0)
    max_tokens: int = Field(gt=0)
    model_sha256: str
    tokenizer_sha256: str


class _Loaded:
    """The model in memory. It is used in one thread."""

    def __init__(self, folder: Path, description: Description) -> None:
        """Raises EmbedderUnavailable."""
        try:
            # 70 MB of memory, for those who use it.
            from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415
            from tokenizers import Tokenizer  # noqa: PLC0415

            options = SessionOptions()
            # More threads than one only fight for the cores that answers need.
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._tokenizer = Tokenizer.from_buffer(_read(folder / TOKENIZER, description.tokenizer_sha256))
            self._tokenizer.enable_truncation(description.max_tokens)
            self._tokenizer.enable_padding()
            model = _read(folder / MODEL, description.model_sha256)
            self._session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except ImportError as error:
            raise EmbedderUnavailable(f"the extra `embedder` is not installed ({error.name})") from error
        except EmbedderUnavailable:
            raise
        except Exception as error:
            # Two libraries that name no errors of theirs.
            raise EmbedderUnavailable(f"{folder} cannot be loaded ({type(error).__name__})") from error

    def embed(self, texts: list[str]) -> list[Vector]:
        import numpy as np  # noqa: PLC0415 - with the extra only

        encoded = self._tokenizer.encode_batch(texts)
        inputs = {
            "input_ids": np.array([each.ids for each in encoded], dtype=np.int64),
            "attention_mask": np.array([each.attention_mask for each in encoded], dtype=np.int64),
        }
        (vectors,) = self._session.run(["vectors"], inputs)
        return [tuple(vector) for vector in vectors.tolist()]


class OnnxEmbedder:
    """The port `Embedder`, without a limit of time: see `bounded_embedder`."""

    def __init__(self, loaded: _Loaded, name: str, thread: ThreadPoolExecutor) -> None:
        self._loaded = loaded
        self._name = name
        self._thread = thread

    @property
    def name(self) -> str:
        return self._name

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        if not texts:
            return []
        cut = [text[:MAX_CHARACTERS] for text in texts]
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._loaded.embed, cut)


def _read(file: Path, digest: str) -> bytes:
    raw = file.read_bytes()
    if hashlib.sha256(raw).hexdigest() != digest:
        raise EmbedderUnavailable(f"{file} is not what was built")
    return raw


@asynccontextmanager
async def open_onnx_embedder(folder: Path) -> AsyncGenerator[OnnxEmbedder]:
    """The model of that folder, loaded: a fifth of a second. Raises EmbedderUnavailable."""
    try:
        description = Description.model_validate_json((folder / DESCRIPTION).read_bytes())
    except OSError as error:
        raise EmbedderUnavailable(f"there is none in {folder}") from error
    except ValidationError as error:
        raise EmbedderUnavailable(f"{folder / DESCRIPTION} describes none") from error
    thread = ThreadPoolExecutor(1, "embedder")
    try:
        loaded = await asyncio.get_running_loop().run_in_executor(thread, _Loaded, folder, description)
        yield OnnxEmbedder(loaded, description.name, thread)
    finally:
        thread.shutdown(wait=False, cancel_futures=True)
