"""Read what the classifiers learned: the files beside this one, made by `python -m infra.eval.train`."""

import base64
import functools
import struct
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from gateway.chat.mind.classifier import Classifier, Rows, Weights
from gateway.chat.mind.features import VERSION

FOLDER = files("gateway") / "models" / "learned"
Name = Literal["levels", "agents"]


class _Packed(BaseModel):
    """Half floats as base64, a row of them for each feature."""

    model_config = ConfigDict(extra="forbid")
    buckets: str
    counts: str
    vectors: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    version: int
    embedder: str
    data_sha256: str
    labels: tuple[str, ...]
    with_vectors: _Packed
    without_vectors: _Packed


@functools.cache
def read_classifier(name: Name) -> Classifier:
    """The classifier of that name. Raises ValueError when it was learned from other features than there are now."""
    file = _File.model_validate_json((FOLDER / f"{name}.json").read_bytes())
    if file.version != VERSION:
        raise ValueError(f"{name}.json was learned from other features: learn it again")
    return Classifier(
        file.labels,
        file.embedder,
        _weights(file.with_vectors, len(file.labels)),
        _weights(file.without_vectors, len(file.labels)),
    )


def _weights(packed: _Packed, labels: int) -> Weights:
    return Weights(_rows(packed.buckets, labels), _rows(packed.counts, labels), _rows(packed.vectors, labels))


def _rows(packed: str, labels: int) -> Rows:
    raw = base64.b64decode(packed)
    return tuple(struct.iter_unpack(f"<{labels}e", raw))
