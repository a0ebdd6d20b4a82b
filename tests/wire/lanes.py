"""The clients that are driven: one folder of `clients/lanes`, one process each."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

CLIENTS = Path(__file__).parent / "clients"
Family = Literal["data", "ui", "agui"]


@dataclass(frozen=True, slots=True)
class Lane:
    """A client library. `family` is the protocol that it speaks."""

    name: str
    family: Family
    can_resume: bool = True
    sends_last_only: bool = False  # of the conversation, as docs/clients.md advises

    @property
    def folder(self) -> Path:
        """Where its packages are named."""
        return CLIENTS / "lanes" / self.name.removesuffix("-last-only")

    def __str__(self) -> str:
        return self.name


UI_LANES = tuple(Lane(name, "ui") for name in ("v5", "v5-oldest", "v6", "v6-oldest", "v7", "v7-oldest"))
# 4.0.39 is the oldest that knows the code by which an answer gets its stored id. Resuming came with 4.3.
DATA_LANES = (Lane("v4", "data"), Lane("v4-oldest", "data", can_resume=False))
# `HttpAgent` itself has no way to resume. 0.0.40 still serves; 0.0.36 takes a refusal for an empty answer.
AGUI_LANES = (Lane("agui", "agui", can_resume=False), Lane("agui-oldest", "agui", can_resume=False))
LANES = (*DATA_LANES, *UI_LANES, *AGUI_LANES, Lane("v7-last-only", "ui", sends_last_only=True))
NEWEST = tuple(lane for lane in LANES if not lane.name.endswith(("-oldest", "-only")))

# Broken answers are many: `make wire` shows them to every client, `make test` to those of a protocol that differ most.
EVERY = os.environ.get("WIRE_LANES") == "every"
TASTERS = tuple(lane for lane in LANES if lane.name in {"v4", "v4-oldest", "v5-oldest", "v7", "agui", "agui-oldest"})


def tasters(lanes: tuple[Lane, ...]) -> tuple[Lane, ...]:
    """Those of these clients that are shown broken answers."""
    return tuple(lane for lane in lanes if EVERY or lane in TASTERS)
