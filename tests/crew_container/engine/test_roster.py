"""The declaration of the agents."""

from pathlib import Path

import pytest

from crew_container.engine.agent_tools import foreign_tool
from crew_container.engine.roster import AgentCard, RosterError, load_roster

GOOD = """
specialists:
  - {slug: one, name: One, description: knows one, role: r, goal: g, prompt: one.md, tools: [list_interactions]}
synthesiser: {slug: two, name: Two, description: writes, role: r, goal: g, prompt: one.md}
"""


def declared(tmp_path: Path, text: str) -> Path:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "one.md").write_text("Be one.")
    (tmp_path / "agents.yaml").write_text(text)
    return tmp_path


def test_the_shipped_agents_are_those_of_the_crew() -> None:
    roster, prompts = load_roster()
    assert {card.slug: card.tools for card in roster.cards} == {
        "interaction_analyst": ("get_interaction_summary", "list_interactions", "search_interactions"),
        "pattern_analyst": ("search_patterns", "get_organization_context"),
        "product_analyst": ("search_products", "search_patterns", "get_organization_context"),
        "synthesiser": (),
    }
    assert all(prompts.values())


def test_a_declaration_is_read(tmp_path: Path) -> None:
    roster, prompts = load_roster(declared(tmp_path, GOOD))
    assert isinstance(roster.specialists[0], AgentCard)
    assert prompts == {"one": "Be one.", "two": "Be one."}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("slug: One", "slug: one"),
        ("slug: one", "slug: two"),
        ("slug: planner", "slug: one"),
        ("prompt: ../one.md", "prompt: one.md"),
        ("prompt: none.md", "prompt: one.md"),
        ("colour: red, slug: one", "slug: one"),
        ("specialists: [", "specialists:"),
    ],
)
def test_a_wrong_declaration_is_refused(tmp_path: Path, wrong: str, right: str) -> None:
    text = GOOD.replace(right, wrong) if wrong != "slug: one" else GOOD.replace(right, "slug: one")
    with pytest.raises(RosterError):
        load_roster(declared(tmp_path, text))


def test_a_tool_of_the_optional_package_says_what_is_missing() -> None:
    with pytest.raises(RosterError, match="crew-tools"):
        foreign_tool("crewai_tools:FileReadTool")
