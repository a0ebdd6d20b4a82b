"""Decide about a question: how much effort, and whose. Every helper may be missing, slow or wrong; a decision comes.

Assessment: cache, rules, classifier, small model. Routing: who was chosen, cache, who is addressed, classifier and
examples, small model, else the crew plans. What could not be used is named in `skipped`. Where one agent answers and
the words leave nothing open, its first tool calls are known too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway.chat.asked_vectors import AskedVectors
from gateway.chat.errors import EmbedderUnavailable, JudgeUnavailable
from gateway.chat.mind.agent_texts import AgentTexts
from gateway.chat.mind.agent_words import AgentWords
from gateway.chat.mind.assessment import (
    Assessment,
    by_classifier,
    by_rules,
    fallback,
    hinted,
    is_sure,
    meaning_of,
    unaided,
)
from gateway.chat.mind.classifier import Classifier
from gateway.chat.mind.decision import Decision, Situation, Skipped
from gateway.chat.mind.decision_cache import DecisionCache, cache_key
from gateway.chat.mind.first_calls import first_calls
from gateway.chat.mind.levels import Level
from gateway.chat.mind.naming import by_name
from gateway.chat.mind.nearness import Nearness, nearness
from gateway.chat.mind.periods import day_at
from gateway.chat.mind.routing import (
    Routed,
    RouteTier,
    is_clear,
    likely_agents,
    named_tools,
    unknown_agents,
    version_of,
)
from gateway.chat.ports.mind import Embedder, Judge
from gateway.chat.vectors import Vector
from shared.agents import AgentSpec
from shared.runs import FirstCall

NOBODY: Final = Routed(None, "fallback", 0.0)
PLANNED: Final = Routed(None, "rules", 1.0)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is known of a question while it is decided about."""

    situation: Situation
    meaning: str
    vector: Vector | None
    near: Nearness | None

    @property
    def named(self) -> Routed | None:
        """The agent that it is addressed to."""
        return by_name(self.situation.message, self.situation.agents)


class Mind:
    """Decides about questions. `judge` is the small model, `embedder` makes vectors; either may be missing.

    Without `is_tool_first` no tool calls are certain.
    """

    def __init__(
        self,
        *,
        levels: Classifier,
        agents: Classifier,
        embedder: Embedder | None = None,
        judge: Judge | None = None,
        asked: AskedVectors | None = None,
        is_tool_first: bool = True,
    ) -> None:
        """`asked` takes the vectors of questions on to whoever looks for memories."""
        self._levels = levels
        self._agents = agents
        # Weights are worth nothing with vectors of another embedder; nearness to examples still is.
        self._knows_vectors = embedder is not None and embedder.name == levels.embedder == agents.embedder
        self._embedder = embedder
        self._judge = judge
        self._asked = asked
        self._is_tool_first = is_tool_first
        self._cache: DecisionCache[Decision] = DecisionCache()
        self._words = AgentWords()
        self._texts = None if embedder is None else AgentTexts(embedder)

    async def decide(self, situation: Situation, *, now: int) -> Decision:
        """What is to be done. Never raises."""
        decision = await self._decided(situation, now=now)
        # Not from the cache: a period is another one tomorrow.
        return replace(decision, first_calls=self._first_calls(situation, decision, now))

    def _first_calls(self, situation: Situation, decision: Decision, now: int) -> tuple[FirstCall, ...]:
        """What the agent that answers alone certainly begins with."""
        assessment, chosen = decision.assessment, decision.route.agent_id
        if not self._is_tool_first or assessment.action != "DELEGATE" or assessment.needs_memory:
            return ()
        spec = next((spec for spec in situation.agents if spec.id == chosen), None)
        if spec is None:
            return ()
        meaning = meaning_of(situation.message, situation.previous).strip()
        asked_at = now if situation.turn is None else situation.turn.created_at
        return first_calls(
            meaning.removeprefix(f"@{spec.slug}").lstrip(" ,:"), situation.previous, spec, today=day_at(asked_at)
        )

    async def _decided(self, situation: Situation, *, now: int) -> Decision:
        skipped: list[Skipped] = []
        known = by_rules(situation.message, situation.previous)
        if known is not None and situation.chosen is None:
            return Decision(known, PLANNED)
        version = version_of(situation.agents)
        key = cache_key(situation.organization_id, version, situation.message, situation.previous)
        if (found := self._recalled(key, situation, now)) is not None:
            return found
        meaning = meaning_of(situation.message, situation.previous)
        vector = await self._vector(situation, meaning, skipped)
        sight = _Sight(situation, meaning, vector, await self._near(situation, meaning, vector, skipped))
        assessment = known or _needing_an_agent(await self._assessed(sight, skipped), sight)
        route = await self._routed(sight, assessment, skipped)
        decision = Decision(assessment, route, tuple(dict.fromkeys(skipped)))
        # A decision that lacked a helper is not tomorrow's.
        is_whole = situation.chosen is None and (self._judge is None or situation.turn is not None)
        if is_whole and not skipped and route.tier != "fallback" and assessment.tier != "fallback":
            self._cache.keep(key, decision, now)
        return _chosen(decision, situation)

    def _recalled(self, key: str, situation: Situation, now: int) -> Decision | None:
        found = self._cache.find(key, now)
        if found is None:
            return None
        ids = {spec.id for spec in situation.agents}
        if found.route.agent_id is not None and found.route.agent_id not in ids:
            return None
        again = Decision(replace(found.assessment, tier="cache"), replace(found.route, tier="cache"), found.skipped)
        return _chosen(again, situation)

    async def _assessed(self, sight: _Sight, skipped: list[Skipped]) -> Assessment:
        previous = sight.situation.previous
        guess = by_classifier(self._levels, sight.meaning, previous, self._learned_vector(sight))
        if not is_sure(guess):
            guess = await self._judged(sight, guess, skipped)
        return hinted(guess, named_tools(sight.situation.agents))

    async def _judged(self, sight: _Sight, guess: Assessment, skipped: list[Skipped]) -> Assessment:
        turn = sight.situation.turn
        # Who was chosen answers, however much it is.
        if self._judge is None or turn is None or sight.situation.chosen is not None:
            return unaided(guess)
        try:
            level = await self._judge.level(turn, sight.meaning, sight.situation.previous)
        except JudgeUnavailable:
            skipped.append("assessment_model")
            return fallback(sight.meaning)
        return replace(guess, level=level, confidence=0.85, tier="model")

    async def _routed(self, sight: _Sight, assessment: Assessment, skipped: list[Skipped]) -> Routed:
        if assessment.action != "DELEGATE":
            return PLANNED
        if sight.situation.chosen is not None:
            return NOBODY
        if (named := sight.named) is not None:
            return named
        found = likely_agents(
            sight.meaning,
            self._learned_vector(sight),
            sight.situation.agents,
            classifier=self._agents,
            previous=sight.situation.previous,
            near=sight.near,
        )
        if is_clear(found):
            return found
        return await self._picked(sight, found, skipped)

    async def _picked(self, sight: _Sight, found: Routed, skipped: list[Skipped]) -> Routed:
        turn = sight.situation.turn
        if self._judge is None or turn is None:
            return replace(NOBODY, confidence=found.confidence, candidates=found.candidates)
        by_id: dict[str, AgentSpec] = {spec.id: spec for spec in sight.situation.agents}
        candidates = [by_id[each] for each in found.candidates if each in by_id]
        try:
            slug = await self._judge.agent(turn, sight.meaning, sight.situation.previous, candidates)
        except JudgeUnavailable:
            skipped.append("routing_model")
            return replace(NOBODY, candidates=found.candidates)
        # A model may name anybody: only those it was offered count.
        for spec in candidates:
            if spec.slug == slug:
                return Routed(spec.id, "model", 0.85, found.candidates)
        return replace(NOBODY, candidates=found.candidates)

    async def _vector(self, situation: Situation, meaning: str, skipped: list[Skipped]) -> Vector | None:
        if self._embedder is None:
            return None
        try:
            (vector,) = await self._embedder.embed([meaning])
        except EmbedderUnavailable:
            skipped.append("embedder")
            return None
        if self._asked is not None and situation.turn is not None:
            self._asked.note(situation.turn.id, meaning, vector)
        return vector

    def _learned_vector(self, sight: _Sight) -> Vector | None:
        return sight.vector if self._knows_vectors else None

    async def _near(
        self, situation: Situation, meaning: str, vector: Vector | None, skipped: list[Skipped]
    ) -> Nearness | None:
        """How near the agents are that nothing was learned about, if there are any."""
        strangers = unknown_agents(situation.agents, self._agents)
        if not strangers or situation.chosen is not None:
            return None
        vectors: Mapping[str, Sequence[Sequence[float]]] = {}
        if self._texts is not None and vector is not None:
            try:
                vectors = await self._texts.of(situation.agents)
            except EmbedderUnavailable:
                skipped.append("embedder")
        learned = [spec for spec in situation.agents if spec not in strangers]
        return nearness(meaning, vector, strangers, learned, vectors, self._words)


def _needing_an_agent(assessment: Assessment, sight: _Sight) -> Assessment:
    """What is addressed to an agent is for it. What may be for one that nothing was learned about is no small talk."""
    if sight.situation.chosen is not None:
        return assessment
    if sight.named is not None and assessment.action != "DELEGATE":
        level: Level = "MOLECULE" if assessment.level == "ATOM" else "CELL"
        return replace(assessment, level=level, tier="rules", confidence=1.0)
    if sight.near is not None and sight.near.is_possible and assessment.action == "RESPOND":
        return replace(assessment, level="MOLECULE")
    return assessment


def _chosen(decision: Decision, situation: Situation) -> Decision:
    """Somebody's choice goes before everything that was found out."""
    if situation.chosen is None:
        return decision
    tier: RouteTier = "explicit" if situation.is_explicit else "session"
    assessment = decision.assessment
    if assessment.action != "DELEGATE":
        # Who was chosen answers alone, be it much or little.
        assessment = replace(assessment, level="MOLECULE" if assessment.level == "ATOM" else "CELL")
    return Decision(assessment, Routed(situation.chosen, tier, 1.0), decision.skipped)
