"""Vectors as they are stored: a byte a dimension, and a bit a dimension to find the near ones fast. Pure.

The nearest are found in two steps: by how many signs differ (10,000 in 2 ms, without any library), and among the first
few dozen of those by the vectors themselves. With fewer facts than that the first step leaves nobody out.
"""

import heapq
import operator
import struct
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.chat.vectors import Vector

SCALE = struct.Struct("<f")
LARGEST_CODE = 127


@dataclass(frozen=True, slots=True)
class PackedVector:
    """`sketch` has the signs, `codes` the scale as a float of 32 bits and then a signed byte a dimension."""

    embedder: str
    sketch: bytes
    codes: bytes


def packed(embedder: str, vector: Vector) -> PackedVector:
    """The vector that this embedder made, to be stored."""
    scale = max(map(abs, vector)) / LARGEST_CODE
    codes = array("b", [round(number / scale) for number in vector])
    return PackedVector(embedder, sketch_of(vector), SCALE.pack(scale) + codes.tobytes())


def sketch_of(vector: Vector) -> bytes:
    """The signs of a vector, a bit each."""
    bits = "".join("1" if number > 0 else "0" for number in vector)
    return int(bits, 2).to_bytes((len(vector) + 7) // 8, "big")


def sketch_number(sketch: bytes) -> int:
    """A sketch as the whole number that it is compared as."""
    return int.from_bytes(sketch, "big")


def nearest(sketches: Iterable[tuple[int, int]], vector: Vector, limit: int) -> list[int]:
    """The numbers of the `limit` sketches that have most signs in common with the vector."""
    asked = sketch_number(sketch_of(vector))
    apart = [((sketch ^ asked).bit_count(), number) for number, sketch in sketches]
    return [number for _, number in heapq.nsmallest(limit, apart)]


def likeness(vector: Vector, codes: bytes) -> float | None:
    """The cosine of a vector and a stored one; None for one of another length, which is another embedder's."""
    if len(codes) - SCALE.size != len(vector):
        return None
    scale: float = SCALE.unpack_from(codes)[0]
    stored = array("b", codes[SCALE.size :])
    # Several times as fast as a generator.
    products: float = sum(map(operator.mul, vector, stored))
    return scale * products
