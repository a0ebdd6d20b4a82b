"""Which one agent a question goes to, where one is enough. Nobody, when it is not clear: then the crew plans.

An agent that was learned about (its slug is a label of the classifier) is judged by what was learned; every other one
by how near the question lies to its description and examples. Both kinds are weighed against each other by nearness.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gateway.chat.mind.classifier import Classifier, softmax
from gateway.chat.mind.features import buckets, plain
from gateway.chat.vectors import Vector, cosine
from shared.agents import AgentSpec

RouteTier = Literal["explicit", "session", "cache", "rules", "classifier", "examples", "model", "fallback"]

# How likely an agent must be, so that nobody else is asked.
ROUTE_BAR = 0.6
MOST_CANDIDATES = 10
# How sharply nearness tells: cosines of right and wrong differ by a tenth.
SHARPNESS: Final = 18.0
NEAREST = 2
NAMED_CONFIDENCE = 1.0


@dataclass(frozen=True, slots=True)
class Routed:
    """The agent (its id; None: the crew plans), who says so, how sure they are, and who else it could have been."""

    agent_id: str | None
    tier: RouteTier
    confidence: float
    candidates: tuple[str, ...] = ()


def version_of(agents: Sequence[AgentSpec]) -> str:
    """Tells sets of agents apart: another one when anything that routing looks at is changed."""
    seen = [(spec.id, spec.slug, spec.name, spec.description, *spec.examples) for spec in agents]
    return hashlib.sha256(repr(sorted(seen)).encode()).hexdigest()[:16]


def by_name(question: str, agents: Sequence[AgentSpec]) -> Routed | None:
    """The agent that the question begins with, as `@slug`: only those that may be asked can be named."""
    first, _, rest = question.strip().partition(" ")
    if not first.startswith("@") or not rest:
        return None
    name = first[1:].rstrip(",:").casefold()
    for spec in agents:
        if name == spec.slug:
            return Routed(spec.id, "rules", NAMED_CONFIDENCE)
    return None


def likely_agents(
    question: str,
    vector: Vector | None,
    agents: Sequence[AgentSpec],
    *,
    classifier: Classifier,
    previous: str | None,
    known: Mapping[str, Sequence[Vector]],
) -> Routed:
    """How likely each agent is: the likeliest, unless that is not clear enough; the candidates, likeliest first.

    `known` are the vectors of the agents' texts, by id; without a vector of the question they are not looked at.
    """
    if len(agents) == 1:
        return Routed(agents[0].id, "rules", NAMED_CONFIDENCE)
    near = _nearness(question, vector, agents, known)
    learned = classifier.judge(question, previous, vector)
    share = sum(near[spec.id] for spec in agents if spec.slug in learned)
    mass = sum(learned[spec.slug] for spec in agents if spec.slug in learned)
    likely = {
        spec.id: share * learned[spec.slug] / mass if spec.slug in learned and mass > 0 else near[spec.id]
        for spec in agents
    }
    ranked = sorted(agents, key=lambda spec: likely[spec.id], reverse=True)
    best = ranked[0]
    return Routed(
        best.id,
        "classifier" if best.slug in learned else "examples",
        likely[best.id],
        tuple(spec.id for spec in ranked[:MOST_CANDIDATES]),
    )


def is_clear(routed: Routed) -> bool:
    """Whether nobody else needs to be asked."""
    return routed.confidence >= ROUTE_BAR


def texts_of(spec: AgentSpec) -> tuple[str, ...]:
    """What an agent is recognised by."""
    return (spec.description, *spec.examples)


def _nearness(
    question: str, vector: Vector | None, agents: Sequence[AgentSpec], known: Mapping[str, Sequence[Vector]]
) -> dict[str, float]:
    """Shares of 1 by nearness to each agent's nearest texts."""
    scores = []
    for spec in agents:
        if vector is not None and spec.id in known:
            found = [cosine(vector, each) for each in known[spec.id]]
        else:
            asked = buckets(question)
            found = [_overlap(asked, buckets(each)) for each in texts_of(spec)]
        nearest = sorted(found, reverse=True)[:NEAREST]
        scores.append(SHARPNESS * sum(nearest) / len(nearest))
    return dict(zip((spec.id for spec in agents), softmax(scores), strict=True))


def _overlap(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    return sum(value * other.get(bucket, 0.0) for bucket, value in one.items())


def named_tools(agents: Sequence[AgentSpec]) -> frozenset[str]:
    """The tools of these agents, as plain words of a message would name them."""
    return frozenset(plain(tool) for spec in agents for tool in spec.tools)
