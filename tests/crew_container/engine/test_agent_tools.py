"""The tools that agents of a container may name."""

import pytest

from crew_container.engine.agent_tools import ToolMissing, foreign_tool, offered_tools


def test_without_further_ado_the_tools_are_the_platforms_and_the_one_that_keeps() -> None:
    assert set(offered_tools()) == {
        "get_interaction_summary",
        "list_interactions",
        "search_interactions",
        "interaction_timeseries",
        "search_patterns",
        "list_patterns",
        "get_pattern_report",
        "search_products",
        "list_products",
        "get_product",
        "get_organization_context",
        "get_analytics_overview",
        "create_artifact",
    }


def test_a_tool_of_the_optional_package_says_what_is_missing() -> None:
    with pytest.raises(ToolMissing, match="crew-tools"):
        foreign_tool("crewai_tools:FileReadTool")
