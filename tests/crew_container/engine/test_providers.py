"""Another provider is asked while nothing of an answer has come, and not later."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

import pytest
from pydantic import SecretStr

from shared.breaker import FAILURES
from shared.events import LlmCalled, LlmStarted
from shared.providers import Provider
from tests.crew_container.conftest import Bench
from tests.crew_container.loopback import serving
from tests.crew_container.scripted_model import Asked, ScriptedModel, Voice
from tests.requirements import requirement


@pytest.fixture
async def second(bench: Bench) -> AsyncGenerator[ScriptedModel]:
    """Another provider of the same model, under another name and with a key of the organization's own."""
    async with AsyncExitStack() as stack:
        model = ScriptedModel()
        # `localhost` is another name than `127.0.0.1`.
        url = (await stack.enter_async_context(serving(model))).replace("127.0.0.1", "localhost")
        fallback = Provider(base_url=f"{url}/v1", api_key=SecretStr("own"), model="second-model", byok=True)
        crew = bench.container.runs._crew
        crew.model._endpoints.append(type(crew.model._endpoints[0])(bench.container._llm, fallback))
        yield model


def refusing(status: int) -> object:
    async def play(_: Asked, voice: Voice) -> None:
        await voice.fail(status)

    return play


async def cut_before_the_first_word(_: Asked, voice: Voice) -> None:
    await voice.chunk({"role": "assistant", "content": ""})


async def garbage(_: Asked, voice: Voice) -> None:
    await voice.write(b"data: {not json\n\n")


FAILING = {
    "out of order": refusing(503),
    "wrong key": refusing(401),
    "too busy": refusing(429),
    "cut off": cut_before_the_first_word,
    "garbage": garbage,
}


@requirement("providers")
@pytest.mark.parametrize("how", FAILING)
async def test_the_next_provider_answers_unnoticed(bench: Bench, second: ScriptedModel, how: str) -> None:
    bench.model.play = FAILING[how]  # type: ignore[assignment]  # one of the functions above
    told = await bench.ask()

    assert told.text == "This is interaction_analyst."
    call = told.of(LlmCalled)[-1]
    assert (call.provider, call.asked_model, call.byok, call.failed_providers) == (
        "localhost",
        "second-model",
        True,
        ("127.0.0.1",),
    )
    assert (call.input_tokens, call.output_tokens, call.estimated) == (11, 7, False)
    assert {asked.body["model"] for asked in second.asked} == {"second-model"}
    # The planner's call was answered by the first.
    first = told.of(LlmCalled)[0]
    assert (first.provider, first.failed_providers, first.byok) == ("127.0.0.1", None, None)


@requirement("providers")
async def test_after_the_first_word_nobody_else_is_asked(bench: Bench, second: ScriptedModel) -> None:
    async def breaks_off(_: Asked, voice: Voice) -> None:
        await voice.chunk({"content": "It was "})

    bench.model.play = breaks_off
    told = await bench.ask()

    assert told.text == "It was "
    assert told.failure == ("llm_protocol", True)
    assert second.asked == []


@requirement("providers")
async def test_what_the_request_is_at_fault_for_is_not_carried_on(bench: Bench, second: ScriptedModel) -> None:
    bench.model.play = refusing(400)  # type: ignore[assignment]  # it is one
    told = await bench.ask()

    assert told.failure == ("llm_bad_request", False)
    assert second.asked == []


@requirement("providers")
async def test_a_provider_that_goes_on_failing_is_left_alone(bench: Bench, second: ScriptedModel) -> None:
    bench.model.play = refusing(401)  # type: ignore[assignment]  # it is one
    await bench.ask()
    # The planner's success counts as one: from then on only failures.
    bench.container.runs._crew.model._endpoints[0].breaker.note_failure(1e12)
    for _ in range(FAILURES):
        bench.container.runs._crew.model._endpoints[0].breaker.note_failure(1e12)
    before = len(bench.model.asked)
    told = await bench.ask()

    assert told.text
    assert len(bench.model.asked) == before
    assert {call.provider for call in told.of(LlmCalled)} == {"localhost"}


@requirement("providers")
async def test_when_all_fail_the_last_one_says_why(bench: Bench, second: ScriptedModel) -> None:
    bench.model.play = refusing(503)  # type: ignore[assignment]  # it is one
    second.play = refusing(401)  # type: ignore[assignment]  # it is one
    told = await bench.ask()

    assert told.failure == ("llm_refused", False)
    call = told.of(LlmCalled)[-1]
    assert (call.provider, call.failed_providers, call.input_tokens) == ("localhost", ("127.0.0.1",), 0)
    assert [started.call_id for started in told.of(LlmStarted)] == [call.call_id for call in told.of(LlmCalled)]
