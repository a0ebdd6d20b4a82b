"""What an agreement agrees to: the offer, however it was made; and nothing where nothing was offered."""

import pytest

from gateway.chat.mind.small_talk import agrees, proposal_of


@pytest.mark.parametrize(
    ("said", "offer"),
    [
        ("Shall I list the latest ten?", "list the latest ten"),
        ("Do you want me to count the orders from Italy as well?", "count the orders from Italy as well"),
        ("I can list the returns by day. Shall I?", "list the returns by day"),
        ("I could write a short report on last week. Would that help?", "write a short report on last week"),
        (
            "Next I would check the stock and the reviews together. Ready?",
            "Next I would check the stock and the reviews together",
        ),
        ("Plan: 1) traffic, 2) anomalies, 3) products. Start?", "Plan: 1) traffic, 2) anomalies, 3) products"),
        ("I propose a full review. It has three parts. Shall I start?", "I propose a full review. It has three parts"),
        ("I can break that down by day, or by week. Which one?", "break that down by day, or by week"),
        ("I can put that into a table, if you like.", "put that into a table, if you like"),
    ],
)
def test_the_offer_is_found_however_it_was_made(said: str, offer: str) -> None:
    assert proposal_of(said) == offer


@pytest.mark.parametrize(
    "said",
    [
        "There were 1,204 web sessions yesterday.",
        "In-store visits on Saturday: 1,902. Was this what you were looking for?",
        "Glad that helped! Is everything clear now?",
        "",
    ],
)
def test_what_offers_nothing_is_no_offer(said: str) -> None:
    assert proposal_of(said) is None


@pytest.mark.parametrize(
    "message", ["go for it", "do both", "yes, all three please", "yes, the whole thing", "both", "go"]
)
def test_a_choice_of_everything_is_an_agreement(message: str) -> None:
    assert agrees(message)


@pytest.mark.parametrize("message", ["the second one", "yes, but only the web", "all three stores by day", "go deeper"])
def test_whoever_says_more_has_asked_something(message: str) -> None:
    assert not agrees(message)
