"""Ask the mind about every frozen line and count what it gets right, with Wilson intervals."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gateway.chat.mind.decision import Decision, Situation
from gateway.chat.mind.mind import Mind
from infra.eval.lines import Labelled
from shared.agents import AgentSpec
from shared.ids import OrganizationId

# Of a normal distribution: 95 % lie within.
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Judged:
    """A line and what was decided about it."""

    line: Labelled
    decision: Decision

    @property
    def has_right_action(self) -> bool:
        return self.decision.assessment.action == self.line.action

    @property
    def has_right_level(self) -> bool:
        return self.decision.assessment.level == self.line.level

    @property
    def has_right_agent(self) -> bool:
        return self.slug == self.line.agent

    @property
    def slug(self) -> str | None:
        """The agent, by its slug: the ids of the system agents are made of them."""
        found = self.decision.route.agent_id
        return None if found is None else found.removeprefix("agt_")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int
    all: int

    @property
    def value(self) -> float:
        return self.right / self.all if self.all else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval."""
        if not self.all:
            return 0.0, 1.0
        spread = Z * Z / self.all
        middle = (self.value + spread / 2) / (1 + spread)
        half = Z * math.sqrt(self.value * (1 - self.value) / self.all + spread / (4 * self.all)) / (1 + spread)
        return middle - half, middle + half

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.right:3d}/{self.all:<3d} {self.value:6.1%}  [{low:.1%}, {high:.1%}]"


async def judge_lines(mind: Mind, lines: Sequence[Labelled], agents: Sequence[AgentSpec]) -> list[Judged]:
    """Decide about each line, as if nobody had asked it before."""
    return [
        Judged(
            line,
            await mind.decide(
                Situation(OrganizationId(f"org_{number}"), line.message, line.previous, tuple(agents)), now=0
            ),
        )
        for number, line in enumerate(lines)
    ]


def share(judged: Sequence[Judged], is_right: Callable[[Judged], bool]) -> Share:
    """How many are right."""
    return Share(sum(map(is_right, judged)), len(judged))


def routed(judged: Sequence[Judged]) -> list[Judged]:
    """The lines that one agent should answer, and for which one was named."""
    return [
        each
        for each in judged
        if each.line.agent is not None and each.line.action == "DELEGATE" and each.slug is not None
    ]
