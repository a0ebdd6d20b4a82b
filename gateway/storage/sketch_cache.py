"""The signs of the vectors of users with many memories, kept between their questions. Bounded; each owner's alone.

Nothing is told from here: what it names as near is read from the file, under the owner's name, before anybody sees it.
An entry counts only with the stamp that the file has now, which every change of that owner's memories replaces, at this
gateway or another one.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from shared.ids import OrganizationId, UserId

MOST_BYTES = 32 * 1024 * 1024
# Two whole numbers and where they are: 384 bits, and the number of the row.
BYTES_PER_SKETCH = 136
# A number, and the signs of its vector as one whole number.
Sketch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SketchOwner:
    """Whose they are, and which embedder's; always those of the user in general."""

    organization_id: OrganizationId
    user_id: UserId
    embedder: str


@dataclass(frozen=True, slots=True)
class _Entry:
    stamp: int
    sketches: Sequence[Sketch]


class SketchCache:
    """Of the owners who asked last."""

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes // BYTES_PER_SKETCH
        self._entries: OrderedDict[SketchOwner, _Entry] = OrderedDict()
        self._kept = 0

    @property
    def kept(self) -> int:
        """How many sketches are in it."""
        return self._kept

    def find(self, owner: SketchOwner, stamp: int | None) -> Sequence[Sketch] | None:
        """Those of this owner, if they are of this stamp; else they are let go of."""
        entry = self._entries.get(owner)
        if entry is None:
            return None
        if entry.stamp != stamp:
            self._drop(owner)
            return None
        self._entries.move_to_end(owner)
        return entry.sketches

    def keep(self, owner: SketchOwner, stamp: int, sketches: Sequence[Sketch]) -> None:
        """Keep them, and let go of whoever asked longest ago where there is no room for all."""
        self._drop(owner)
        if len(sketches) > self._most:
            return
        self._entries[owner] = _Entry(stamp, sketches)
        self._kept += len(sketches)
        while self._kept > self._most:
            self._drop(next(iter(self._entries)))

    def _drop(self, owner: SketchOwner) -> None:
        if (entry := self._entries.pop(owner, None)) is not None:
            self._kept -= len(entry.sketches)
