"""How much effort a message needs: rules for what is known as a whole, a classifier for the rest.

Rules, in this order:

1. An agreement to a proposal is judged as the proposal; a refusal needs nothing.
2. What is known as a whole (greetings, thanks, starting over, …) needs nothing.
3. The classifier decides when it is sure of the action; else it abstains, and a small model is asked, or the guess
   stays but is never to answer without looking.
4. Who asks for what was said before is told what is remembered, though nothing is looked up; who names a tool is not
   answered off-hand, whatever else was found.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from gateway.chat.mind.classifier import Classifier
from gateway.chat.mind.features import contracted, plain
from gateway.chat.mind.levels import ACTIONS, LEVELS, Action, Level, Tier
from gateway.chat.mind.recollection import asks_for_the_past
from gateway.chat.mind.small_talk import SMALL_TALK, START_OVER, agrees, folded, proposal_of, refuses
from gateway.chat.vectors import Vector

# How sure the classifier must be of the action, so that nobody else is asked.
BAR = 0.7
# An answer without a look at the data must not be a guess.
GUESS_BAR = 0.5
RULE_CONFIDENCE = 0.98


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a message needs, who says so, and how sure they are (0 to 1).

    `meaning` is what is really asked: the proposal, when the message agrees to one.
    """

    level: Level
    confidence: float
    tier: Tier
    meaning: str
    needs_memory: bool = False
    tool_hints: tuple[str, ...] = ()
    starts_over: bool = False

    @property
    def action(self) -> Action:
        """Who is to do it: the gateway itself, one agent, or several."""
        return ACTIONS[self.level]


FALLBACK_LEVEL: Final[Level] = "MOLECULE"


def meaning_of(message: str, previous: str | None) -> str:
    """What is really asked: the message, or the proposal that it agrees to."""
    if previous is not None and agrees(message) and (proposal := proposal_of(previous)) is not None:
        return proposal
    return message


def by_rules(message: str, previous: str | None) -> Assessment | None:
    """What is known as a whole; None for everything else."""
    said = folded(message)
    is_known = said in SMALL_TALK or refuses(message)
    # With nothing to agree to, an agreement says nothing.
    is_known = is_known or (agrees(message) and (previous is None or proposal_of(previous) is None))
    if not is_known:
        return None
    return Assessment("ATOM", RULE_CONFIDENCE, "rules", message, starts_over=said in START_OVER)


def by_classifier(classifier: Classifier, meaning: str, previous: str | None, vector: Vector | None) -> Assessment:
    """The likeliest level of the likeliest action; `confidence` is that of the action."""
    likely = classifier.judge(meaning, previous, vector)
    actions: dict[Action, float] = {}
    for level in LEVELS:
        actions[ACTIONS[level]] = actions.get(ACTIONS[level], 0.0) + likely[level]
    action = max(actions, key=lambda each: actions[each])
    level = max((each for each in LEVELS if ACTIONS[each] == action), key=lambda each: likely[each])
    return Assessment(level, actions[action], "classifier", meaning)


def is_sure(assessment: Assessment) -> bool:
    """Whether nobody else needs to be asked."""
    return assessment.confidence >= BAR


def unaided(assessment: Assessment) -> Assessment:
    """An unsure guess when there is nobody to ask: it stays, but does not answer without looking."""
    if assessment.level == "ATOM" and assessment.confidence < GUESS_BAR:
        return fallback(assessment.meaning)
    return assessment


def fallback(meaning: str) -> Assessment:
    """When whoever was asked did not answer: one agent looks."""
    return Assessment(FALLBACK_LEVEL, 0.0, "fallback", meaning)


def hinted(assessment: Assessment, tools: Collection[str]) -> Assessment:
    """What asks for earlier talk needs the memory, and what names one of the `tools` is never answered off-hand."""
    if assessment.tier == "rules":
        return assessment
    words = plain(assessment.meaning).split()
    needs_memory = asks_for_the_past(contracted(assessment.meaning))
    hints = tuple(sorted(tool for tool in tools if tool in words))
    level = assessment.level
    if level == "ATOM" and hints:
        level = "MOLECULE"
    return replace(assessment, level=level, needs_memory=needs_memory, tool_hints=hints)
