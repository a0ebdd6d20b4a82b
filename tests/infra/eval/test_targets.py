"""What is promised about frozen lines, and that nothing was learned from them."""

import hashlib
import json
from contextlib import AsyncExitStack
from importlib.resources import files

import pytest

from gateway.agents.declaration import read_roster
from gateway.chat.mind.mind import Mind
from gateway.models.onnx_embedder import open_onnx_embedder
from gateway.models.weights import read_classifier
from infra.eval.likeness import are_near, trigrams
from infra.eval.lines import frozen_lines, training_lines
from infra.eval.measure import judge_lines, routed, share
from tests.requirements import requirement
from tests.support.embedder import FOLDER, needs_embedder


@requirement("frozen-lines")
@pytest.mark.parametrize("has_vectors", [pytest.param(True, marks=needs_embedder), False])
async def test_frozen_lines_are_assessed_and_routed_as_promised(has_vectors: bool) -> None:
    async with AsyncExitStack() as stack:
        embedder = await stack.enter_async_context(open_onnx_embedder(FOLDER)) if has_vectors else None
        mind = Mind(levels=read_classifier("levels"), agents=read_classifier("agents"), embedder=embedder)

        judged = await judge_lines(mind, frozen_lines(), read_roster().specialists)

    assert len(judged) >= 200
    assert share(judged, lambda each: each.has_right_action).value >= 0.90
    assert share(judged, lambda each: each.has_right_level).value >= 0.80
    named = routed(judged)
    assert len(named) >= 60
    assert share(named, lambda each: each.has_right_agent).value >= 0.85


@requirement("frozen-lines")
def test_nothing_that_is_learned_from_is_nearly_a_frozen_line() -> None:
    frozen = [(line.message, trigrams(line.message)) for line in frozen_lines()]
    near = [
        (line.message, message)
        for line in training_lines()
        for given in [trigrams(line.message)]
        for message, letters in frozen
        if are_near(given, letters)
    ]

    assert near == []


def test_near_duplicates_are_recognised() -> None:
    assert are_near(trigrams("Wie viele Besucher?"), trigrams("wie viele besucher"))
    assert are_near(trigrams("how many visitors did we have today"), trigrams("how many visitors did we have todays"))
    assert not are_near(trigrams("how many visitors"), trigrams("how many products"))


@pytest.mark.parametrize("name", ["levels", "agents"])
def test_the_weights_were_learned_from_these_very_lines(name: str) -> None:
    learned = json.loads((files("gateway") / "models" / "learned" / f"{name}.json").read_text())
    lines = "\n".join(f"{line}" for line in training_lines())

    assert learned["data_sha256"] == hashlib.sha256(lines.encode()).hexdigest()
    assert learned["embedder"] == "all-MiniLM-L6-v2-int8"
