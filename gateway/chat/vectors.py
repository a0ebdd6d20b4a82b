"""Vectors of texts: what near and far means."""

import math
from collections.abc import Sequence

# Of length 1, so that the cosine is the sum of products.
Vector = tuple[float, ...]


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """How alike two unit vectors are, from -1 to 1. They must come from the same embedder."""
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


def unit(numbers: Sequence[float]) -> Vector | None:
    """The vector of that direction with length 1; None when there is no direction."""
    length = math.sqrt(math.fsum(number * number for number in numbers))
    return tuple(number / length for number in numbers) if 0 < length < math.inf else None
