"""What is promised about lines for which tool calls are certain, and for which none are."""

from contextlib import AsyncExitStack

import pytest

from gateway.agents.declaration import read_roster
from gateway.chat.mind.mind import Mind
from gateway.models.onnx_embedder import open_onnx_embedder
from gateway.models.weights import read_classifier
from infra.eval.first_calls import PRECISION, JudgedLine, certain_lines, coverage, judge_certain_lines, precision
from shared.runs import FirstCall
from tests.requirements import requirement
from tests.support.embedder import FOLDER, needs_embedder

LEAST_COVERAGE = 0.6


@requirement("tool-first", "frozen-lines")
@pytest.mark.parametrize("has_vectors", [pytest.param(True, marks=needs_embedder), False])
async def test_calls_that_are_made_before_a_model_is_asked_are_right(has_vectors: bool) -> None:
    async with AsyncExitStack() as stack:
        embedder = await stack.enter_async_context(open_onnx_embedder(FOLDER)) if has_vectors else None
        mind = Mind(levels=read_classifier("levels"), agents=read_classifier("agents"), embedder=embedder)

        judged = await judge_certain_lines(mind, certain_lines(), read_roster().specialists)

    assert len(judged) >= 100
    assert len({each.line.slice for each in judged if not each.line.alternatives}) >= 8
    assert precision(judged).value >= PRECISION, [
        each.line.message for each in judged if each.calls and not each.is_right
    ]
    assert coverage(judged).value >= LEAST_COVERAGE


def test_a_call_is_right_with_all_of_its_arguments_alone() -> None:
    line = next(line for line in certain_lines() if line.message == "Show interactions per day this week")
    call = FirstCall(tool="interaction_timeseries", input={"since": "2026-11-16", "bucket": "day"})
    other = call.model_copy(update={"input": {**call.input, "source_type": "web"}})

    assert JudgedLine(line, (call,)).is_right
    assert not JudgedLine(line, (other,)).is_right
    assert not JudgedLine(line, (call, call)).is_right
