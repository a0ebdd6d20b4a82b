"""What the small model is asked where the classifiers are not sure, and what counts as an answer of it."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import cast

import pytest
from starlette.responses import Response

from gateway.agents.declaration import read_roster
from gateway.chat.errors import JudgeUnavailable
from gateway.chat.model import Turn
from gateway.chat.ports.spending import UsageLedger
from gateway.models import judge as judge_module
from gateway.models.judge import ModelJudge
from gateway.models.metered import Metered
from gateway.models.model import Model, open_model_client
from shared.events import LlmCalled
from shared.ids import MessageId, OrganizationId, SessionId, TurnId, UserId
from tests.requirements import requirement
from tests.support.model_stub import Say, elsewhere, model_stub, providers_at

AGENTS = read_roster().specialists
TURN = Turn(
    id=TurnId("turn_1"),
    organization_id=OrganizationId("org_a"),
    user_id=UserId("usr_a"),
    session_id=SessionId("ses_1"),
    position=1,
    status="queued",
    question="?",
    message_id=MessageId("msg_1"),
    created_at=1,
)


class Bill:
    """What was written down, as `Metered` needs it of a ledger."""

    def __init__(self) -> None:
        self.calls: list[tuple[Turn, LlmCalled]] = []

    async def record(self, turn: Turn, call: LlmCalled) -> None:
        self.calls.append((turn, call))


@asynccontextmanager
async def judging(say: Say, *, is_open: bool = True) -> AsyncGenerator[tuple[ModelJudge, Bill]]:
    """A judge whose model says this, and its bill."""
    bill = Bill()
    async with model_stub(say, is_open=is_open) as stub, open_model_client() as client:
        model = Model(client, providers_at(stub.url))
        yield ModelJudge(Metered(model, cast("UsageLedger", bill))), bill


async def level(say: Say, previous: str | None = None) -> str:
    """The level that a model which says this is understood to mean."""
    async with judging(say) as (judge, _):
        return await judge.level(TURN, "why?", previous)


async def agent(say: Say) -> str | None:
    """The agent that a model which says this is understood to mean."""
    async with judging(say) as (judge, _):
        return await judge.agent(TURN, "?", None, AGENTS)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ORGAN", "ORGAN"),
        ("ORGANISM", "ORGANISM"),
        (" cell.\n", "CELL"),
        ("**MOLECULE**", "MOLECULE"),
        ("Atom", "ATOM"),
    ],
)
async def test_a_level_is_one_word(said: str, meant: str) -> None:
    assert await level(lambda _: said) == meant


@pytest.mark.parametrize("said", ["", "I think it is difficult", "ATOM or CELL", "ATOMS", "5"])
async def test_anything_else_is_no_judgement(said: str) -> None:
    with pytest.raises(JudgeUnavailable):
        await level(lambda _: said)


async def test_a_model_that_fails_is_no_judge() -> None:
    with pytest.raises(JudgeUnavailable):
        await level(lambda _: Response(status_code=500))


async def test_a_slow_model_is_no_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge_module, "SECONDS", 0.01)
    async with judging(lambda _: "ATOM", is_open=False) as (judge, bill):
        with pytest.raises(JudgeUnavailable):
            await judge.level(TURN, "?", None)

    # It was asked, and may have cost something.
    assert [(call.finish_reason, call.estimated) for _, call in bill.calls] == [("cut", True)]


@requirement("providers")
async def test_a_provider_that_hangs_leaves_the_next_one_time_to_judge() -> None:
    bill = Bill()
    async with AsyncExitStack() as stack:
        hanging = await stack.enter_async_context(model_stub(lambda _: "late", is_open=False))
        second = await stack.enter_async_context(model_stub(lambda _: "CELL"))
        client = await stack.enter_async_context(open_model_client())
        providers = providers_at(hanging.url, elsewhere(second.url))
        judge = ModelJudge(Metered(Model(client, providers), cast("UsageLedger", bill)))

        assert await judge.level(TURN, "?", None) == "CELL"

    assert [(call.provider, call.finish_reason, call.failed_providers) for _, call in bill.calls] == [
        ("127.0.0.1", "cut", None),
        ("localhost", None, ("127.0.0.1",)),
    ]


async def test_what_it_uses_is_the_turns() -> None:
    async with judging(lambda _: "ATOM") as (judge, bill):
        await judge.level(TURN, "?", None)

    assert [(turn.id, call.agent) for turn, call in bill.calls] == [("turn_1", "assessment")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("product_analyst", "product_analyst"), (" `pattern_analyst`.", "pattern_analyst"), ("none", None)],
)
async def test_an_agent_is_one_of_those_that_were_offered(said: str, meant: str | None) -> None:
    assert await agent(lambda _: said) == meant


@pytest.mark.parametrize("said", ["admin", "", "product_analyst and pattern_analyst", "auto-cto"])
async def test_nobody_else_can_be_named(said: str) -> None:
    with pytest.raises(JudgeUnavailable):
        await agent(lambda _: said)


async def test_it_is_told_what_was_said_before_and_no_more_than_needed() -> None:
    asked = []

    def says(request: dict[str, object]) -> str:
        asked.append(request)
        return "ATOM"

    async with judging(says) as (judge, _):
        await judge.level(TURN, "q" * 10_000, "p" * 10_000)

    (request,) = asked
    messages = request["messages"]
    assert isinstance(messages, list)
    assert "ppp" in messages[1]["content"]
    assert len(messages[1]["content"]) < 2_600
    assert request["max_tokens"] == 24
