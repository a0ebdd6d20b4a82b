"""Which one agent a question goes to, where one is enough. Nobody, when it is not clear: then the crew plans.

An agent that was learned about (its slug is a label of the classifier) is judged by what was learned; every other one
by how near the question lies to its description and examples, and only where it is nearer than those learned about.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from gateway.chat.mind.classifier import Classifier
from gateway.chat.mind.features import plain
from gateway.chat.mind.nearness import Nearness
from gateway.chat.vectors import Vector
from shared.agents import AgentSpec

RouteTier = Literal["explicit", "session", "cache", "rules", "classifier", "examples", "model", "fallback"]

# How likely an agent must be, so that nobody else is asked.
ROUTE_BAR = 0.6
MOST_CANDIDATES = 10
# The same for one that was learned about, beside others of whom the classifier knows nothing.
LEARNED_BAR: Final = 0.75
LEARNED_BAR_OF_WORDS: Final = 0.99
NAMED_CONFIDENCE = 1.0
# So many of those that were near enough to be sure of were right; and somebody else is to decide.
NEAR_CONFIDENCE: Final = 0.9
POSSIBLE_CONFIDENCE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Routed:
    """The agent (its id; None: the crew plans), who says so, how sure they are, and who else it could have been."""

    agent_id: str | None
    tier: RouteTier
    confidence: float
    candidates: tuple[str, ...] = ()


def version_of(agents: Sequence[AgentSpec]) -> str:
    """Tells sets of agents apart: another one when anything that routing looks at is changed."""
    seen = [(spec.id, spec.slug, spec.name, spec.description, spec.tools, spec.examples) for spec in agents]
    return hashlib.sha256(repr(sorted(seen)).encode()).hexdigest()[:16]


def unknown_agents(agents: Sequence[AgentSpec], classifier: Classifier) -> list[AgentSpec]:
    """Those that nothing was learned about."""
    return [spec for spec in agents if spec.slug not in classifier.labels]


def likely_agents(
    question: str,
    vector: Vector | None,
    agents: Sequence[AgentSpec],
    *,
    classifier: Classifier,
    previous: str | None,
    near: Nearness | None,
) -> Routed:
    """How likely the likeliest agent is; the candidates, likeliest first.

    `near` is how near the agents are that nothing was learned about; None when there are none.
    """
    if len(agents) == 1:
        return Routed(agents[0].id, "rules", NAMED_CONFIDENCE)
    if near is None:
        return _learned(question, vector, agents, classifier, previous)
    strangers = tuple(agent_id for agent_id, _ in near.ranked)
    learned = [spec for spec in agents if spec.id not in strangers]
    judged = _learned(question, vector, learned, classifier, previous) if learned else None
    others = () if judged is None else judged.candidates
    if near.is_sure or near.is_possible or judged is None:
        confidence = NEAR_CONFIDENCE if near.is_sure else POSSIBLE_CONFIDENCE
        return Routed(near.nearest, "examples", confidence, (*strangers, *others)[:MOST_CANDIDATES])
    # Words tell less than vectors.
    bar = LEARNED_BAR if near.has_vectors or not near.is_nearer else LEARNED_BAR_OF_WORDS
    confidence = judged.confidence if judged.confidence >= bar else min(judged.confidence, POSSIBLE_CONFIDENCE)
    return replace(judged, confidence=confidence, candidates=(*others, *strangers)[:MOST_CANDIDATES])


def _learned(
    question: str, vector: Vector | None, agents: Sequence[AgentSpec], classifier: Classifier, previous: str | None
) -> Routed:
    likely = classifier.judge(question, previous, vector)
    mass = sum(likely[spec.slug] for spec in agents)
    ranked = sorted(agents, key=lambda spec: likely[spec.slug], reverse=True)
    confidence = likely[ranked[0].slug] / mass if mass > 0 else 0.0
    return Routed(ranked[0].id, "classifier", confidence, tuple(spec.id for spec in ranked[:MOST_CANDIDATES]))


def is_clear(routed: Routed) -> bool:
    """Whether nobody else needs to be asked."""
    return routed.confidence >= ROUTE_BAR


def named_tools(agents: Sequence[AgentSpec]) -> frozenset[str]:
    """The tools of these agents, as plain words of a message would name them."""
    return frozenset(plain(tool) for spec in agents for tool in spec.tools)
