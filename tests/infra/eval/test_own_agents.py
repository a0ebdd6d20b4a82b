"""What is promised about agents that an organization made: nothing was ever learned about them."""

from contextlib import AsyncExitStack

import pytest

from gateway.agents.declaration import read_roster
from gateway.chat.mind.mind import Mind
from gateway.models.onnx_embedder import open_onnx_embedder
from gateway.models.weights import read_classifier
from infra.eval.likeness import are_near, trigrams
from infra.eval.lines import frozen_lines, training_lines
from infra.eval.own_agents import CHOSEN, HELD, Asked, ask_others, ask_own, is_stolen, own_agents, questions
from tests.requirements import requirement
from tests.support.embedder import FOLDER, needs_embedder


def share(asked: list[Asked]) -> float:
    """How many were routed right."""
    return sum(each.is_right for each in asked) / len(asked)


@requirement("own-agents", "frozen-lines")
@pytest.mark.parametrize("has_vectors", [pytest.param(True, marks=needs_embedder), False])
async def test_own_agents_get_what_is_theirs_and_take_nothing_from_others(has_vectors: bool) -> None:
    async with AsyncExitStack() as stack:
        embedder = await stack.enter_async_context(open_onnx_embedder(FOLDER)) if has_vectors else None
        mind = Mind(levels=read_classifier("levels"), agents=read_classifier("agents"), embedder=embedder)
        agents, lines = (*read_roster().specialists, *own_agents()), frozen_lines()

        own = [*await ask_own(mind, CHOSEN, agents), *await ask_own(mind, HELD, agents)]
        others = await ask_others(mind, lines, agents)

    assert [asked.message for asked in others if is_stolen(asked)] == []
    assert sum(asked.action == line.action for asked, line in zip(others, lines, strict=True)) / len(lines) >= 0.94
    sent = [asked for asked in own if is_stolen(asked)]
    if not has_vectors:
        # Words alone say too little: a model, or the planner, finds them.
        assert sent == []
        return
    assert len(sent) / len(own) >= 0.35
    assert share(sent) >= 0.9
    assert share([asked for asked in own if asked.routed is not None]) >= 0.75
    assert sum(asked.right in asked.candidates for asked in own) / len(own) >= 0.8
    # Those that are for system agents go on to them.
    named = [asked for asked, line in zip(others, lines, strict=True) if line.agent is not None]
    assert share(named) >= 0.85


def test_nothing_that_own_agents_are_measured_with_is_learned_from() -> None:
    learned = [trigrams(line.message) for line in training_lines()]
    near = [
        text
        for text, _ in (*questions(CHOSEN), *questions(HELD))
        for given in [trigrams(text)]
        if any(are_near(given, each) for each in learned)
    ]

    assert near == []
