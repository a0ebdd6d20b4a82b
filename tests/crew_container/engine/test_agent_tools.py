"""The tools that agents of a container may name."""

import pytest

from crew_container.engine.agent_tools import ToolMissing, foreign_tool, offered_tools


def test_without_further_ado_the_tools_are_the_platforms() -> None:
    assert set(offered_tools()) == {
        "get_interaction_summary",
        "list_interactions",
        "search_interactions",
        "search_patterns",
        "search_products",
        "get_organization_context",
    }


def test_a_tool_of_the_optional_package_says_what_is_missing() -> None:
    with pytest.raises(ToolMissing, match="crew-tools"):
        foreign_tool("crewai_tools:FileReadTool")
