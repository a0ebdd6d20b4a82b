"""Own agents that nothing was learned about: are questions for them routed to them, and all others as ever?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.chat.mind.decision import Situation
from gateway.chat.mind.mind import Mind
from infra.eval.lines import Labelled
from infra.eval.measure import Share
from shared.agents import AgentSpec
from shared.ids import AgentId, OrganizationId

FILE = Path(__file__).with_name("data") / "own_agents.tsv"
# The half on which the bars were chosen, and the one that nobody looked at before.
CHOSEN, HELD = "chosen", "held"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for one of the own agents, or a frozen line, and what became of it. `right` is an agent's slug."""

    message: str
    right: str | None
    routed: str | None
    candidates: tuple[str, ...]
    action: str

    @property
    def is_right(self) -> bool:
        return self.routed == self.right


def own_agents() -> tuple[AgentSpec, ...]:
    """Six agents as an organization might make them."""
    found: dict[str, dict[str, list[str]]] = {}
    for slug, kind, text in _rows():
        found.setdefault(slug, {}).setdefault(kind, []).append(text)
    return tuple(
        AgentSpec(
            id=AgentId(f"agt_01{slug}"),
            slug=slug,
            name=told["name"][0],
            description=told["description"][0],
            role="r",
            goal="g",
            prompt="p",
            examples=tuple(told["example"]),
        )
        for slug, told in found.items()
    )


def questions(half: str) -> list[tuple[str, str]]:
    """Questions of one half, each with the slug of the agent that it is for."""
    return [(text, slug) for slug, kind, text in _rows() if kind == half]


async def ask_own(mind: Mind, half: str, agents: Sequence[AgentSpec]) -> list[Asked]:
    """What becomes of the questions for own agents."""
    return [await _ask(mind, text, None, slug, agents) for text, slug in questions(half)]


async def ask_others(mind: Mind, lines: Sequence[Labelled], agents: Sequence[AgentSpec]) -> list[Asked]:
    """What becomes of lines that are for no own agent, while there are some."""
    return [await _ask(mind, line.message, line.previous, line.agent, agents) for line in lines]


def is_stolen(asked: Asked) -> bool:
    """Whether an own agent got what was not for it."""
    return asked.routed is not None and asked.routed in {spec.slug for spec in own_agents()}


def report(own: Sequence[Asked], others: Sequence[Asked], lines: Sequence[Labelled]) -> Iterator[str]:
    """The figures, line by line."""
    routed = [asked for asked in own if asked.routed is not None]
    yield f"routed     {Share(len(routed), len(own))}  of questions for six own agents"
    yield f"right      {Share(sum(asked.is_right for asked in routed), len(routed))}  of those"
    offered = sum(asked.right in asked.candidates or asked.is_right for asked in own)
    yield f"offered    {Share(offered, len(own))}  right, or left to a model or the crew that can be"
    yield f"stolen     {Share(sum(map(is_stolen, others)), len(others))}  of the frozen lines"
    same = sum(asked.action == line.action for asked, line in zip(others, lines, strict=True))
    yield f"action     {Share(same, len(lines))}  of the frozen lines, beside own agents"


async def _ask(mind: Mind, message: str, previous: str | None, right: str | None, agents: Sequence[AgentSpec]) -> Asked:
    decision = await mind.decide(Situation(OrganizationId("org_eval"), message, previous, tuple(agents)), now=0)
    slugs: dict[str | None, str] = {spec.id: spec.slug for spec in agents}
    asked = {slugs[each] for each in decision.route.candidates}
    if decision.route.agent_id is None and decision.assessment.action != "RESPOND":
        # The crew plans among all.
        asked |= set(slugs.values())
    return Asked(message, right, slugs.get(decision.route.agent_id), tuple(sorted(asked)), decision.assessment.action)


def _rows() -> list[tuple[str, str, str]]:
    rows = [line.split("\t") for line in FILE.read_text("utf-8").splitlines()[1:]]
    return [(slug, kind, text) for slug, kind, text in rows]
