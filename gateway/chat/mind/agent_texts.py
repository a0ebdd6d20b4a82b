"""Vectors of the texts that agents are recognised by, made once and kept for those that were looked at last."""

from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from gateway.chat.mind.nearness import texts_of
from gateway.chat.ports.mind import Embedder
from gateway.chat.vectors import Vector
from shared.agents import AgentSpec

# Some hundred numbers each.
MOST_KEPT = 8_192
# An embedder is left alone by everybody when it is too slow: long texts are not to make it so.
TEXTS_AT_ONCE = 4
# No question waits for more than so many; the next ones go on from there.
MOST_MADE = 48


class AgentTexts:
    """Keeps them. What a text means is the same whoever wrote it: nothing here belongs to anybody."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, array[float]] = OrderedDict()

    async def of(self, agents: Sequence[AgentSpec]) -> Mapping[str, Sequence[Sequence[float]]]:
        """The vectors of each agent's texts, by its id; an agent whose texts are still to be made is left out.

        Raises EmbedderUnavailable; what was made by then is kept.
        """
        texts = {spec.id: texts_of(spec) for spec in agents}
        missing = [text for each in texts.values() for text in each if text not in self._kept]
        unmade = list(dict.fromkeys(missing))[:MOST_MADE]
        for first in range(0, len(unmade), TEXTS_AT_ONCE):
            some = unmade[first : first + TEXTS_AT_ONCE]
            for text, vector in zip(some, await self._embedder.embed(some), strict=True):
                self._keep(text, vector)
        return {
            agent_id: [self._found(text) for text in each]
            for agent_id, each in texts.items()
            if all(text in self._kept for text in each)
        }

    def _keep(self, text: str, vector: Vector) -> None:
        self._kept[text] = array("d", vector)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def _found(self, text: str) -> "array[float]":
        self._kept.move_to_end(text)
        return self._kept[text]
