"""Runs that begin with tool calls before the model was asked: the same run, one question to the model less."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from starlette.responses import Response

from shared.events import LlmCalled, LlmStarted, RunEvent, RunFinished, ToolCalled, ToolFailed, ToolReturned
from tests.crew_container.conftest import ROSTER, Bench, run_body
from tests.crew_container.reading import Told
from tests.crew_container.scripted_model import Asked, Voice
from tests.requirements import requirement

ANALYST = "interaction_analyst"
SUMMARY: dict[str, Any] = {"tool": "get_interaction_summary", "input": {}}
SEARCH: dict[str, Any] = {"tool": "search_interactions", "input": {"query": "delivery"}}
# What differs between any two runs: ids and times, and what the model was asked.
OWN = {"at", "call_id", "part_id"}


async def looks_then_answers(asked: Asked, voice: Voice) -> None:
    """Call what a good model would, unless its result is there already."""
    if asked.tool_results:
        await voice.say("There are ", "2330 interactions [1].")
    else:
        await voice.call(("get_interaction_summary", {}))


def shape(events: Iterable[RunEvent]) -> list[dict[str, Any]]:
    """The events as a reader sees them, without what is new in every run and without the calls of the model."""
    kept = [event for event in events if not isinstance(event, LlmStarted | LlmCalled)]
    return [_without_own(event.model_dump(mode="json")) for event in kept]


def _without_own(event: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in event.items() if name not in OWN}
    if told["type"] == "references-cited":
        told["references"] = [{**each, "tool_call_id": None} for each in told["references"]]
    return told


def said(asked: Asked) -> list[dict[str, Any]]:
    """What the model reads, without the ids that pair calls and results."""
    messages = [
        {name: value for name, value in each.items() if name != "tool_call_id"} for each in asked.body["messages"]
    ]
    for message in messages:
        for call in message.get("tool_calls", ()):
            call.pop("id")
    return messages


async def ask_first(bench: Bench, *calls: dict[str, Any], **changes: Any) -> Told:
    """Ask with these first calls."""
    return await bench.ask(agent=ANALYST, first_calls=list(calls), **changes)


@requirement("tool-first")
async def test_a_run_with_first_calls_is_told_like_any_other_and_asks_the_model_once(bench: Bench) -> None:
    bench.model.play = looks_then_answers
    usual = await bench.ask(agent=ANALYST)
    usual_request = bench.model.asked[-1]
    usual_paths = [request.url.path for request in bench.gateway.requests]
    bench.gateway.requests.clear()

    first = await ask_first(bench, SUMMARY)

    assert shape(first.events) == shape(usual.events)
    assert first.text == "There are 2330 interactions [1]."
    assert [request.url.path for request in bench.gateway.requests] == usual_paths
    # The model reads what it would have read; it is only not asked for what was known.
    assert said(bench.model.asked[-1]) == said(usual_request)
    assert (len(usual.of(LlmCalled)), len(first.of(LlmCalled))) == (2, 1)
    kinds = [type(event) for event in first.events]
    assert kinds.index(ToolCalled) < kinds.index(LlmStarted)


@requirement("tool-first")
async def test_first_calls_are_made_at_the_same_time(bench: Bench) -> None:
    together = asyncio.Barrier(2)

    async def held(_request: object) -> dict[str, object]:
        await together.wait()
        return {"results": [], "web": 1, "total": 1}

    bench.gateway.data |= {"/search": held, "/summary": held}
    bench.model.play = looks_then_answers
    async with asyncio.timeout(10):
        told = await ask_first(bench, SUMMARY, SEARCH)

    assert len(told.of(ToolReturned)) == 2
    assert len(told.of(LlmCalled)) == 1


def guarded() -> dict[str, Any]:
    """The shipped agents; the summary needs a person's approval."""
    name = SUMMARY["tool"]
    agents = [{**spec.model_dump(mode="json"), "approval": [name]} for spec in ROSTER.specialists if name in spec.tools]
    return {"agents": agents}


@requirement("tool-first")
@pytest.mark.parametrize(
    ("calls", "changes"),
    [
        pytest.param([{"tool": "drop_tables", "input": {}}], {}, id="unknown"),
        pytest.param([{"tool": "list_products", "input": {}}], {}, id="another agent's"),
        pytest.param([{"tool": "search_interactions", "input": {}}], {}, id="missing argument"),
        pytest.param([{"tool": "search_interactions", "input": {"query": "x", "limit": 999}}], {}, id="wrong argument"),
        pytest.param([SUMMARY, {"tool": "get_product", "input": {"id": "../x"}}], {}, id="one of two"),
        pytest.param([SEARCH], {"agent": None}, id="nobody chosen"),
    ],
)
async def test_first_calls_that_cannot_be_made_are_not_and_the_model_is_asked_as_ever(
    bench: Bench, calls: list[dict[str, Any]], changes: dict[str, Any]
) -> None:
    bench.model.play = looks_then_answers
    usual = await bench.ask(**{"agent": ANALYST} | changes)

    told = await bench.ask(**{"agent": ANALYST, "first_calls": calls} | changes)

    assert shape(told.events) == shape(usual.events)
    assert told.of(ToolFailed) == []
    assert len(told.of(LlmCalled)) == len(usual.of(LlmCalled))


@requirement("tool-first", "approval")
async def test_a_first_call_that_needs_approval_is_left_to_the_model_and_the_person(bench: Bench) -> None:
    bench.model.play = looks_then_answers

    told = await ask_first(bench, SUMMARY, **guarded())

    assert told.last == RunFinished(finish_reason="tool-calls")
    # The model has asked for it, nobody else.
    assert len(told.of(LlmCalled)) == 1
    assert bench.gateway.requests == []


@requirement("tool-first")
async def test_a_first_call_that_fails_goes_to_the_model_which_may_call_again(bench: Bench) -> None:
    answers = iter([Response(status_code=500), {"web": 7, "total": 7}])
    bench.gateway.data["/summary"] = lambda _request: next(answers)

    async def play(asked: Asked, voice: Voice) -> None:
        if '"ok":true' in asked.tool_results[-1]:
            await voice.say("Seven.")
        else:
            await voice.call(("get_interaction_summary", {}))

    bench.model.play = play
    told = await ask_first(bench, SUMMARY)

    ends = [type(event) for event in told.events if isinstance(event, ToolFailed | ToolReturned)]
    assert ends == [ToolFailed, ToolReturned]
    assert told.text == "Seven."
    assert len(told.of(LlmCalled)) == 2


async def test_after_an_empty_result_the_model_looks_elsewhere(bench: Bench) -> None:
    async def play(asked: Asked, voice: Voice) -> None:
        if len(asked.tool_results) == 1:
            await voice.call(("get_interaction_summary", {}))
        else:
            await voice.say("Nobody speaks of it.")

    bench.model.play = play
    told = await ask_first(bench, SEARCH)

    assert [event.tool for event in told.of(ToolCalled)] == ["search_interactions", "get_interaction_summary"]
    assert told.text == "Nobody speaks of it."


async def test_a_first_call_that_the_model_makes_again_is_not_made_again(bench: Bench) -> None:
    async def play(asked: Asked, voice: Voice) -> None:
        if len(asked.tool_results) == 1:
            await voice.call(("get_interaction_summary", {}))
        else:
            await voice.say("done")

    bench.model.play = play
    told = await ask_first(bench, SUMMARY)

    assert [event.deduplicated for event in told.of(ToolReturned)] == [False, True]
    assert len(bench.gateway.requests) == 1


async def test_first_calls_count_among_the_ten_rounds_and_the_budget(bench: Bench) -> None:
    async def insist(asked: Asked, voice: Voice) -> None:
        if asked.body.get("tools"):
            await voice.call(("search_interactions", {"query": f"q{len(asked.tool_results)}"}))
        else:
            await voice.say("That is all I have.")

    bench.model.play = insist
    told = await ask_first(bench, SUMMARY, SEARCH)

    assert told.text == "That is all I have."
    # Two calls in the first round, one in each of the nine others.
    assert len(told.of(ToolCalled)) == 11


@requirement("tool-first", "stop")
async def test_hanging_up_during_a_first_call_ends_it_and_the_model_is_never_asked(bench: Bench) -> None:
    asked, closed = asyncio.Event(), asyncio.Event()

    async def blocked(request: Any) -> dict[str, object]:
        asked.set()
        while (await request.receive())["type"] != "http.disconnect":
            pass
        closed.set()
        return {}

    bench.gateway.data["/summary"] = blocked
    body = run_body(agent=ANALYST, first_calls=[SUMMARY])
    async with asyncio.timeout(10):
        async with bench.http.stream("POST", "/runs", json=body) as response:
            # Kept by a name: an iterator that is let go of closes the connection.
            lines = response.aiter_lines()
            async for raw in lines:
                if '"type":"tool-called"' in raw:
                    break
            await asked.wait()
        await closed.wait()
        while bench.container.runs.running:
            await asyncio.wait([run.fate for run in bench.container.runs._runs.values()])

    assert bench.model.asked == []
