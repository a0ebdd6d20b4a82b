"""The words of the texts that agents are recognised by, taken apart once, and kept for those looked at last."""

from array import array
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from gateway.chat.mind.features import buckets

# Ten bytes for each word or part of one: some kilobytes for the longest texts.
MOST_KEPT: Final = 4_096

Words = tuple["array[int]", "array[float]"]


class AgentWords:
    """Keeps them. Which words a text has is the same whoever wrote it: nothing here belongs to anybody."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Words] = OrderedDict()

    def overlap(self, asked: Mapping[int, float], text: str) -> float:
        """How much of the words of a text is in a question's `buckets`, from 0 to 1."""
        return sum(value * asked.get(bucket, 0.0) for bucket, value in zip(*self._of(text), strict=True))

    def _of(self, text: str) -> Words:
        if (kept := self._kept.get(text)) is not None:
            self._kept.move_to_end(text)
            return kept
        found = buckets(text)
        made = self._kept[text] = array("H", found), array("d", found.values())
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return made
