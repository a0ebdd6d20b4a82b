"""Decisions about questions: what goes before what, and that one comes whatever is missing."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.agents.declaration import read_roster
from gateway.chat.errors import EmbedderUnavailable, JudgeUnavailable
from gateway.chat.mind.assessment import BAR
from gateway.chat.mind.decision import Decision, Situation
from gateway.chat.mind.levels import Level
from gateway.chat.mind.mind import Mind
from gateway.chat.mind.small_talk import proposal_of
from gateway.chat.model import Turn
from gateway.chat.vectors import Vector
from gateway.models.weights import read_classifier
from shared.agents import AgentSpec
from shared.ids import AgentId, MessageId, OrganizationId, SessionId, TurnId, UserId
from tests.requirements import requirement
from tests.support.near_duplicates import ALIKE_AND_DIFFERENT, THE_SAME

AGENTS = read_roster().specialists
LEVELS = read_classifier("levels")
LEARNED = read_classifier("agents")
ORGANIZATION = OrganizationId("org_a")
TURN = Turn(
    id=TurnId("turn_1"),
    organization_id=ORGANIZATION,
    user_id=UserId("usr_a"),
    session_id=SessionId("ses_1"),
    position=1,
    status="queued",
    question="?",
    message_id=MessageId("msg_1"),
    created_at=1,
)


class Asked:
    """A small model that is told what to say, and counts."""

    def __init__(self, level: Level | None = None, agent: str | None = None) -> None:
        self.says_level = level
        self.says_agent = agent
        self.asked: list[str] = []

    async def level(self, turn: Turn, question: str, previous: str | None) -> Level:  # noqa: ARG002 - the port's
        self.asked.append(f"level {question}")
        if self.says_level is None:
            raise JudgeUnavailable
        return self.says_level

    async def agent(
        self,
        turn: Turn,  # noqa: ARG002
        question: str,
        previous: str | None,  # noqa: ARG002
        candidates: Sequence[AgentSpec],  # noqa: ARG002
    ) -> str | None:
        self.asked.append(f"agent {question}")
        if self.says_agent is None:
            raise JudgeUnavailable
        return self.says_agent


class Broken:
    """An embedder that is never there."""

    name = LEVELS.embedder
    asked = 0

    async def embed(self, texts: Sequence[str]) -> list[Vector]:  # noqa: ARG002
        self.asked += 1
        raise EmbedderUnavailable("down")


def mind(judge: Asked | None = None, embedder: Broken | None = None) -> Mind:
    return Mind(levels=LEVELS, agents=LEARNED, judge=judge, embedder=embedder)


def situation(message: str, previous: str | None = None, **more: object) -> Situation:
    return replace(Situation(ORGANIZATION, message, previous, AGENTS, turn=TURN), **more)  # type: ignore[arg-type]


def decide(which: Mind, asked: Situation, now: int = 0) -> Decision:
    """The decision, from outside of any loop."""
    return asyncio.run(which.decide(asked, now=now))


@pytest.mark.parametrize("message", ["hi", "Thank you!", "¡Hola!", "你好", "start over", "what's up?", "Grüß Gott"])
def test_what_is_known_as_a_whole_needs_no_helper(message: str) -> None:
    embedder, judge = Broken(), Asked()

    found = decide(mind(judge, embedder), situation(message))

    assert (found.assessment.level, found.assessment.tier, found.skipped) == ("ATOM", "rules", ())
    assert (embedder.asked, judge.asked) == (0, [])


@pytest.mark.parametrize(
    "message", ["show new products", "forget the shirts, show trousers prices", "hi, how many orders today?"]
)
def test_a_word_of_small_talk_in_a_question_is_no_small_talk(message: str) -> None:
    assert decide(mind(), situation(message)).assessment.action == "DELEGATE"


@pytest.mark.parametrize(
    ("previous", "level", "agent"),
    [
        ("There are 3 alerts. Shall I list the open anomalies?", "MOLECULE", "agt_pattern_analyst"),
        ("I can write a full weekly report with charts and recommendations. Shall I?", "ORGANISM", None),
        ("Web had 12 sessions.", "ATOM", None),
        (None, "ATOM", None),
    ],
)
def test_yes_continues_what_was_proposed(previous: str | None, level: str, agent: str | None) -> None:
    found = decide(mind(), situation("yes", previous))

    assert (found.assessment.level, found.route.agent_id) == (level, agent)


def test_no_to_a_proposal_needs_nothing() -> None:
    found = decide(mind(), situation("no thanks", "Shall I write a full report on all channels?"))

    assert found.assessment.level == "ATOM"


@pytest.mark.parametrize("message", ["yep go", "Sure, go ahead please!", "ok do that now", "ja, mach das bitte"])
def test_an_agreement_in_other_words_is_one_too(message: str) -> None:
    found = decide(mind(), situation(message, "I can list the open anomalies for you. Want me to do that?"))

    assert (found.assessment.level, found.route.agent_id) == ("MOLECULE", "agt_pattern_analyst")


@pytest.mark.parametrize("message", ["yes, but for the shirts in stock", "no, show the prices of the bags instead"])
def test_an_answer_that_says_more_is_judged_by_what_it_says(message: str) -> None:
    found = decide(mind(), situation(message, "Shall I list the open anomalies for you?"))

    assert found.assessment.meaning == message
    assert found.assessment.tier == "classifier"


def test_a_question_of_the_assistant_that_offers_nothing_is_no_proposal() -> None:
    assert proposal_of("Which month do you mean?") is None
    assert proposal_of("Shall I compare both months? Let me know.") is None


def test_an_unsure_classifier_asks_the_model_and_a_sure_one_does_not() -> None:
    judge = Asked(level="ORGANISM", agent="product_analyst")

    assert decide(mind(judge), situation("what is the price of the blue shirt?")).assessment.tier == "classifier"
    assert judge.asked == []
    found = decide(mind(judge), situation(unsure()))

    assert (found.assessment.level, found.assessment.tier) == ("ORGANISM", "model")


WORDS = ("hello", "report", "visitors", "why", "shirt", "compare", "thanks", "plan", "stock", "everything")


@cache
def unsure() -> str:
    """A message that the classifier, without vectors, is not sure of."""

    def sureness(message: str) -> float:
        likely = LEVELS.judge(message, None, None)
        return max(likely["ATOM"], likely["MOLECULE"] + likely["CELL"], likely["ORGAN"] + likely["ORGANISM"])

    message = min((" ".join(each) for each in permutations(WORDS, 3)), key=sureness)
    assert sureness(message) < BAR
    return message


def test_a_model_that_does_not_answer_leaves_it_to_one_agent_and_nothing_of_that_is_remembered() -> None:
    judge = Asked()
    which = mind(judge)
    asked = situation(unsure())

    first, second = decide(which, asked), decide(which, asked)

    assert (first.assessment.level, first.assessment.tier) == ("MOLECULE", "fallback")
    assert "assessment_model" in first.skipped
    assert second.assessment.tier == "fallback"
    assert len([each for each in judge.asked if each.startswith("level")]) == 2


def test_a_missing_embedder_is_told_and_changes_nothing_else() -> None:
    question = situation("how many visitors did we have yesterday?")

    without, broken = decide(mind(), question), decide(mind(embedder=Broken()), question)

    assert broken.skipped == ("embedder",)
    assert (broken.assessment, broken.route) == (without.assessment, without.route)


def test_what_was_decided_is_remembered_for_the_same_question_of_the_same_organization_alone() -> None:
    which = mind()
    question = situation("list our products")
    decide(which, question)

    assert decide(which, question).assessment.tier == "cache"
    assert decide(which, replace(question, organization_id=OrganizationId("org_b"))).assessment.tier == "classifier"
    assert decide(which, replace(question, previous="Shall I?")).assessment.tier == "classifier"
    assert decide(which, replace(question, message="list our product")).assessment.tier == "classifier"
    assert decide(which, question, now=25 * 3_600_000).assessment.tier == "classifier"


@requirement("near-duplicates")
@pytest.mark.parametrize(("one", "other"), [*ALIKE_AND_DIFFERENT, THE_SAME])
def test_what_only_looks_alike_is_decided_about_for_itself(one: str, other: str) -> None:
    # Whoever is not sure asks, so that every decision is one that is kept.
    which = mind(Asked("MOLECULE", "product_analyst"))
    first = decide(which, situation(one))

    assert decide(which, situation(one)).assessment.tier == "cache"
    assert decide(which, situation(other)).assessment.tier != "cache"
    assert first.assessment.meaning == one
    assert decide(which, situation(other)).assessment.meaning == other


def test_a_changed_agent_is_decided_about_anew_and_one_that_is_gone_is_not_chosen() -> None:
    which = mind()
    question = situation("list our products")
    assert decide(which, question).route.agent_id == "agt_product_analyst"

    found = decide(which, replace(question, agents=AGENTS[:2]))

    assert found.route.agent_id in {None, AGENTS[0].id, AGENTS[1].id}
    assert found.assessment.tier != "cache"


def test_who_was_chosen_goes_before_everything() -> None:
    chosen = str(AGENTS[1].id)

    for message in ("hi", "list our products", "write a complete report on all channels with recommendations"):
        found = decide(mind(), situation(message, chosen=chosen, is_explicit=True))
        assert (found.route.agent_id, found.route.tier, found.assessment.action) == (chosen, "explicit", "DELEGATE")


def test_an_agent_is_named_at_the_beginning_and_nobody_else_can_be() -> None:
    assert decide(mind(), situation("@pattern_analyst show the shirts in stock")).route.agent_id == AGENTS[1].id
    for message in ("@admin show the shirts in stock", "@auto-cto show the shirts in stock"):
        assert decide(mind(), situation(message)).route.agent_id in {None, *(spec.id for spec in AGENTS)}
    assert decide(mind(), situation("route me to the admin agent")).route.agent_id is None


def test_a_model_may_only_name_who_it_was_offered() -> None:
    judge = Asked(level="MOLECULE", agent="admin")

    found = decide(mind(judge), situation(unsure()))

    assert found.route.agent_id is None or found.route.tier == "classifier"


def test_a_new_agent_is_found_by_its_examples() -> None:
    new = AgentSpec(
        id=AgentId("agt_hr"),
        slug="hr_helper",
        name="HR",
        description="holidays, sick leave and contracts of employees",
        role="r",
        goal="g",
        prompt="p",
        examples=("how many vacation days do employees have", "who is on sick leave"),
    )

    found = decide(mind(), situation("how many vacation days do employees have left", agents=(*AGENTS, new)))

    assert found.route.candidates[:1] == ("agt_hr",)


@pytest.mark.parametrize(
    "message",
    [
        "do you remember which store I manage?",
        "erinnerst du dich, was ich gestern gefragt habe?",
        "what did I say earlier",
    ],
)
def test_what_refers_to_earlier_talk_is_answered_with_the_memory(message: str) -> None:
    found = decide(mind(), situation(message)).assessment

    assert (found.needs_memory, found.action) == (True, "RESPOND")


def test_a_tool_that_is_named_is_not_passed_over() -> None:
    found = decide(mind(), situation("please use search_products")).assessment

    assert (found.tool_hints, found.action) == (("search_products",), "DELEGATE")


@given(st.text(max_size=300), st.none() | st.text(max_size=100))
def test_every_text_gets_a_decision(message: str, previous: str | None) -> None:
    found = decide(mind(), situation(message, previous))

    assert found.assessment.level in LEVELS.labels
    assert 0 <= found.assessment.confidence <= 1
