"""The gateway's own model as a source of events: whom it asks, and whom it leaves alone."""

from contextlib import AsyncExitStack
from typing import Any

from starlette.responses import Response

from gateway.agents.declaration import read_roster
from gateway.models.responder import ModelResponder, open_responder_client
from shared.events import LlmCalled
from shared.ids import OrganizationId, RunId, TurnId
from shared.runs import RunRequest
from tests.gateway.test_decisions import streamed
from tests.requirements import requirement
from tests.support.model_stub import elsewhere, model_stub, providers_at


def greeting() -> RunRequest:
    """Somebody says hello."""
    roster = read_roster()
    return RunRequest(
        run_id=RunId("run_1"),
        turn_id=TurnId("turn_1"),
        organization_id=OrganizationId("org_a"),
        question="hi",
        agents=roster.specialists,
        synthesiser=roster.synthesiser,
        asked_at="2026-11-21T00:00:00Z",
        grant="",
        deadline_seconds=60,
    )


async def calls(responder: ModelResponder) -> list[LlmCalled]:
    """The calls that one answer takes."""
    found: list[LlmCalled] = []
    async for batch in responder.answer(greeting()):
        found += [event for event in batch.events if isinstance(event, LlmCalled)]
    return found


@requirement("providers")
async def test_one_that_goes_on_failing_is_left_alone() -> None:
    def refuses(_: dict[str, Any]) -> Response:
        return Response(status_code=503)

    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(open_responder_client())
        first = await stack.enter_async_context(model_stub(refuses))
        second = await stack.enter_async_context(model_stub(lambda _: streamed("Hello.")))
        responder = ModelResponder(client, providers_at(first.url, elsewhere(second.url)))
        made = [await calls(responder) for _ in range(5)]

    assert [[call.provider for call in each] for each in made] == [["127.0.0.1", "localhost"]] * 3 + [["localhost"]] * 2
    assert [each[-1].failed_providers for each in made] == [("127.0.0.1",)] * 3 + [None] * 2
    assert (len(first.asked), len(second.asked)) == (3, 5)
