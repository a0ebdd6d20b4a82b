"""Ask the mind about lines labelled by the tool calls that are certain: how often is it right when it is sure?

To make no call is never wrong, so precision is over the lines for which calls are made, and coverage over those that
have any. A call counts as right with all of its arguments; what a tool would assume anyway makes no difference.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from gateway.chat.mind.decision import Situation
from gateway.chat.mind.mind import Mind
from infra.eval.lines import DATA, NONE
from infra.eval.measure import Share
from shared.agents import AgentSpec
from shared.ids import OrganizationId
from shared.runs import FirstCall

# A Wednesday: weeks and months have both a beginning and an end before it.
ASKED_AT: Final = int(datetime(2026, 11, 18, 10, tzinfo=UTC).timestamp()) * 1000
ASSUMED: Final = frozenset({("until", "2026-11-18"), ("bucket", "day")})
PRECISION: Final = 0.98
ALTERNATIVES: Final = " | "

Calls = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CertainLine:
    """A message and the calls that an answer to it begins with: any of the alternatives, none where it is open."""

    slice: str
    previous: str | None
    message: str
    alternatives: tuple[Calls, ...]


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """A line and the calls that are made for it."""

    line: CertainLine
    calls: tuple[FirstCall, ...]

    @property
    def is_right(self) -> bool:
        """Whether it is one of the alternatives."""
        made = [_plain(call.model_dump()) for call in self.calls]
        return any([_plain(call) for call in calls] == made for calls in self.line.alternatives)


def certain_lines() -> list[CertainLine]:
    """What is measured with; rules are never tuned on it."""
    rows = [row.split("\t") for row in (DATA / "first_calls.tsv").read_text("utf-8").splitlines()[1:]]
    return [
        CertainLine(
            slice_,
            None if previous == NONE else previous,
            json.loads(f'"{message}"'),
            () if calls == NONE else tuple(json.loads(each) for each in calls.split(ALTERNATIVES)),
        )
        for slice_, previous, calls, message in rows
    ]


async def judge_certain_lines(
    mind: Mind, lines: Sequence[CertainLine], agents: Sequence[AgentSpec]
) -> list[JudgedLine]:
    """Decide about each line, agent and all, as if nobody had asked it before."""
    judged = []
    for number, line in enumerate(lines):
        situation = Situation(OrganizationId(f"org_first_{number}"), line.message, line.previous, tuple(agents))
        judged.append(JudgedLine(line, (await mind.decide(situation, now=ASKED_AT)).first_calls))
    return judged


def precision(judged: Sequence[JudgedLine]) -> Share:
    """Of those for which calls are made: how many are right."""
    made = [each for each in judged if each.calls]
    return Share(sum(each.is_right for each in made), len(made))


def coverage(judged: Sequence[JudgedLine]) -> Share:
    """Of those for which calls are certain: for how many they are made, and right."""
    certain = [each for each in judged if each.line.alternatives]
    return Share(sum(bool(each.calls) and each.is_right for each in certain), len(certain))


def report_first_calls(judged: Sequence[JudgedLine]) -> Iterator[str]:
    """The figures, line by line; what was wrong by name."""
    yield f"tool-first {precision(judged)}  right where calls are made (at least {PRECISION:.0%})"
    yield f"           {coverage(judged)}  made where calls are certain"
    open_ = [each for each in judged if not each.line.alternatives]
    yield f"           {Share(sum(not each.calls for each in open_), len(open_))}  none where something is open"
    for each in judged:
        if each.calls and not each.is_right:
            yield f"  wrong: {each.line.message} -> {[call.model_dump() for call in each.calls]}"


def _plain(call: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    told = {name: value for name, value in call["input"].items() if (name, value) not in ASSUMED}
    return call["tool"], told
