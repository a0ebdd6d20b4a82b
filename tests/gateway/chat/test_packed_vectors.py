"""Packed vectors say of near and far what the vectors say."""

import math
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.chat.packed_vectors import likeness, nearest, packed, sketch_number, sketch_of
from gateway.chat.vectors import Vector, cosine, unit

NUMBERS = st.floats(-1, 1).filter(lambda number: abs(number) > 1e-3)
VECTORS = st.lists(NUMBERS, min_size=24, max_size=24)


def made(numbers: list[float]) -> Vector:
    """A unit vector."""
    vector = unit(numbers)
    assert vector is not None
    return vector


@given(VECTORS, VECTORS)
def test_the_likeness_is_the_cosine(one: list[float], other: list[float]) -> None:
    found = likeness(made(one), packed("e", made(other)).codes)

    assert found is not None
    assert math.isclose(found, cosine(made(one), made(other)), abs_tol=0.02)


def test_a_vector_of_another_length_is_not_compared() -> None:
    assert likeness(made([1.0] * 8), packed("e", made([1.0] * 9)).codes) is None


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_what_is_nearest_is_among_those_with_the_same_signs(seed: int) -> None:
    chance = random.Random(seed)
    vectors = [made([chance.gauss(0, 1) for _ in range(64)]) for _ in range(400)]
    wanted = made([number + chance.gauss(0, 0.05) for number in vectors[7]])
    sketches = [(number, sketch_number(sketch_of(vector))) for number, vector in enumerate(vectors)]

    assert nearest(sketches, wanted, 3)[0] == 7
    assert sorted(nearest(sketches[:50], wanted, 96)) == list(range(50))
