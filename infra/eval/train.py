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

OUT = Path("gateway/models/learned")
LEVELS = ("ATOM", "MOLECULE", "CELL", "ORGAN", "ORGANISM")
AGENTS = ("interaction_analyst", "pattern_analyst", "product_analyst")
# How much the vector and the words weigh beside the counts; chosen by cross-validation on the training lines alone.
VECTOR_SCALE = 4.0
WORD_SCALE = 3.0
DECAY = 5e-4
STEPS = 250
RATE = 0.05
FOLDS = 5
TEMPERATURES = np.linspace(0.6, 2.5, 39)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that is learned from: a row for each line."""

    vectors: Floats
    words: Floats
    counted: Floats
    weights: Floats
    folds: NDArray[np.int64]


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
        learned = learn(material_of(some, vectors[chosen]), [labels.index(label_of(line)) for line in some], labels)
        described = {"version": VERSION, "embedder": name, "data_sha256": digest, "labels": labels, **learned}
        (asked.out / f"{file}.json").write_text(json.dumps(described) + "\n", "utf-8")
    return 0


def material_of(lines: Sequence[Labelled], vectors: Floats) -> Material:
    """The features of the lines, scaled."""
    words = np.zeros((len(lines), BUCKETS), np.float32)
    for row, line in enumerate(lines):
        for bucket, value in buckets(line.message).items():
            words[row, bucket] = value * WORD_SCALE
    return Material(
        vectors * VECTOR_SCALE,
        words,
        np.array([counts(line.message, line.previous) for line in lines], np.float32),
        np.array([line.weight for line in lines], np.float32),
        np.array([crc32(line.group.encode()) % FOLDS for line in lines]),
    )


def learn(material: Material, labels: Sequence[int], names: Sequence[str]) -> dict[str, object]:
    """Both sets of weights as the JSON file has them."""
    answers = np.array(labels)
    learned: dict[str, object] = {}
    for kind, parts in (
        ("with_vectors", [material.vectors, material.words, material.counted]),
        ("without_vectors", [material.words, material.counted]),
    ):
        features = np.hstack(parts)
        held = material.folds == 0
        trial = _fit(features[~held], answers[~held], material.weights[~held], len(names))
        # Of the lines that somebody wrote: those that were made of them are easier than what people will ask.
        sure = held & (material.weights == 1)
        temperature = _temperature(features[sure] @ trial, answers[sure], material.weights[sure])
        weights = _fit(features, answers, material.weights, len(names)) / temperature
        # What the features are scaled by is part of the weights: who uses them need not know.
        sizes = [part.shape[1] for part in parts]
        scales = [VECTOR_SCALE, WORD_SCALE, 1.0][-len(parts) :]
        pieces = np.split(weights, np.cumsum(sizes)[:-1])
        titles = ("vectors", "buckets", "counts")[-len(parts) :]
        learned[kind] = {
            title: _packed(piece * scale) for title, piece, scale in zip(titles, pieces, scales, strict=True)
        }
        right = ((features[sure] @ trial).argmax(1) == answers[sure]).mean()
        sys.stdout.write(f"{kind}: held back {right:.3f}, temperature {temperature:.2f}\n")
    return learned


def _fit(features: Floats, answers: NDArray[np.int64], weights: Floats, labels: int) -> Floats:
    """Softmax regression by Adam over all lines at once; rare labels count for more."""
    totals = np.array([weights[answers == label].sum() for label in range(labels)])
    share = weights / np.sqrt(totals[answers])
    share = (share / share.sum()).astype(np.float32)[:, None]
    wanted = np.eye(labels, dtype=np.float32)[answers]
    found = np.zeros((features.shape[1], labels), np.float32)
    mean, square = np.zeros_like(found), np.zeros_like(found)
    for step in range(1, STEPS + 1):
        slope = features.T @ ((_softmax(features @ found) - wanted) * share) + DECAY * found
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        found -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return found


def _temperature(scores: Floats, answers: NDArray[np.int64], weights: Floats) -> float:
    def surprise(temperature: float) -> float:
        right = _softmax(scores / temperature)[np.arange(len(answers)), answers]
        return float(-(np.log(right + 1e-9) * weights).sum())

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
        return embedder.name, np.array([(await embedder.embed([text]))[0] for text in texts], np.float32)


def _level(line: Labelled) -> str:
    return line.level


def _agent(line: Labelled) -> str:
    return line.agent or ""


if __name__ == "__main__":
    sys.exit(main())
