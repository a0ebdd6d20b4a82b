"""OpenAI's own SDK: chunk by chunk, as a whole, in a session, when it fails."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from openai import APIError, AuthenticationError, NotFoundError

from tests.requirements import requirement
from tests.support.scripted_worker import says
from tests.wire.breakage.completions import COMPLETION_VARIANTS, NAME
from tests.wire.breakage.variant import Variant
from tests.wire.lint.completions import lint
from tests.wire.lint.rules import Rule
from tests.wire.openai_client import MODEL, Completed, Program, asked, program
from tests.wire.stage import WHOLE, WORDS, Gates, breaks_off, paced, uses_tools
from tests.wire.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")
FOUND = Completed("One vase [1].", "stop", (7, 5), None, 2)


@pytest_asyncio.fixture(loop_scope="module")
async def sdk(world: World) -> AsyncGenerator[Program]:
    async with program(world.gateway.public_url, world.key) as made:
        yield made


@requirement("clients")
async def test_each_piece_is_there_before_the_next_is_said(world: World, sdk: Program) -> None:
    gates = Gates()
    world.stage.plays("openai paced", paced(gates))
    pieces: list[str] = []
    gates.open(0)
    async for chunk in sdk.stream("openai paced"):
        for choice in chunk.choices:
            if choice.delta.content:
                pieces.append(choice.delta.content)
                gates.open(len(pieces))

    assert pieces == list(WORDS)
    assert _lint(sdk) == set()


@requirement("clients")
async def test_the_text_behind_tools_is_told_with_its_tokens(world: World, sdk: Program) -> None:
    world.stage.plays("openai tools", uses_tools)

    assert await sdk.complete("openai tools") == FOUND
    assert _lint(sdk) == set()


async def test_an_answer_comes_as_a_whole_too(world: World, sdk: Program) -> None:
    world.stage.plays("openai whole", uses_tools)

    answer = await sdk.sdk.chat.completions.create(model=MODEL, messages=asked("openai whole"))

    (choice,) = answer.choices
    assert (choice.message.role, choice.message.content, choice.finish_reason) == ("assistant", FOUND.text, "stop")
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens) == (7, 5, 12)


async def test_a_failure_in_the_stream_is_raised_behind_what_was_said(world: World, sdk: Program) -> None:
    world.stage.plays("openai error", breaks_off(("half ", "an answer"), "The model does not answer."))

    assert await sdk.complete("openai error") == Completed(
        "half an answer", error="The model does not answer.", pieces=2
    )
    with pytest.raises(APIError, match="The model does not answer"):
        await sdk.sdk.chat.completions.create(model=MODEL, messages=asked("openai error"))


async def test_refusals_are_the_errors_that_the_sdk_has_names_for(world: World, sdk: Program) -> None:
    async with program(world.gateway.public_url, "no such key") as stranger:
        with pytest.raises(AuthenticationError, match="A valid API key or token is required"):
            await stranger.sdk.models.list()
    with pytest.raises(NotFoundError):
        await sdk.sdk.chat.completions.create(model="nobody", messages=asked("openai model"))


async def test_two_questions_are_asked_in_one_session(world: World, sdk: Program) -> None:
    world.stage.plays("openai first", says("First."))
    world.stage.plays("openai second", says(WHOLE))
    named = {"X-Chat-Session-Id": "openai-session"}

    await sdk.complete("openai first", **named)
    assert (await sdk.complete("openai second", **named)).text == WHOLE

    said = [message["parts"][-1]["text"] for message in await world.history("openai-session")]
    assert said == ["openai first", "First.", "openai second", WHOLE]


async def test_who_leaves_stops_nothing(world: World, sdk: Program) -> None:
    gates = Gates()
    world.stage.plays("openai leaves", paced(gates))
    gates.open(0)
    chunks = sdk.stream("openai leaves", **{"X-Chat-Session-Id": "openai-left"})
    async for chunk in chunks:
        if chunk.choices and chunk.choices[0].delta.content:
            break
    await chunks.aclose()
    for number in range(1, len(WORDS) + 1):
        gates.open(number)
    await world.ended("openai-left")

    assert (await world.history("openai-left"))[-1]["parts"][-1]["text"] == WHOLE


async def test_a_stopped_answer_is_an_error(world: World, sdk: Program) -> None:
    gates = Gates()
    world.stage.plays("openai stop", paced(gates))
    gates.open(0)
    with pytest.raises(APIError):
        async for chunk in sdk.stream("openai stop", **{"X-Chat-Session-Id": "openai-stop"}):
            if chunk.choices and chunk.choices[0].delta.content:
                await world.stop("openai-stop")

    assert (await world.history("openai-stop"))[-1]["status"] == "stopped"


async def test_the_crew_is_a_model(sdk: Program) -> None:
    assert MODEL in {model.id async for model in sdk.sdk.models.list()}
    assert (await sdk.sdk.models.retrieve(MODEL)).id == MODEL


@requirement("broken-wire")
@pytest.mark.parametrize("variant", COMPLETION_VARIANTS, ids=str)
async def test_a_broken_answer_is_noticed(world: World, variant: Variant) -> None:
    world.stage.plays("openai broken", uses_tools)
    async with program(world.proxy.passage(variant.rewrite).url, world.key) as sdk:
        completed = await sdk.complete("openai broken")
        found = _lint(sdk)

    unseen = {NAME} if completed == FOUND else set()
    assert (sorted(found), sorted(unseen)) == (sorted(variant.lint), sorted(variant.unseen))
    assert found or not unseen


def _lint(sdk: Program) -> set[Rule]:
    answer, is_whole = sdk.recorder.last
    return lint(answer.status, answer.headers, answer.body, is_whole=is_whole)
