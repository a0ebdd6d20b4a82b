"""The clients that are driven: one folder of `clients/lanes`, one process each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

CLIENTS = Path(__file__).parent / "clients"
Family = Literal["data", "ui"]


@dataclass(frozen=True, slots=True)
class Lane:
    """A client library. `family` is the protocol that it speaks."""

    name: str
    family: Family

    @property
    def folder(self) -> Path:
        """Where its packages are named."""
        return CLIENTS / "lanes" / self.name

    def __str__(self) -> str:
        return self.name


UI_LANES = tuple(Lane(name, "ui") for name in ("v5", "v5-oldest", "v6", "v6-oldest", "v7", "v7-oldest"))
LANES = UI_LANES
