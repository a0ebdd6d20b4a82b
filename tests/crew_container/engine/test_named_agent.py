"""Runs that bring their own agents, that name the one who answers, and that tell of a change."""

from typing import Any

import pytest

from shared.events import AgentStarted, RunFinished
from tests.crew_container.conftest import ROSTER, Bench, run_body
from tests.crew_container.scripted_model import Asked, Voice

CHANGED = "the person has changed who answers"


def florist(**changes: Any) -> dict[str, Any]:
    """An agent that no container has ever heard of."""
    return {
        "id": "agt_florist",
        "slug": "florist",
        "name": "Florist",
        "description": "flowers",
        "role": "the florist",
        "goal": "answer with flowers",
        "prompt": "You know flowers.",
    } | changes


def system(asked: Asked) -> str:
    """What the agent is told about itself."""
    return str(asked.body["messages"][0]["content"])


async def test_the_named_agent_answers_alone_and_nobody_plans(bench: Bench) -> None:
    told = await bench.ask("hi", agent="pattern_analyst")

    assert told.callers == ["pattern_analyst"]
    assert [(event.agent, event.name, event.agent_id) for event in told.of(AgentStarted)] == [
        ("pattern_analyst", "Pattern analyst", "agt_pattern_analyst")
    ]
    assert told.last == RunFinished(finish_reason="stop")
    assert len(bench.model.asked) == 1


async def test_an_agent_is_what_the_run_says_it_is(bench: Bench) -> None:
    spec = florist(tools=["search_products"], model="a-model-of-its-own")

    await bench.ask(agents=[spec], agent="florist")

    (asked,) = bench.model.asked
    assert asked.body["model"] == "a-model-of-its-own"
    assert [tool["function"]["name"] for tool in asked.body["tools"]] == ["search_products"]
    for text in ("the florist", "answer with flowers", "You know flowers.", "2026-11-02"):
        assert text in system(asked)


async def test_the_planner_chooses_among_the_runs_agents(bench: Bench) -> None:
    bench.model.plan = ["florist"]

    told = await bench.ask(agents=[florist()])

    (plan,) = bench.model.asked_by("planner")
    schema = plan.body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["agents"]["items"]["enum"] == ["florist"]
    assert told.callers == ["planner", "florist"]


async def test_an_agent_with_an_unknown_tool_is_a_clear_failure(bench: Bench) -> None:
    told = await bench.ask(agents=[florist(tools=["search_products", "shell"])], agent="florist")

    assert told.failure == ("agent_unusable", False)
    assert told.last.message == (  # type: ignore[union-attr]  # a failure has one
        "Florist cannot work here: it needs the tool 'shell', which this crew does not have."
    )
    assert told.outcomes == {"florist": "failed"}
    assert bench.model.asked == []
    assert (await bench.ask(run_id="run_2")).last == RunFinished(finish_reason="stop")


async def test_a_tool_of_the_optional_package_must_be_allowed_here(bench: Bench) -> None:
    told = await bench.ask(agents=[florist(tools=["crewai_tools:FileReadTool"])], agent="florist")

    assert told.failure == ("agent_unusable", False)


async def test_beside_others_an_agent_with_an_unknown_tool_is_a_finding(bench: Bench) -> None:
    bench.model.plan = ["florist", "pattern_analyst"]
    pattern_analyst = ROSTER.specialists[1].model_dump(mode="json")

    told = await bench.ask(agents=[florist(tools=["shell"]), pattern_analyst])

    assert told.outcomes == {"florist": "failed", "pattern_analyst": "done", "synthesiser": "done"}
    assert "## Florist\n(This specialist was unavailable:" in bench.model.asked_by("synthesiser")[0].question


async def test_a_change_is_told_to_the_agent_that_speaks(bench: Bench) -> None:
    bench.model.plan = ["pattern_analyst", "interaction_analyst"]

    await bench.ask(change={"before": "Product analyst", "now": None})

    told = {asked.agent: system(asked).count(CHANGED) for asked in bench.model.asked}
    assert told == {"planner": 0, "pattern_analyst": 0, "interaction_analyst": 0, "synthesiser": 1}
    (asked,) = bench.model.asked_by("synthesiser")
    assert 'it was the agent "Product analyst", it is now the whole crew.' in system(asked)


async def test_without_a_change_nothing_is_told(bench: Bench) -> None:
    async def play(asked: Asked, voice: Voice) -> None:
        assert CHANGED not in system(asked)
        await voice.say("fine")

    bench.model.play = play
    assert (await bench.ask(agent="pattern_analyst")).text == "fine"


@pytest.mark.parametrize(
    "changes",
    [
        {"agents": []},
        {"agents": [florist(), florist(id="agt_2")]},
        {"agents": [florist(slug="synthesiser")]},
        {"agents": [florist(slug="planner")]},
        {"agents": [florist(name="A\nB")]},
        {"agents": [florist(prompt="x" * 8_001)]},
        {"agent": "florist"},
        {"agent": "synthesiser"},
        {"synthesiser": None},
    ],
)
async def test_agents_that_cannot_be_told_apart_are_refused(bench: Bench, changes: dict[str, Any]) -> None:
    refused = await bench.http.post("/runs", json=run_body(**changes))

    assert refused.status_code == 422
    assert "florist" not in refused.text


async def test_as_many_agents_as_there_may_be_fit_into_a_request(bench: Bench) -> None:
    agents = [florist(id=f"agt_{number}", slug=f"florist_{number}", prompt="🌷" * 8_000) for number in range(32)]
    history = [{"role": "user", "text": "🌷" * 32_000}] * 10

    told = await bench.ask(agents=agents, history=history, agent="florist_31")

    assert told.callers == ["florist_31"]
    refused = await bench.http.post("/runs", json=run_body(agents=[*agents, florist()]))
    assert refused.status_code == 422


async def test_models_are_remembered_and_forgotten(bench: Bench) -> None:
    for number in range(40):
        await bench.ask(
            agents=[florist(model=f"model-{number}")], agent="florist", run_id=f"run_{number}", question="hi"
        )

    assert [asked.body["model"] for asked in bench.model.asked] == [f"model-{number}" for number in range(40)]
    assert len(bench.container.runs._crew._llms) == 32
