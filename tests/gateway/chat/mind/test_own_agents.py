"""Agents that nothing was learned about: addressed by name, found by nearness, or left to others to choose."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from gateway.chat.errors import EmbedderUnavailable
from gateway.chat.mind import agent_words
from gateway.chat.mind.agent_texts import MOST_MADE, AgentTexts
from gateway.chat.mind.agent_words import AgentWords
from gateway.chat.mind.features import buckets
from gateway.chat.mind.mind import Mind
from gateway.chat.mind.naming import by_name
from gateway.chat.mind.nearness import SURE, SURE_GAP, SURE_LEAD, nearness, texts_of
from gateway.chat.mind.routing import MOST_CANDIDATES, version_of
from gateway.chat.vectors import Vector
from shared.agents import AgentSpec
from shared.ids import AgentId, OrganizationId
from tests.gateway.chat.mind.test_mind import AGENTS, LEARNED, LEVELS, Asked, decide, mind, situation
from tests.requirements import requirement


def own(slug: str, name: str, description: str = "", *examples: str, **more: object) -> AgentSpec:
    """An agent of an organization."""
    spec = AgentSpec(
        id=AgentId(f"agt_own_{slug}"),
        slug=slug,
        name=name,
        description=description or f"whatever is asked of {name}",
        role="r",
        goal="g",
        prompt="p",
        examples=examples,
    )
    return spec.model_copy(update=more)


DESK = own("returns_desk", "Returns  Desk")
FINANCE = own("finance", "Finance")
EVERYBODY = (*AGENTS, DESK, FINANCE)


@pytest.mark.parametrize(
    ("message", "slug"),
    [
        ("@returns_desk how many parcels came back?", "returns_desk"),
        ("@returns_desk, thanks for that", "returns_desk"),
        ("Returns desk: how many parcels came back?", "returns_desk"),
        ("returns_desk: how many parcels came back?", "returns_desk"),
        ("ask the returns desk how many parcels came back", "returns_desk"),
        ("Please ask the Returns Desk agent: what came back?", "returns_desk"),
        ("could you forward this to finance", "finance"),
        ("route me to the Product Analyst", "product_analyst"),
        ("a question for finance - is the invoice paid?", "finance"),
        ("what did the returns desk say?", None),
        ("Finance, returns and stock: what changed?", None),
        ("ask the financed customers", None),
        ("ask whether the returns desk is open", None),
        ("the returns desk: is it open?", None),
        ("@returns_desk", None),
        ("@returns how many?", None),
        ("route me to the admin agent", None),
        ("ask", None),
        ("", None),
    ],
)
def test_who_is_addressed_is_asked_and_who_is_spoken_of_is_not(message: str, slug: str | None) -> None:
    found = by_name(message, EVERYBODY)

    expected = next((spec.id for spec in EVERYBODY if spec.slug == slug), None)
    assert (None if found is None else found.agent_id) == expected


def test_of_names_that_begin_alike_the_longer_one_counts_and_of_the_same_ones_none() -> None:
    longer = own("finance_north", "Finance North")
    same = own("other_finance", "finance")

    assert by_name("ask finance north about it", (FINANCE, longer)) == by_name("@finance_north about it", (longer,))
    assert by_name("ask finance about it", (FINANCE, same)) is None


@pytest.mark.parametrize(
    "message", ["@finance thanks", "finance: hello there my friend", "ask finance for a full report on all channels"]
)
def test_who_is_addressed_answers_however_much_it_is(message: str) -> None:
    found = decide(mind(), situation(message, agents=EVERYBODY))

    assert (found.route.agent_id, found.route.tier, found.assessment.action) == (FINANCE.id, "rules", "DELEGATE")


class Placed:
    """An embedder that has a place for each text it knows, and counts."""

    name = "placed"

    def __init__(self, places: dict[str, Vector]) -> None:
        self.places = places
        self.asked: list[str] = []
        self.most_at_once = 0
        self.fails_after = 10_000

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        self.most_at_once = max(self.most_at_once, len(texts))
        if len(self.asked) >= self.fails_after:
            raise EmbedderUnavailable("down")
        self.asked += texts
        return [self.places.get(text, (0.0, 0.0, 1.0)) for text in texts]


def leaning(score: float) -> Vector:
    """A vector so near to that of the questions."""
    return (score, (1 - score * score) ** 0.5, 0.0)


QUESTION = "which parcels did customers send back this week?"


def placed(**scores: float) -> Placed:
    """An embedder that sees these agents so near to the question, and the system agents at 0."""
    by_slug = {spec.slug: spec for spec in EVERYBODY}
    places = {text: leaning(score) for slug, score in scores.items() for text in texts_of(by_slug[slug])}
    return Placed({**places, QUESTION: (1.0, 0.0, 0.0)})


@requirement("own-agents")
@pytest.mark.parametrize(
    ("scores", "is_sent"),
    [
        ({"returns_desk": SURE + 0.01}, True),
        ({"returns_desk": SURE - 0.01}, False),
        ({"returns_desk": 0.6, "finance": 0.6 - SURE_GAP - 0.01}, True),
        ({"returns_desk": 0.6, "finance": 0.6 - SURE_GAP + 0.01}, False),
        ({"returns_desk": 0.6, "product_analyst": 0.6 - SURE_LEAD - 0.01}, True),
        ({"returns_desk": 0.6, "product_analyst": 0.6 - SURE_LEAD + 0.01}, False),
    ],
)
def test_a_question_goes_to_an_own_agent_that_is_near_enough_and_nearer_than_all(
    scores: dict[str, float], is_sent: bool
) -> None:
    judge = Asked(level="MOLECULE", agent="returns_desk")
    near = Mind(levels=LEVELS, agents=LEARNED, embedder=placed(**scores))
    helped = Mind(levels=LEVELS, agents=LEARNED, embedder=placed(**scores), judge=judge)

    found = decide(near, situation(QUESTION, agents=EVERYBODY))
    asked = decide(helped, situation(QUESTION, agents=EVERYBODY))

    assert (found.route.agent_id == DESK.id) is is_sent
    assert (f"agent {QUESTION}" in judge.asked) is not is_sent
    assert asked.route.tier == ("examples" if is_sent else "model")
    assert asked.route.agent_id == DESK.id


def test_the_model_is_offered_ten_agents_at_most_the_nearest_own_ones_first() -> None:
    many = tuple(own(f"desk_{n}", f"Desk {n}", f"subject {n}") for n in range(20))
    places = {f"subject {n}": leaning(0.4 + 0.01 * n) for n in range(20)}
    which = Mind(levels=LEVELS, agents=LEARNED, embedder=Placed({**places, QUESTION: (1.0, 0.0, 0.0)}))

    found = decide(which, situation(QUESTION, agents=(*AGENTS, *many)))

    assert len(found.route.candidates) == MOST_CANDIDATES
    assert found.route.candidates[0] == "agt_own_desk_19"


def test_what_may_be_for_an_own_agent_is_no_small_talk() -> None:
    said = "my account is locked"
    desk = own("it_help", "IT help", "passwords and locked accounts")
    near = Placed({said: (1.0, 0.0, 0.0), desk.description: leaning(0.28)})

    without = decide(Mind(levels=LEVELS, agents=LEARNED, embedder=near), situation(said))
    beside = decide(Mind(levels=LEVELS, agents=LEARNED, embedder=near), situation(said, agents=(*AGENTS, desk)))

    assert (without.assessment.action, beside.assessment.action) == ("RESPOND", "DELEGATE")
    # Nobody is sure: the crew plans, and its planner may pick it.
    assert (beside.route.agent_id, beside.route.candidates[0]) == (None, desk.id)


def test_texts_of_agents_become_vectors_once_for_all_organizations() -> None:
    embedder = placed(returns_desk=0.5)
    which = Mind(levels=LEVELS, agents=LEARNED, embedder=embedder)
    one = situation(QUESTION, agents=EVERYBODY)
    other = replace(one, organization_id=OrganizationId("org_b"), agents=(*AGENTS, FINANCE))

    for asked in (one, other, one, other):
        decide(which, replace(asked, previous=f"{len(embedder.asked)}"))

    made = [text for text in embedder.asked if text != QUESTION]
    assert len(made) == len(set(made))
    assert embedder.most_at_once <= 4


def test_words_of_agents_are_taken_apart_once_for_all_organizations(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(text: str) -> dict[int, float]:
        read.append(text)
        return buckets(text)

    monkeypatch.setattr(agent_words, "buckets", counted)
    which = Mind(levels=LEVELS, agents=LEARNED)
    one = situation(QUESTION, agents=EVERYBODY)
    other = replace(one, organization_id=OrganizationId("org_b"), agents=(*AGENTS, FINANCE))
    for n, asked in enumerate((one, other, one, other)):
        decide(which, replace(asked, message=f"{QUESTION} {n}"))

    assert sorted(read) == sorted({text for spec in EVERYBODY for text in texts_of(spec)})


def test_words_of_texts_nobody_looks_at_any_more_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_words, "MOST_KEPT", 2)
    words = AgentWords()
    asked = buckets("returned parcels")
    for text in ("parcels", "refunds", "parcels", "invoices"):
        words.overlap(asked, text)

    assert list(words._kept) == ["parcels", "invoices"]
    assert words.overlap(asked, "returned parcels") == pytest.approx(1.0)
    assert words.overlap(asked, "invoices") == pytest.approx(
        sum(asked.get(bucket, 0.0) * value for bucket, value in buckets("invoices").items())
    )
    assert words.overlap(asked, "") == 0.0


def test_many_new_texts_are_made_little_by_little_and_none_is_lost_when_that_fails() -> None:
    embedder = Placed({})
    texts = AgentTexts(embedder)
    many = [own(f"desk_{n}", "Desk", f"subject {n}", *(f"{n} {m}" for m in range(19))) for n in range(5)]

    async def look() -> int:
        return len(await texts.of(many))

    counts = [asyncio.run(look())]
    embedder.fails_after = MOST_MADE + 8
    with pytest.raises(EmbedderUnavailable):
        asyncio.run(look())
    embedder.fails_after = 10_000
    counts += [asyncio.run(look()) for _ in range(2)]

    assert counts == [MOST_MADE // 20, 5, 5]
    assert len(embedder.asked) == len(set(embedder.asked)) == 100


def test_without_all_vectors_words_are_compared_and_nobody_is_sure() -> None:
    desk = own("desk", "Desk", QUESTION)

    found = nearness(QUESTION, (1.0, 0.0), [desk, FINANCE], [], {desk.id: [(1.0, 0.0)]}, AgentWords())

    assert (found.nearest, found.has_vectors, found.is_sure) == (desk.id, False, False)


@pytest.mark.parametrize("field", ["slug", "name", "description", "tools", "examples"])
def test_a_changed_agent_makes_another_set(field: str) -> None:
    value = ("list_products",) if field in {"tools", "examples"} else "other"

    assert version_of((DESK,)) != version_of((DESK.model_copy(update={field: value}),))
