"""The words for effort: levels, what is done at each, and who may say so."""

from typing import Final, Literal, get_args

Level = Literal["ATOM", "MOLECULE", "CELL", "ORGAN", "ORGANISM"]
Action = Literal["RESPOND", "DELEGATE", "WORKFLOW"]
Tier = Literal["cache", "rules", "classifier", "model", "fallback"]

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
ACTIONS: Final[dict[Level, Action]] = {
    "ATOM": "RESPOND",
    "MOLECULE": "DELEGATE",
    "CELL": "DELEGATE",
    "ORGAN": "WORKFLOW",
    "ORGANISM": "WORKFLOW",
}
