"""Each helper of an answer is taken away or held up in turn, and then all of them: the answer comes and says so."""

import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from gateway.chat.mind.assessment import by_classifier, is_sure
from gateway.models import judge, own_call
from gateway.models.price_book import PricesUnusable
from gateway.models.weights import read_classifier
from tests.gateway.api.test_usage import usage
from tests.gateway.test_decisions import streamed, text_of
from tests.gateway.test_memory import LISBON, Stage, metadata_of, stage, takes_notes
from tests.requirements import requirement
from tests.support.running_gateway import running_gateway

# All speak of what is remembered; the classifier, whatever it has learned, is not sure of one of them.
ODD = (
    *("the store I manage: what now?", "store manage so?", "why the store I manage", "manage the store, and then what"),
    *("the store I manage and everything else", "all about a store that I manage", "store I manage vs. the rest why"),
    *("plan the store I manage", "do the store I manage things", "how so, the store I manage", "the store I manage"),
)


def unsure() -> str:
    """The question of which the classifier is least sure, without vectors."""
    levels = read_classifier("levels")
    found = {question: by_classifier(levels, question, None, None) for question in ODD}
    least = min(ODD, key=lambda question: found[question].confidence)
    assert not is_sure(found[least])
    return least


GREETING = "Good morning!"
CREW, OWN = "Sell more.", "Morning."
IMPATIENT = 0.05
HASTY: dict[str, object] = {"embedder_seconds": 0.1}


def helpful(asked: dict[str, Any]) -> str | Response:
    """A model that answers, judges and takes notes."""
    if asked.get("stream"):
        return streamed(OWN)
    if str(asked["messages"][0]["content"]).startswith("How much effort"):
        return "MOLECULE"
    if str(asked["messages"][0]["content"]).startswith("Which one of these agents"):
        return "none"
    return takes_notes(asked)


def broken(_: dict[str, Any]) -> Response:
    """A model that is down."""
    return Response(status_code=500)


def sql(*statements: str) -> Callable[[Stage], None]:
    """Do that to the file, behind the gateway's back."""

    def do(on_stage: Stage) -> None:
        with closing(sqlite3.connect(on_stage.gateway.database_file, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    return do


def no_embedder(on_stage: Stage) -> None:
    """It refuses."""
    on_stage.embeddings.status = 500


def slow_embedder(on_stage: Stage) -> None:
    """It takes texts and says nothing."""
    on_stage.embeddings.gate.clear()


def no_model(on_stage: Stage) -> None:
    """It refuses."""
    on_stage.model.say = broken


def slow_model(on_stage: Stage) -> None:
    """It takes questions and says nothing."""
    on_stage.model.gate.clear()


def no_cache(on_stage: Stage) -> None:
    """What was decided before is no longer what it was."""
    considering = on_stage.gateway.inside.public.explaining._considering
    assert considering is not None
    considering._mind._cache._entries = None  # type: ignore[assignment] # broken on purpose


no_memory = sql("DROP TABLE memory")
bad_rows = sql("UPDATE memory SET sketch = 'no bits', vector = 7, created_at = 'then'")


@dataclass(frozen=True)
class Case:
    """What is taken away, which question is asked (None: an unsure one), and what must be named."""

    breaks: tuple[Callable[[Stage], None], ...]
    skipped: set[str]
    question: str | None = None
    says: str = CREW
    settings: dict[str, object] = field(default_factory=dict)


def unreadable(text: str | None) -> dict[str, object]:
    """A list of prices that cannot be read; None: there is no such file."""
    return {"prices_file": text}


CASES = {
    "nothing": Case((), set()),
    "nothing, of small talk": Case((), set(), GREETING, OWN),
    "the embedder": Case((no_embedder,), {"embedder"}),
    "the embedder, slow": Case((slow_embedder,), {"embedder"}, settings=HASTY),
    "the small model": Case((no_model,), {"assessment_model"}),
    "the small model, slow": Case((slow_model,), {"assessment_model"}),
    "the small model, talking nonsense": Case(
        (lambda on_stage: setattr(on_stage.model, "say", lambda _: "well …"),), {"assessment_model"}
    ),
    "the model of small talk": Case((no_model,), {"responder"}, GREETING),
    "the model of small talk, slow": Case((slow_model,), {"responder"}, GREETING),
    "the memory": Case((no_memory,), {"memory"}),
    "the memory's rows": Case((bad_rows,), {"memory"}),
    "the decision cache": Case((no_cache,), {"assessment"}),
    "the prices": Case((), {"price_book"}, settings=unreadable("{")),
    "the prices' file": Case((), {"price_book"}, GREETING, OWN, settings=unreadable(None)),
    "all": Case(
        (no_embedder, no_model, no_memory),
        {"embedder", "assessment_model", "memory", "price_book"},
        settings=unreadable("[]"),
    ),
    "all, slow": Case(
        (slow_embedder, slow_model, no_memory), {"embedder", "assessment_model", "memory"}, settings=HASTY
    ),
    "all, and the cache": Case(
        (no_embedder, no_model, no_memory, no_cache), {"assessment", "memory", "price_book"}, settings=unreadable("")
    ),
    "all, of small talk": Case(
        (no_embedder, no_model, no_memory), {"responder", "price_book"}, GREETING, settings=unreadable("{}")
    ),
}


@asynccontextmanager
async def staged(folder: Path, settings: dict[str, object]) -> AsyncGenerator[Stage]:
    """A gateway that knows something of who asks."""
    file = folder / "prices.json"
    if (text := settings.get("prices_file")) is not None:
        file.write_text(str(text))
    named = {"prices_file": file} if "prices_file" in settings else {}
    async with stage(folder, helpful, assessment_enabled=True, **{**settings, **named}) as on_stage:
        await on_stage.ask(LISBON)
        await on_stage.learned(LISBON)
        yield on_stage


@requirement("helpers", "answer-anyway")
@pytest.mark.parametrize("name", CASES)
async def test_the_answer_comes_and_names_what_was_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    case = CASES[name]
    monkeypatch.setattr(judge, "SECONDS", IMPATIENT if slow_model in case.breaks else 5)
    monkeypatch.setattr(own_call, "FIRST_TOKEN_SECONDS", IMPATIENT if slow_model in case.breaks else 5)
    async with staged(tmp_path, case.settings) as on_stage:
        for take_away in case.breaks:
            take_away(on_stage)
        chunks = await on_stage.ask(case.question or unsure())
        told = on_stage.told
        spent = await usage(on_stage.alice)

    metadata = metadata_of(chunks)
    assert text_of(chunks) == case.says
    # Without a model to ask, the agent may stay unclear too.
    named = set(metadata.get("skipped", []))
    assert named - ({"routing_model"} if "assessment_model" in named else set()) == case.skipped
    assert "skipped" in metadata or not case.skipped
    # What is left still helps.
    if case.question is None and not case.skipped & {"memory"}:
        assert LISBON in told
    # A price that cannot be looked up is none, and what was used is written down all the same.
    assert spent["total"]["calls"] > 0
    assert spent["total"]["unpriced_calls"] == spent["total"]["calls"]


@requirement("helpers")
async def test_a_slow_helper_is_asked_a_few_times_and_then_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge, "SECONDS", IMPATIENT)
    question = unsure()
    async with staged(tmp_path, HASTY) as on_stage:
        slow_embedder(on_stage)
        slow_model(on_stage)
        waited: list[tuple[int, int]] = []
        for number in range(4):
            texts, asked = len(on_stage.embeddings.asked), len(on_stage.model.asked)
            chunks = await on_stage.ask(f"{question} {number}")
            about = [each for each in on_stage.model.asked[asked:] if is_judging(each)]
            waited.append((len(on_stage.embeddings.asked) - texts, len(about)))
            assert text_of(chunks) == CREW
            assert set(metadata_of(chunks)["skipped"]) >= {"embedder", "assessment_model"}

    # For the decision, for the memory, and for what may be learned; after three failures nobody waits any more.
    assert sum(texts for texts, _ in waited) <= 5
    assert [texts for texts, _ in waited[2:]] == [0, 0]
    # Once about the effort, and at most once about the agent.
    assert all(1 <= judged <= 2 for _, judged in waited)


def is_judging(asked: dict[str, Any]) -> bool:
    """Whether the model is asked about effort or agents."""
    return str(asked["messages"][0]["content"]).startswith(("How much effort", "Which one of these agents"))


@requirement("helpers")
async def test_an_explanation_names_what_is_not_there_too(tmp_path: Path) -> None:
    async with staged(tmp_path, unreadable("{")) as on_stage:
        for take_away in (no_embedder, no_memory, no_cache):
            take_away(on_stage)
        body = {"message": unsure()}
        answer = await on_stage.alice.post("/api/v1/chat/messages", params={"explain": "true"}, json=body)

    assert answer.status_code == 200, answer.text
    assert set(answer.json()["skipped"]) == {"assessment", "memory", "price_book"}
    assert answer.json()["cost"]["micros"] is None


@requirement("helpers", "budget")
async def test_budgets_are_not_kept_by_prices_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "prices.json").write_text("{")
    with pytest.raises(PricesUnusable):
        async with running_gateway(tmp_path, prices_file=tmp_path / "prices.json", organization_budget_micros=1):
            pass
