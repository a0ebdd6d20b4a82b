"""A linear classifier over words, letters, counts and, where there is one, the vector of a message."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.chat.mind.features import buckets, counts
from gateway.chat.vectors import Vector

# One row a feature, one number a label.
Rows = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned; `vectors` is empty for a classifier that knows none."""

    buckets: Rows
    counts: Rows
    vectors: Rows = ()


@dataclass(frozen=True, slots=True)
class Classifier:
    """Labels with what speaks for each; `embedder` is the one whose vectors it was taught with."""

    labels: tuple[str, ...]
    embedder: str
    with_vectors: Weights
    without_vectors: Weights

    def judge(self, text: str, previous: str | None, vector: Vector | None) -> dict[str, float]:
        """How likely each label is, 1 in sum. `vector` must come from its embedder."""
        weights = self.without_vectors if vector is None else self.with_vectors
        scores = [0.0] * len(self.labels)
        for bucket, value in buckets(text).items():
            _add(scores, weights.buckets[bucket], value)
        for value, row in zip(counts(text, previous), weights.counts, strict=True):
            _add(scores, row, value)
        for value, row in zip(vector or (), weights.vectors, strict=True):
            _add(scores, row, value)
        return dict(zip(self.labels, softmax(scores), strict=True))


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as shares of 1."""
    highest = max(scores)
    raised = [math.exp(score - highest) for score in scores]
    total = math.fsum(raised)
    return [value / total for value in raised]


def _add(scores: list[float], row: Sequence[float], value: float) -> None:
    if value:
        for label, weight in enumerate(row):
            scores[label] += weight * value
