"""The vector of a question between its assessment and its run: one embedding serves both."""

from collections import OrderedDict

from gateway.chat.vectors import Vector
from shared.ids import TurnId

# A turn that waits longer than so many others is embedded again.
MOST_TURNS = 256


class AskedVectors:
    """A vector for each turn that was assessed here and has not run yet. A turn is one user's."""

    def __init__(self) -> None:
        self._vectors: OrderedDict[TurnId, tuple[str, Vector]] = OrderedDict()

    def note(self, turn_id: TurnId, text: str, vector: Vector) -> None:
        """Keep the vector of what a turn asks."""
        self._vectors[turn_id] = (text, vector)
        while len(self._vectors) > MOST_TURNS:
            self._vectors.popitem(last=False)

    def take(self, turn_id: TurnId, text: str) -> Vector | None:
        """That of this text, if it is here; it is kept no longer."""
        said, vector = self._vectors.pop(turn_id, (None, None))
        return vector if said == text else None
