"""`python -m infra.eval.train --embedder FOLDER`: learn the weights of the classifiers from the labelled lines.

Softmax regression in numpy. Each classifier is learned twice: with vectors of the embedder, and without any. How
sure it may be of itself (the temperature) comes from lines that were held back, sentence by sentence, not line by line.
"""

import argparse
import asyncio
import base64
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from gateway.chat.mind.features import BUCKETS, VERSION, buckets, counts
from gateway.models.onnx_embedder import open_onnx_embedder
from infra.eval.lines import Labelled, training_lines

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

OUT = Path("gateway/models/learned")
LEVELS = ("ATOM", "MOLECULE", "CELL", "ORGAN", "ORGANISM")
AGENTS = ("interaction_analyst", "pattern_analyst", "product_analyst")
# How much the vector and the words weigh beside the counts; chosen by cross-validation on the training lines alone.
VECTOR_SCALE = 4.0
WORD_SCALE = 3.0
COUNT_SCALE = 2.0
DECAY = 2e-4
STEPS = 160
RATE = 0.05
FOLDS = 5
# Never surer than the fit itself: what others ask is further away than what was held back.
TEMPERATURES = np.linspace(1.0, 2.5, 31)


@dataclass(frozen=True, slots=True)
class Words:
    """The buckets of many lines: which, in which line, how much; ordered by line and, again, by bucket."""

    buckets: Ints
    lines: Ints
    values: Floats
    starts: Ints
    by_bucket: Ints
    bucket_starts: Ints

    @classmethod
    def of(cls, buckets: Ints, lines: Ints, values: Floats) -> "Words":
        """From entries that are ordered by line; every line has one at least."""
        by_bucket = np.argsort(buckets, kind="stable")
        starts = np.flatnonzero(np.diff(lines, prepend=-1))
        return cls(buckets, lines, values, starts, by_bucket, np.flatnonzero(np.diff(buckets[by_bucket], prepend=-1)))

    def of_lines(self, chosen: NDArray[np.bool_]) -> "Words":
        """Those of some lines."""
        kept = chosen[self.lines]
        return Words.of(self.buckets[kept], (np.cumsum(chosen) - 1)[self.lines[kept]], self.values[kept])

    def scores(self, weights: Floats) -> Floats:
        """What the words say for each label, a row a line."""
        return np.asarray(np.add.reduceat(weights[self.buckets] * self.values, self.starts, axis=0))

    def slope(self, errors: Floats) -> Floats:
        """What the errors of the lines mean for each bucket."""
        slope = np.zeros((BUCKETS, errors.shape[1]), np.float32)
        ordered = errors[self.lines[self.by_bucket]] * self.values[self.by_bucket]
        slope[self.buckets[self.by_bucket[self.bucket_starts]]] = np.add.reduceat(ordered, self.bucket_starts, axis=0)
        return slope


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that is learned from, a line a row: vectors and counts beside each other, and the words."""

    dense: Floats
    words: Words
    weights: Floats
    folds: Ints

    def of_lines(self, chosen: NDArray[np.bool_]) -> "Material":
        """That of some lines."""
        return Material(self.dense[chosen], self.words.of_lines(chosen), self.weights[chosen], self.folds[chosen])

    def scores(self, found: Floats) -> Floats:
        """What speaks for each label, a row a line; `found` has the weights of `dense` first."""
        dense = self.dense.shape[1]
        return np.asarray(self.dense @ found[:dense] + self.words.scores(found[dense:]), np.float32)


def main() -> int:
    """Write the weights; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.eval.train", description=__doc__)
    parser.add_argument("--embedder", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    lines = training_lines()
    name, vectors = asyncio.run(_embedded(asked.embedder, [line.message for line in lines]))
    digest = hashlib.sha256("\n".join(f"{line}" for line in lines).encode()).hexdigest()
    asked.out.mkdir(parents=True, exist_ok=True)
    for file, labels, label_of in (("levels", LEVELS, _level), ("agents", AGENTS, _agent)):
        chosen = [number for number, line in enumerate(lines) if label_of(line) in labels]
        some = [lines[number] for number in chosen]
        learned = learn(some, vectors[chosen], [labels.index(label_of(line)) for line in some], labels)
        described = {"version": VERSION, "embedder": name, "data_sha256": digest, "labels": labels, **learned}
        (asked.out / f"{file}.json").write_text(json.dumps(described) + "\n", "utf-8")
    return 0


def learn(lines: Sequence[Labelled], vectors: Floats, labels: Sequence[int], names: Sequence[str]) -> dict[str, object]:
    """Both sets of weights as the JSON file has them."""
    counted = np.array([counts(line.message, line.previous) for line in lines], np.float32) * COUNT_SCALE
    words, weights = words_of(lines), np.array([line.weight for line in lines], np.float32)
    folds = np.array([crc32(line.group.encode()) % FOLDS for line in lines])
    return {
        kind: _learned(Material(dense, words, weights, folds), np.array(labels), names, width)
        for kind, dense, width in (
            ("with_vectors", np.hstack([vectors * VECTOR_SCALE, counted]), vectors.shape[1]),
            ("without_vectors", counted, 0),
        )
    }


def words_of(lines: Sequence[Labelled]) -> Words:
    """The buckets of the lines, scaled; a line without words has an empty one."""
    found = [buckets(line.message) or {0: 0.0} for line in lines]
    return Words.of(
        np.array([bucket for each in found for bucket in each]),
        np.repeat(np.arange(len(found)), [len(each) for each in found]),
        np.array([[value * WORD_SCALE] for each in found for value in each.values()], np.float32),
    )


def _learned(material: Material, answers: Ints, names: Sequence[str], width: int) -> dict[str, str]:
    """The weights, packed; `width` is how many numbers a vector has."""
    held = material.folds == 0
    trial = _fit(material.of_lines(~held), answers[~held], len(names))
    # Of the lines that somebody wrote: those that were made of them are easier than what people will ask.
    sure = held & (material.weights == 1)
    scores = material.of_lines(sure).scores(trial)
    temperature = _temperature(scores, answers[sure])
    right = (scores.argmax(1) == answers[sure]).mean()
    sys.stdout.write(f"held back {right:.3f} of {sure.sum()}, temperature {temperature:.2f}\n")
    found = _fit(material, answers, len(names)) / temperature
    # What the features are scaled by is part of the weights: who uses them need not know.
    dense = material.dense.shape[1]
    packed = {
        "buckets": _packed(found[dense:] * WORD_SCALE),
        "counts": _packed(found[width:dense] * COUNT_SCALE),
    }
    return {"vectors": _packed(found[:width] * VECTOR_SCALE), **packed} if width else packed


def _fit(material: Material, answers: Ints, labels: int) -> Floats:
    """Softmax regression by Adam over all lines at once; rare labels count for more."""
    totals = np.array([material.weights[answers == label].sum() for label in range(labels)])
    share = material.weights / np.sqrt(totals[answers])
    share = (share / share.sum()).astype(np.float32)[:, None]
    wanted = np.eye(labels, dtype=np.float32)[answers]
    found = np.zeros((material.dense.shape[1] + BUCKETS, labels), np.float32)
    mean, square = np.zeros_like(found), np.zeros_like(found)
    for step in range(1, STEPS + 1):
        errors = (_softmax(material.scores(found)) - wanted) * share
        slope = np.vstack([material.dense.T @ errors, material.words.slope(errors)]) + DECAY * found
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        found -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return found


def _temperature(scores: Floats, answers: Ints) -> float:
    def surprise(temperature: float) -> float:
        right = _softmax(scores / temperature)[np.arange(len(answers)), answers]
        return float(-np.log(right + 1e-9).sum())

    return float(min(TEMPERATURES, key=surprise))


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True), np.float32)


def _packed(weights: Floats) -> str:
    """Rows of half floats, one row a feature."""
    return base64.b64encode(weights.astype("<f2").tobytes()).decode()


async def _embedded(folder: Path, texts: Sequence[str]) -> tuple[str, Floats]:
    async with open_onnx_embedder(folder) as embedder:
        # One by one, as the gateway asks: int8 rounds a little differently in company.
        known = {text: (await embedder.embed([text]))[0] for text in dict.fromkeys(texts)}
        return embedder.name, np.array([known[text] for text in texts], np.float32)


def _level(line: Labelled) -> str:
    return line.level


def _agent(line: Labelled) -> str:
    return line.agent or ""


if __name__ == "__main__":
    sys.exit(main())
