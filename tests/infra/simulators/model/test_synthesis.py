"""The synthesiser: one answer from several findings, and nothing besides."""

import pytest

from infra.simulators.model.brain.think import think
from tests.infra.simulators.model.dialogue import request

QUESTION = "Why did checkout conversion drop, and what do people say about delivery?"
PATTERNS = "What the patterns say about the cause:\n\n- Checkout conversion fell to 1.9 % [11]"
VOICES = "What people say about delivery, from the interactions:\n\n- “nine days late” [21]\n- “box was broken” [22]"


def synthesise(findings: str, question: str = QUESTION) -> str:
    messages = [
        {"role": "system", "content": "You are the synthesiser. Keep the citations."},
        {
            "role": "user",
            "content": f"\nCurrent Task: {question}\n\nFindings:\n\n{findings}\n\nProvide your complete response:",
        },
    ]
    return think(request(messages)).text


def test_findings_are_joined_in_the_order_of_the_question() -> None:
    told = synthesise(f"## Interaction analyst\n{VOICES}\n\n## Pattern analyst\n{PATTERNS}")

    assert told.index("[11]") < told.index("[21]") < told.index("[22]")
    assert PATTERNS in told
    assert VOICES in told
    assert "the pattern analyst [11] and the interaction analyst [21]" in told
    assert "Provide your complete response" not in told


def test_no_line_is_told_twice() -> None:
    again = f"Posts:\n\n- “nine days late” [21]\n- “never arrived” [23]\n\n{PATTERNS}"

    told = synthesise(f"## Interaction analyst\n{VOICES}\n\n## Pattern analyst\n{again}")

    assert told.count("nine days late") == 1
    assert told.count("never arrived") == 1


def test_ignorance_is_dropped_when_somebody_knows() -> None:
    told = synthesise(f"## Product analyst\nI do not know from this data.\n\n## Pattern analyst\n{PATTERNS}")

    assert "do not know" not in told
    assert PATTERNS in told


def test_when_nobody_knows_that_is_the_answer() -> None:
    told = synthesise("## Product analyst\nI do not know from this data.\n\n## Pattern analyst\nI cannot tell.")

    assert told.startswith("I do not know from this data")


@pytest.mark.parametrize("failure", ["This source was unavailable.", "(failed: timeout)", "It timed out after 20 s."])
def test_a_failed_specialist_is_named(failure: str) -> None:
    told = synthesise(f"## Product analyst\n{failure}\n\n## Pattern analyst\n{PATTERNS}")

    assert f"Product analyst: {failure}" in told
    assert PATTERNS in told


def test_when_all_failed_it_is_not_called_no_data() -> None:
    told = synthesise("## Product analyst\nunavailable (503)\n\n## Pattern analyst\nunavailable (503)")

    assert "it does not mean that there is no data" in told
    assert "do not know" not in told


def test_a_table_stays_whole() -> None:
    table = (
        "Counts from the interaction summary:\n\n| group | count |\n| --- | --- |\n| web | 5 [1] |\n| social | 5 [1] |"
    )

    assert synthesise(f"## Interaction analyst\n{table}", "How many interactions per channel?") == table
