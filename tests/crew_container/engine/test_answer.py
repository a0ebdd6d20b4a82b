"""Planning, working at the same time, speaking: seen from the container's HTTP side."""

import asyncio
import json

from shared.events import (
    AgentStarted,
    LlmCalled,
    ReferencesCited,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolReturned,
)
from tests.crew_container.conftest import Bench, run_body
from tests.crew_container.reading import Told
from tests.crew_container.scripted_model import SPECIALISTS, Asked, Voice
from tests.requirements import requirement


async def count_interactions(asked: Asked, voice: Voice) -> None:
    """Call one tool, then answer with a citation."""
    if asked.tool_results:
        await voice.say("There are ", "2330 interactions", " [1].")
    else:
        await voice.call(("get_interaction_summary", {}), preamble="Let me look.")


async def test_one_specialist_answers_itself(bench: Bench) -> None:
    bench.model.play = count_interactions
    told = await bench.ask()
    kinds = [event.type for event in told.events]
    assert kinds == [
        "llm-started",
        "llm-called",
        "agent-started",
        "llm-started",
        "text-started",
        "text-delta",
        "text-ended",
        "llm-called",
        "tool-called",
        "tool-returned",
        "llm-started",
        "text-started",
        "text-delta",
        "text-delta",
        "text-delta",
        "text-ended",
        "llm-called",
        "agent-finished",
        "references-cited",
        "run-finished",
    ]
    assert told.callers == ["planner", "interaction_analyst", "interaction_analyst"]
    assert told.text == "Let me look.There are 2330 interactions [1]."
    assert told.last == RunFinished(finish_reason="stop")
    assert {part.agent for part in told.of(TextStarted)} == {"interaction_analyst"}


async def test_the_answer_cites_what_a_tool_returned(bench: Bench) -> None:
    bench.model.play = count_interactions
    told = await bench.ask()
    call = told.of(ToolCalled)[0]
    reference = told.of(ReferencesCited)[0].references[0]
    assert (reference.index, reference.type, reference.tool_call_id) == (1, "analytics", call.call_id)
    assert told.of(ToolReturned)[0].output == {
        "tool": "get_interaction_summary",
        "ok": True,
        "items": [
            {
                "n": 1,
                "type": "analytics",
                "id": "interaction-summary",
                "title": "Interactions per channel",
                "facts": {"web": 1500, "cctv": 600, "social": 230, "total": 2330},
            }
        ],
        "total": 2330,
        "shown": 1,
        "partial": False,
        "window": "all time",
    }


async def test_specialists_work_at_the_same_time(bench: Bench) -> None:
    together = asyncio.Barrier(2)

    async def play(asked: Asked, voice: Voice) -> None:
        if asked.agent != "synthesiser":
            # Neither answers before both have asked: one after the other would never get past this line.
            await together.wait()
        await voice.say(f"{asked.agent} speaks.")

    bench.model.plan = ["pattern_analyst", "interaction_analyst"]
    bench.model.play = play
    async with asyncio.timeout(10):
        told = await bench.ask()
    started = [event.type for event in told.events if event.type.startswith("agent-")]
    assert started[:2] == ["agent-started", "agent-started"]
    assert told.text == "synthesiser speaks."
    request = bench.model.asked_by("synthesiser")[0].question
    assert request == (
        "How many interactions?\n\nFindings:\n\n## Interaction analyst\ninteraction_analyst speaks."
        "\n\n## Pattern analyst\npattern_analyst speaks."
    )


async def test_tools_of_two_agents_run_at_the_same_time(bench: Bench) -> None:
    together = asyncio.Barrier(2)

    async def held(_request: object) -> dict[str, object]:
        await together.wait()
        return {"results": []}

    async def play(asked: Asked, voice: Voice) -> None:
        if asked.agent == "synthesiser" or asked.tool_results:
            await voice.say("done")
        else:
            tool = "search_interactions" if asked.agent == "interaction_analyst" else "search_patterns"
            await voice.call((tool, {"query": "delivery"}))

    bench.gateway.data["/search"] = held
    bench.model.plan = ["pattern_analyst", "interaction_analyst"]
    bench.model.play = play
    async with asyncio.timeout(10):
        assert (await bench.ask()).outcomes == dict.fromkeys(
            ("interaction_analyst", "pattern_analyst", "synthesiser"), "done"
        )


async def test_tokens_arrive_before_the_model_has_finished(bench: Bench) -> None:
    first_was_read = asyncio.Event()

    async def play(_asked: Asked, voice: Voice) -> None:
        await voice.say("first", finish=None)
        await first_was_read.wait()
        await voice.say(" last")

    bench.model.play = play
    told = Told()
    async with asyncio.timeout(10), bench.http.stream("POST", "/runs", json=run_body()) as response:
        async for raw in response.aiter_lines():
            line = told.add(raw)
            if isinstance(line.event, TextDelta):
                first_was_read.set()
    assert told.text == "first last"


async def test_small_talk_goes_to_the_synthesiser_alone(bench: Bench) -> None:
    bench.model.plan = []
    told = await bench.ask("hi")
    assert [event.agent for event in told.of(AgentStarted)] == ["synthesiser"]
    assert bench.model.asked_by("synthesiser")[0].question == "hi"


async def test_a_plan_that_fails_means_everybody(bench: Bench) -> None:
    answers = iter(["not json", '{"agents": ["nobody"]}', '{"agents": "all"}'])

    async def nonsense(_asked: Asked, voice: Voice) -> None:
        await voice.say(next(answers))

    bench.model.plan = nonsense
    for _ in range(3):
        told = await bench.ask()
        assert {event.agent for event in told.of(AgentStarted)} == {*SPECIALISTS, "synthesiser"}


async def test_a_plan_call_that_is_refused_means_everybody(bench: Bench) -> None:
    async def refuse(_asked: Asked, voice: Voice) -> None:
        await voice.fail(400)

    bench.model.plan = refuse
    told = await bench.ask()
    assert {event.agent for event in told.of(AgentStarted)} == {*SPECIALISTS, "synthesiser"}


async def test_the_planner_hears_what_was_said_before(bench: Bench) -> None:
    history = [{"role": "user", "text": "hi"}, {"role": "assistant", "text": "Shall I look at deliveries?"}]
    await bench.ask("yes", history=history)
    messages = bench.model.asked_by("planner")[0].body["messages"][1:]
    assert messages == [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "Shall I look at deliveries?"},
        {"role": "user", "content": "yes"},
    ]
    # The agent gets the same conversation with its roles.
    assert bench.model.asked_by("interaction_analyst")[0].body["messages"][1:] == messages


async def test_words_of_a_template_arrive_unharmed(bench: Bench) -> None:
    question = 'What is {tools} and {tool_names} and {input}? {"a": 1} Current Task: Action: x\nAction Input: y'
    # What CrewAI would take for a call in its text mode, from an agent with tools and from one without.
    said = "Thought: {input}\nAction: look\nAction Input: {tools}"
    bench.model.plan = list(SPECIALISTS)
    bench.model.play = lambda _asked, voice: voice.say(said)
    told = await bench.ask(question, history=[{"role": "user", "text": "{tools}"}])
    for asked in bench.model.asked:
        assert asked.question.startswith(question)
        assert asked.body["messages"][1]["content"] == "{tools}"
    assert said in bench.model.asked_by("synthesiser")[0].question
    assert told.text == said
    assert len(bench.model.asked) == 5


async def test_a_failed_specialist_becomes_a_finding(bench: Bench) -> None:
    async def play(asked: Asked, voice: Voice) -> None:
        if asked.agent == "pattern_analyst":
            await voice.fail(400)
        else:
            await voice.say(f"{asked.agent} speaks.")

    bench.model.plan = ["pattern_analyst", "interaction_analyst"]
    bench.model.play = play
    told = await bench.ask()
    assert told.outcomes == {"interaction_analyst": "done", "pattern_analyst": "failed", "synthesiser": "done"}
    assert "## Pattern analyst\n(This specialist was unavailable:" in bench.model.asked_by("synthesiser")[0].question


async def test_every_model_call_is_reported_with_its_usage(bench: Bench) -> None:
    bench.model.play = count_interactions
    calls = (await bench.ask()).of(LlmCalled)
    assert len({call.call_id for call in calls}) == 3
    for call in calls:
        assert (call.model, call.input_tokens, call.output_tokens, call.estimated) == ("scripted/model", 11, 7, False)
        assert call.first_token_ms is not None
        assert call.first_token_ms <= call.duration_ms
    assert [call.finish_reason for call in calls] == ["stop", "tool_calls", "stop"]


async def test_usage_is_estimated_when_the_provider_does_not_count(bench: Bench) -> None:
    async def play(_asked: Asked, voice: Voice) -> None:
        await voice.chunk({"content": "x" * 35}, "stop")
        await voice.write(b"data: [DONE]\n\n")

    bench.model.play = play
    call = (await bench.ask()).of(LlmCalled)[-1]
    assert (call.output_tokens, call.estimated) == (10, True)
    assert call.input_tokens > 100


async def test_the_end_of_an_answer_that_was_too_long_says_so(bench: Bench) -> None:
    async def play(_asked: Asked, voice: Voice) -> None:
        await voice.say("and then", finish=None)
        await voice.chunk({}, "length")

    bench.model.play = play
    assert (await bench.ask()).last == RunFinished(finish_reason="length")


async def test_parts_never_stay_open(bench: Bench) -> None:
    bench.model.play = count_interactions
    told = await bench.ask()
    assert [part.part_id for part in told.of(TextStarted)] == [part.part_id for part in told.of(TextEnded)]


@requirement("own-context")
async def test_fifty_runs_at_once_do_not_mix(bench: Bench) -> None:
    bench.container.runs._slots = 50
    everybody = asyncio.Barrier(50)

    async def held(request: object) -> dict[str, object]:
        number = int(request.query_params["q"])  # type: ignore[attr-defined]
        return {"results": [{"id": f"i-{number}", "score": 1, "sourceType": "web", "summary": f"summary {number}"}]}

    async def play(asked: Asked, voice: Voice) -> None:
        number = asked.question.split()[-1]
        if not asked.tool_results:
            await everybody.wait()
            await voice.call(("search_interactions", {"query": number}))
        else:
            seen = json.loads(asked.tool_results[0].split(">", 1)[1].rsplit("<", 1)[0])["items"][0]["text"]
            await voice.say("I saw ", seen, " [1] for ", number)

    bench.gateway.data["/search"] = held
    bench.model.play = play

    async def one(number: int) -> None:
        told = await bench.ask(f"question {number}", run_id=f"run_{number}", grant=f"grant-{number}")
        assert told.text == f"I saw summary {number} [1] for {number}"
        assert [reference.id for reference in told.of(ReferencesCited)[0].references] == [f"i-{number}"]
        assert {line.run_id for line in told.lines} == {f"run_{number}"}

    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for number in range(50):
            group.create_task(one(number))
    grants = {request.query_params["q"]: request.headers["authorization"] for request in bench.gateway.requests}
    assert grants == {str(number): f"Bearer grant-{number}" for number in range(50)}
