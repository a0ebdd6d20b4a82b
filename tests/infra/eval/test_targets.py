"""What is promised about frozen lines, and that nothing was learned from them."""

import hashlib
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from importlib.resources import files

import pytest

from gateway.agents.declaration import read_roster
from gateway.chat.mind.mind import Mind
from gateway.models.onnx_embedder import open_onnx_embedder
from gateway.models.weights import read_classifier
from infra.eval.likeness import are_near, near_ones, trigrams
from infra.eval.lines import PARTS, Labelled, Part, frozen_lines, held_back_lines, training_lines
from infra.eval.measure import judge_lines, routed, share
from tests.requirements import requirement
from tests.support.embedder import FOLDER, needs_embedder

SETS: dict[str, Callable[[], list[Labelled]]] = {
    "frozen": frozen_lines,
    "a": partial(held_back_lines, "a"),
    "b": partial(held_back_lines, "b"),
}
# What one or two words are a whole message of, everybody says.
EVERYBODYS_WORDS = 2


@requirement("frozen-lines")
@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("has_vectors", [pytest.param(True, marks=needs_embedder), False])
async def test_lines_that_nothing_is_learned_from_are_assessed_and_routed_as_promised(
    has_vectors: bool, name: str
) -> None:
    async with AsyncExitStack() as stack:
        embedder = await stack.enter_async_context(open_onnx_embedder(FOLDER)) if has_vectors else None
        mind = Mind(levels=read_classifier("levels"), agents=read_classifier("agents"), embedder=embedder)

        judged = await judge_lines(mind, SETS[name](), read_roster().specialists)

    assert len(judged) >= (200 if name == "frozen" else 150)
    assert share(judged, lambda each: each.has_right_action).value >= 0.90
    assert share(judged, lambda each: each.has_right_level).value >= 0.80
    named = routed(judged)
    assert len(named) >= 60
    assert share(named, lambda each: each.has_right_agent).value >= 0.85


@requirement("frozen-lines")
def test_nothing_that_is_learned_from_is_nearly_a_frozen_line() -> None:
    learned = {line.message for line in training_lines()}

    assert list(near_ones(learned, [line.message for line in frozen_lines()])) == []


@pytest.mark.parametrize("part", PARTS)
def test_nothing_that_is_learned_from_is_nearly_a_held_back_line(part: Part) -> None:
    learned = {line.message for line in training_lines()}
    held = [line.message for line in held_back_lines(part) if len(line.message.split()) > EVERYBODYS_WORDS]

    assert len(held) >= 130
    assert list(near_ones(learned, held)) == []


def test_near_duplicates_are_recognised() -> None:
    assert are_near(trigrams("Wie viele Besucher?"), trigrams("wie viele besucher"))
    assert are_near(trigrams("how many visitors did we have today"), trigrams("how many visitors did we have todays"))
    assert not are_near(trigrams("how many visitors"), trigrams("how many products"))
    assert list(near_ones(["a", "Wie viele Besucher?"], ["b", "wie viele besucher"])) == [
        ("Wie viele Besucher?", "wie viele besucher")
    ]


@pytest.mark.parametrize("name", ["levels", "agents"])
def test_the_weights_were_learned_from_these_very_lines(name: str) -> None:
    learned = json.loads((files("gateway") / "models" / "learned" / f"{name}.json").read_text())
    lines = "\n".join(f"{line}" for line in training_lines())

    assert learned["data_sha256"] == hashlib.sha256(lines.encode()).hexdigest()
    assert learned["embedder"] == "all-MiniLM-L6-v2-int8"
