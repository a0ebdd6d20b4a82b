"""Reproducible chance: one generator per purpose, so that changing one part leaves the others as they were."""

import random
import uuid
from typing import Final

NAMESPACE: Final = uuid.UUID("5c1f0a3e-6f0e-4d1b-8a94-3f3c0c5a7b10")


def dice(seed: int, purpose: str) -> random.Random:
    return random.Random(f"{seed}/{purpose}")  # noqa: S311 - made-up data, not a secret


def stable_id(*names: object) -> str:
    """Return the UUID that belongs to these names, the same in every run."""
    return str(uuid.uuid5(NAMESPACE, "/".join(str(name) for name in names)))
