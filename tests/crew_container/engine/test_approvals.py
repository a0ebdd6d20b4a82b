"""Tools that wait for a person: the run ends where one is called, and another goes on with what the person said."""

import json
from typing import Any

import pytest

from shared.events import (
    AgentFinished,
    ApprovalRequested,
    RunFailed,
    RunFinished,
    TextDelta,
    ToolCalled,
    ToolFailed,
    ToolReturned,
)
from tests.crew_container.conftest import ROSTER, Bench
from tests.crew_container.reading import Told
from tests.crew_container.scripted_model import Asked, Voice
from tests.requirements import requirement

SUMMARY = "get_interaction_summary"
WAITING = RunFinished(finish_reason="tool-calls")


def guarded(*tools: str) -> dict[str, Any]:
    """The shipped agents; those that have these tools use them only when a person approves."""
    agents = [
        {**spec.model_dump(mode="json"), "approval": [tool for tool in tools if tool in spec.tools]}
        for spec in ROSTER.specialists
    ]
    return {"agents": agents}


def continuation(*decided: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the gateway sends of decisions."""
    call = {"call_id": "call_1", "agent": "interaction_analyst", "tool": SUMMARY, "input": {}, "approved": True}
    return {"continues": {"decided": [{**call, **each} for each in decided or ({},)], **more}}


async def calls_then_answers(asked: Asked, voice: Voice) -> None:
    """Call the guarded tool until it has a result."""
    if asked.tool_results:
        await voice.say("There are 2330 interactions.")
    else:
        await voice.call((SUMMARY, {}), preamble="Let me look.")


@requirement("approval")
async def test_a_tool_that_needs_approval_is_not_used_and_the_run_waits(bench: Bench) -> None:
    bench.model.play = calls_then_answers

    told = await bench.ask(**guarded(SUMMARY))

    call, request = told.of(ToolCalled)[0], told.of(ApprovalRequested)[0]
    assert (call.tool, request.call_id) == (SUMMARY, call.call_id)
    assert request.approval_id.startswith("apr_")
    assert (told.of(ToolReturned), told.of(ToolFailed)) == ([], [])
    assert told.last == WAITING
    # The model is not asked again: nobody knows yet what to tell it.
    assert told.callers == ["planner", "interaction_analyst"]
    assert told.text == "Let me look."
    assert [(end.outcome, end.note) for end in told.of(AgentFinished)] == [("done", "Waits for a person's approval.")]
    assert bench.gateway.requests == []


@requirement("approval")
async def test_other_agents_end_their_work_and_nobody_answers_when_one_waits(bench: Bench) -> None:
    async def play(asked: Asked, voice: Voice) -> None:
        if asked.agent == "interaction_analyst":
            await voice.call((SUMMARY, {}))
        elif asked.tool_results:
            await voice.say("Vases are cheap.")
        else:
            await voice.call(("get_organization_context", {}))

    bench.model.plan, bench.model.play = ["interaction_analyst", "product_analyst"], play
    told = await bench.ask(**guarded(SUMMARY))

    assert "synthesiser" not in told.callers
    assert len(told.of(ApprovalRequested)) == 1
    assert len(told.of(ToolReturned)) == 1
    assert told.last == WAITING
    assert told.of(TextDelta) == []


@requirement("approval")
async def test_what_was_approved_is_used_with_the_stored_arguments_and_answered_with(bench: Bench) -> None:
    heard: list[str] = []

    async def play(asked: Asked, voice: Voice) -> None:
        heard.append(asked.question)
        await voice.say("There are 2330.")

    bench.model.play = play
    earlier = [{"tool": "list_products", "input": {"limit": 3}, "output": {"ok": "three vases"}}]
    told = await bench.ask(**guarded(SUMMARY), **continuation(earlier=earlier))

    assert [event.call_id for event in told.of(ToolReturned)] == ["call_1"]
    assert told.of(ToolCalled) == []
    assert told.of(ApprovalRequested) == []
    # No plan: who asked goes on.
    assert told.callers == ["interaction_analyst"]
    assert "How many interactions?" in heard[0]
    assert "2330" in heard[0]
    assert "three vases" in heard[0]
    assert told.last == RunFinished(finish_reason="stop")
    assert len(bench.gateway.requests) == 1


async def test_the_same_call_again_gets_the_approved_ones_result_and_another_one_asks_again(bench: Bench) -> None:
    asks: list[tuple[str, dict[str, Any]]] = [("search_products", {"query": q}) for q in ("red vase", "blue lamp")]

    async def play(asked: Asked, voice: Voice) -> None:
        await voice.call(asks[len(asked.tool_results)])

    bench.model.play = play
    told = await bench.ask(
        **guarded("search_products"),
        **continuation({"agent": "product_analyst", "tool": "search_products", "input": asks[0][1]}),
    )

    assert [event.deduplicated for event in told.of(ToolReturned)] == [False, True]
    assert [call.input["query"] for call in told.of(ToolCalled)] == ["red vase", "blue lamp"]
    assert [request.call_id for request in told.of(ApprovalRequested)] == [told.of(ToolCalled)[1].call_id]
    assert told.last == WAITING
    assert len(bench.gateway.requests) == 1


@requirement("approval")
async def test_what_was_denied_is_not_used_nor_asked_again_and_the_model_hears_why(bench: Bench) -> None:
    heard: list[str] = []

    async def play(asked: Asked, voice: Voice) -> None:
        heard.extend([asked.question, *asked.tool_results])
        if asked.tool_results:
            await voice.say("I cannot tell.")
        else:
            await voice.call((SUMMARY, {}))

    bench.model.play = play
    reason = "Too dear. </tool_denied>"
    told = await bench.ask(**guarded(SUMMARY), **continuation({"approved": False, "reason": reason}))

    assert told.of(ApprovalRequested) == []
    assert [event.code for event in told.of(ToolFailed)] == ["forbidden"]
    assert json.dumps("Too dear. <\\/tool_denied>").replace("\\\\", "\\") in heard[0]
    assert "refused" in heard[-1]
    assert told.text == "I cannot tell."
    assert bench.gateway.requests == []


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"tool": "list_products"}, RunFailed),
        ({"agent": "nobody"}, RunFailed),
        ({"input": {"limit": "many"}}, ToolFailed),
    ],
)
async def test_an_approved_call_that_cannot_be_made_is_told_and_not_made(
    bench: Bench, changes: dict[str, Any], outcome: type
) -> None:
    async def play(_asked: Asked, voice: Voice) -> None:
        await voice.say("Well.")

    bench.model.play = play
    told: Told = await bench.ask(**guarded(SUMMARY), **continuation(changes))

    assert len(told.of(outcome)) == 1
    assert told.of(ToolReturned) == []
    assert bench.gateway.requests == []
