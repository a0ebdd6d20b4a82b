"""`python -m infra.eval [--embedder FOLDER]`: how well lines that nothing is learned from are assessed and routed.

The frozen lines first, then each part of the held-back ones (`data/README.md` says who wrote what).

No model is asked: what the classifiers are not sure of is counted as what would be sent to one.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from gateway.agents.declaration import read_roster
from gateway.chat.mind.assessment import BAR
from gateway.chat.mind.levels import LEVELS
from gateway.chat.mind.mind import Mind
from gateway.models.onnx_embedder import open_onnx_embedder
from gateway.models.weights import read_classifier
from infra.eval.first_calls import JudgedLine, certain_lines, judge_certain_lines, report_first_calls
from infra.eval.lines import PARTS, Labelled, frozen_lines, held_back_lines
from infra.eval.measure import Judged, Share, judge_lines, routed, share
from infra.eval.own_agents import HELD, ask_others, ask_own, own_agents
from infra.eval.own_agents import report as own_report

FROZEN = "frozen lines"
# Its errors are not to be looked at.
UNSEEN = "held-back lines B"
SETS: dict[str, Callable[[], list[Labelled]]] = {FROZEN: frozen_lines} | {
    f"held-back lines {part.upper()}": partial(held_back_lines, part) for part in PARTS
}
BARS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> int:
    """Print the report; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.eval", description=__doc__)
    parser.add_argument("--embedder", type=Path, default=Path(sys.prefix) / "embedder")
    parser.add_argument("--errors", action="store_true", help="list what was decided wrong")
    asked = parser.parse_args()
    for folder in (asked.embedder, None):
        if folder is not None and not (folder / "embedder.json").is_file():
            sys.stdout.write(f"no embedder in {folder}\n")
            continue
        where = "with the embedder" if folder else "words alone"
        for name, read in SETS.items():
            sys.stdout.write(f"\n== {name}, {where}\n")
            judged, milliseconds = asyncio.run(_judged(folder, read()))
            for line in report(judged) if name == FROZEN else summary(judged):
                sys.stdout.write(f"{line}\n")
            sys.stdout.write(f"a decision takes {milliseconds:.1f} ms\n")
            if asked.errors and name != UNSEEN:
                for line in wrong(judged):
                    sys.stdout.write(f"  {line}\n")
        sys.stdout.write(f"\n== certain first calls, {where}\n")
        for line in report_first_calls(asyncio.run(_certain(folder))):
            sys.stdout.write(f"{line}\n")
        sys.stdout.write(f"\n== agents of an organization's own, {where}\n")
        for line in asyncio.run(_beside_own(folder)):
            sys.stdout.write(f"{line}\n")
    return 0


async def _judged(folder: Path | None, lines: Sequence[Labelled]) -> tuple[list[Judged], float]:
    async with _mind(folder) as mind:
        began_at = time.perf_counter()
        judged = await judge_lines(mind, lines, read_roster().specialists)
        return judged, (time.perf_counter() - began_at) * 1000 / len(lines)


async def _certain(folder: Path | None) -> list[JudgedLine]:
    async with _mind(folder) as mind:
        return await judge_certain_lines(mind, certain_lines(), read_roster().specialists)


@asynccontextmanager
async def _mind(folder: Path | None) -> AsyncIterator[Mind]:
    async with AsyncExitStack() as stack:
        embedder = None if folder is None else await stack.enter_async_context(open_onnx_embedder(folder))
        yield Mind(levels=read_classifier("levels"), agents=read_classifier("agents"), embedder=embedder)


async def _beside_own(folder: Path | None) -> list[str]:
    """How questions are routed where an organization has agents of its own."""
    async with _mind(folder) as mind:
        agents, lines = (*read_roster().specialists, *own_agents()), frozen_lines()
        own = await ask_own(mind, HELD, agents)
        return list(own_report(own, await ask_others(mind, lines, agents), lines))


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """All figures, line by line."""
    yield from summary(judged)
    yield "sure from  covers              right action among them"
    for bar in BARS:
        covered = [each for each in judged if _is_sure(each, bar)]
        covers, right = Share(len(covered), len(judged)), share(covered, lambda each: each.has_right_action)
        yield f"{bar:9.1f}  {covers.value:6.1%}  {right}"
    yield "level      right"
    for level in LEVELS:
        yield f"{level:10} {share([each for each in judged if each.line.level == level], lambda e: e.has_right_level)}"
    yield "slice      right action"
    for slice_ in Counter(each.line.slice for each in judged):
        yield f"{slice_:17} {share([e for e in judged if e.line.slice == slice_], lambda e: e.has_right_action)}"


def summary(judged: Sequence[Judged]) -> Iterator[str]:
    """The figures that are promised."""
    yield f"action     {share(judged, lambda each: each.has_right_action)}"
    yield f"level      {share(judged, lambda each: each.has_right_level)}"
    yield f"agent      {share(routed(judged), lambda each: each.has_right_agent)}  where one is named"
    unsure = Share(sum(not _is_sure(each, BAR) for each in judged), len(judged))
    yield f"to a model {unsure}  (below {BAR})"


def wrong(judged: Sequence[Judged]) -> Iterator[str]:
    """What was decided otherwise than it is labelled."""
    for each in judged:
        line, found = each.line, each.decision.assessment
        if not each.has_right_level:
            yield f"{line.level} -> {found.level} ({found.tier} {found.confidence:.2f}) {line.message}"
        elif each.slug is not None and line.agent is not None and not each.has_right_agent:
            yield f"{line.agent} -> {each.slug} ({each.decision.route.confidence:.2f}) {line.message}"


def _is_sure(judged: Judged, bar: float) -> bool:
    return judged.decision.assessment.tier == "rules" or (
        judged.decision.assessment.tier == "classifier" and judged.decision.assessment.confidence >= bar
    )


if __name__ == "__main__":
    sys.exit(main())
