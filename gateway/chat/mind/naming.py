"""The agent that a question is addressed to, in so many words: only those that may be asked can be named.

`@slug …`, `Name: …`, `ask the Name …`. An agent that is spoken of is not addressed: "what did the Name say?".
"""

import re
from collections.abc import Sequence
from typing import Final

from gateway.chat.mind.routing import NAMED_CONFIDENCE, Routed
from shared.agents import AgentSpec

ASKING: Final = re.compile(
    r"(?:please |can you |could you )?(?:ask|talk to|switch to|route (?:me|this|it) to|hand (?:me|this|it) (?:over )?to"
    r"|(?:pass|forward) (?:this|it) (?:on )?to|(?:a )?question for)(?: the| our)? "
)
AGENT_WORD: Final = " agent"


def by_name(question: str, agents: Sequence[AgentSpec]) -> Routed | None:
    """The agent that the question begins with; None when it is none, or could be two."""
    said = " ".join(question.split()).casefold()
    if said.startswith("@"):
        # A slug stands for itself, with something behind it.
        slug, _, rest = said[1:].partition(" ")
        return _of([spec for spec in agents if rest and spec.slug == slug.rstrip(",:")])
    if (asking := ASKING.match(said)) is not None:
        return _of(_named(said[asking.end() :], agents, is_called=False))
    return _of(_named(said, agents, is_called=True))


def _named(said: str, agents: Sequence[AgentSpec], *, is_called: bool) -> list[AgentSpec]:
    """Those with the longest name that the text begins with. Who `is_called` stands before a colon."""
    found: dict[int, list[AgentSpec]] = {}
    for spec in agents:
        for name in {" ".join(spec.name.split()).casefold(), spec.slug, spec.slug.replace("_", " ")}:
            rest = said.removeprefix(name)
            if rest == said:
                continue
            rest = rest.removeprefix(AGENT_WORD)
            if rest.startswith(":") if is_called else not rest[:1].isalnum():
                found.setdefault(len(name), []).append(spec)
                break
    return found[max(found)] if found else []


def _of(found: Sequence[AgentSpec]) -> Routed | None:
    return Routed(found[0].id, "rules", NAMED_CONFIDENCE) if len(found) == 1 else None
