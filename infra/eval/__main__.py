"""`python -m infra.eval [--embedder FOLDER]`: print how well the frozen lines are assessed and routed.

No model is asked: what the classifiers are not sure of is counted as what would be sent to one.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from gateway.agents.declaration import read_roster
from gateway.chat.mind.assessment import BAR
from gateway.chat.mind.levels import LEVELS
from gateway.chat.mind.mind import Mind
from gateway.models.onnx_embedder import open_onnx_embedder
from gateway.models.weights import read_classifier
from infra.eval.first_calls import JudgedLine, certain_lines, judge_certain_lines, report_first_calls
from infra.eval.lines import frozen_lines
from infra.eval.measure import Judged, Share, judge_lines, routed, share

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
        sys.stdout.write(f"\n== {'with the embedder' if folder else 'words alone'}\n")
        judged, certain, milliseconds = asyncio.run(_judged(folder))
        for line in (*report(judged), *report_first_calls(certain)):
            sys.stdout.write(f"{line}\n")
        sys.stdout.write(f"a decision takes {milliseconds:.1f} ms\n")
        if asked.errors:
            for line in wrong(judged):
                sys.stdout.write(f"  {line}\n")
    return 0


async def _judged(folder: Path | None) -> tuple[list[Judged], list[JudgedLine], float]:
    async with AsyncExitStack() as stack:
        embedder = None if folder is None else await stack.enter_async_context(open_onnx_embedder(folder))
        mind = Mind(levels=read_classifier("levels"), agents=read_classifier("agents"), embedder=embedder)
        lines, agents = frozen_lines(), read_roster().specialists
        began_at = time.perf_counter()
        judged = await judge_lines(mind, lines, agents)
        milliseconds = (time.perf_counter() - began_at) * 1000 / len(lines)
        return judged, await judge_certain_lines(mind, certain_lines(), agents), milliseconds


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """The figures, line by line."""
    yield f"action     {share(judged, lambda each: each.has_right_action)}"
    yield f"level      {share(judged, lambda each: each.has_right_level)}"
    yield f"agent      {share(routed(judged), lambda each: each.has_right_agent)}  where one is named"
    unsure = Share(sum(not _is_sure(each, BAR) for each in judged), len(judged))
    yield f"to a model {unsure}  (below {BAR})"
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
