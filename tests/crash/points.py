"""The crash points of the product, found in its sources: the proof uses every one that is added."""

import re
from pathlib import Path

from tests.crash.processes import ROOT

REACHED = re.compile(r'\breach\("(\w+)"\)')
# Reached dozens of times a second: which visit it is to be is worth varying.
FREQUENT = frozenset(
    {"before_append", "before_show", "after_show", "before_commit", "after_commit", "before_send", "after_send"}
)


def crash_points(sources: Path = ROOT / "gateway") -> list[str]:
    """All names, in the order of the files."""
    found = [name for file in sorted(sources.rglob("*.py")) for name in REACHED.findall(file.read_text("utf-8"))]
    return list(dict.fromkeys(found))
