"""How near a question lies to agents that nothing was learned about, such as an organization's own.

Near is what means the same as the agent's description and as the example nearest to it. The bars were chosen on one
half of labelled questions for six made-up agents (`infra/eval/data/own_agents.tsv`) and on what the classifiers learn
from; `make eval` measures them on the other half and on the frozen lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.chat.mind.agent_words import AgentWords
from gateway.chat.mind.features import buckets
from gateway.chat.vectors import Vector, cosine
from shared.agents import AgentSpec

# Cosines: how near an agent must be; how much nearer than any agent that was learned about, and than the next one.
SURE: Final = 0.30
SURE_LEAD: Final = 0.10
SURE_GAP: Final = 0.06
# From when on it could be meant: then somebody else decides, or the crew plans.
POSSIBLE: Final = 0.25
POSSIBLE_LEAD: Final = 0.05
# The same for words that both have, where there are no vectors. They never make sure.
POSSIBLE_WORDS: Final = 0.12


@dataclass(frozen=True, slots=True)
class Nearness:
    """The nearest first, each with how near it is; and how near the nearest is that was learned about."""

    ranked: tuple[tuple[str, float], ...]
    learned: float
    has_vectors: bool

    @property
    def nearest(self) -> str:
        """The id of the nearest one."""
        return self.ranked[0][0]

    @property
    def is_sure(self) -> bool:
        """Whether the question is for the nearest one."""
        gap = self.ranked[0][1] - self.ranked[1][1] if len(self.ranked) > 1 else 1.0
        return self.has_vectors and gap >= SURE_GAP and self._is_beyond(SURE, SURE_LEAD)

    @property
    def is_possible(self) -> bool:
        """Whether the question may be for one of them."""
        return self._is_beyond(POSSIBLE if self.has_vectors else POSSIBLE_WORDS, POSSIBLE_LEAD)

    @property
    def is_nearer(self) -> bool:
        """Whether it lies nearer to one of them than to any agent that was learned about, however far that is."""
        return self.ranked[0][1] >= self.learned

    def _is_beyond(self, bar: float, lead: float) -> bool:
        score = self.ranked[0][1]
        return score >= bar and score - self.learned >= lead


def nearness(
    question: str,
    vector: Vector | None,
    unknown: Sequence[AgentSpec],
    learned: Sequence[AgentSpec],
    known: Mapping[str, Sequence[Sequence[float]]],
    words: AgentWords,
) -> Nearness:
    """How near a question lies to the `unknown` agents, of which there is one at least, and to those `learned` about.

    `known` are the vectors of the agents' texts, by id. Without all of them, or the question's, `words` are compared.
    """
    specs = (*unknown, *learned)
    if vector is not None and all(spec.id in known for spec in specs):
        scores = {spec.id: _score([cosine(vector, each) for each in known[spec.id]]) for spec in specs}
    else:
        vector, asked = None, buckets(question)
        scores = {spec.id: _score([words.overlap(asked, each) for each in texts_of(spec)]) for spec in specs}
    ranked = sorted(((spec.id, scores[spec.id]) for spec in unknown), key=lambda each: each[1], reverse=True)
    nearest = max((scores[spec.id] for spec in learned), default=-1.0)
    return Nearness(tuple(ranked), nearest, has_vectors=vector is not None)


def texts_of(spec: AgentSpec) -> tuple[str, ...]:
    """What an agent is recognised by: first what it knows, then questions for it."""
    return (spec.description, *spec.examples)


def _score(found: Sequence[float]) -> float:
    return (found[0] + max(found)) / 2
