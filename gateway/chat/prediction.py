"""What an answer would cost, and how that is known. Pure.

Money is integer micro-units of a US dollar. A price that nobody knows is None, never 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gateway.chat.mind.decision import Decision
from gateway.chat.mind.levels import ACTIONS, LEVELS, Level
from gateway.chat.window import FRAME_TOKENS, TOOL_TOKENS, tokens_of
from shared.agents import AgentSpec

Basis = Literal["history", "estimate"]

# Fewer answers say little, and an average of one would tell what a colleague's cost.
LEAST_TURNS: Final = 3
# Who uses tools asks a model for the calls first, and for the answer when it has their results.
CALLS_TOKENS: Final = 60
RESULTS_TOKENS: Final = 1_500
FINDING_TOKENS: Final = 300
ANSWER_TOKENS: Final = 400


@dataclass(frozen=True, slots=True)
class Prediction:
    """What an answer would cost (None: nobody knows the price), with how many tokens, and how that is known.

    `turns` is how many answers were averaged; `price_book` is where an estimate has its prices from.
    """

    micros: int | None
    basis: Basis
    input_tokens: int
    output_tokens: int
    turns: int = 0
    price_book: str | None = None


UNKNOWN: Final = Prediction(None, "estimate", 0, 0)


@dataclass(frozen=True, slots=True)
class Alike:
    """Which answers count: of this agent (None: of the crew, or of the gateway itself), with one of these levels.

    Without levels, those about which nothing was decided.
    """

    agent_id: str | None
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class PastCost:
    """The newest answers of a kind: how many, their tokens on average, and what the `priced` ones cost on average."""

    turns: int
    priced: int
    micros: float
    input_tokens: float
    output_tokens: float


@dataclass(frozen=True, slots=True)
class Step:
    """One model call that is foreseen: of which model (None: that of all agents), and its tokens."""

    agent: str
    model: str | None
    input_tokens: int
    output_tokens: int


def alike(decision: Decision | None) -> Alike:
    """The answers with which one that is decided about so is compared: same agent, same action."""
    if decision is None:
        return Alike(None, ())
    action = decision.assessment.action
    return Alike(decision.route.agent_id, tuple(level for level in LEVELS if ACTIONS[level] == action))


def of_the_past(past: PastCost) -> Prediction | None:
    """The average of enough answers; without prices of enough of them, without a price."""
    if past.turns < LEAST_TURNS:
        return None
    micros = round(past.micros) if past.priced >= LEAST_TURNS else None
    return Prediction(micros, "history", round(past.input_tokens), round(past.output_tokens), past.turns)


def steps_of(
    agents: Sequence[AgentSpec], synthesiser: AgentSpec, told: int, *, instruction: str, begins_with_calls: bool
) -> list[Step]:
    """The calls that an answer takes; `told` are the tokens of question, past and memories.

    Without agents the gateway answers itself, as the `instruction` says.
    """
    if not agents:
        return [Step("assistant", None, tokens_of(instruction) + FRAME_TOKENS + told, ANSWER_TOKENS)]
    steps: list[Step] = []
    is_alone = len(agents) == 1
    for spec in agents:
        prompt = tokens_of(spec.prompt) + len(spec.tools) * TOOL_TOKENS + FRAME_TOKENS + told
        if spec.tools and not begins_with_calls:
            steps.append(Step(spec.slug, spec.model, prompt, CALLS_TOKENS))
        results = RESULTS_TOKENS if spec.tools else 0
        steps.append(Step(spec.slug, spec.model, prompt + results, ANSWER_TOKENS if is_alone else FINDING_TOKENS))
    if not is_alone:
        read = tokens_of(synthesiser.prompt) + FRAME_TOKENS + told + len(agents) * FINDING_TOKENS
        steps.append(Step(synthesiser.slug, synthesiser.model, read, ANSWER_TOKENS))
    return steps
