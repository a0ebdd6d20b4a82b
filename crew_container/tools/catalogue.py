"""All tools by name: what a model is told about each, and the function behind it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue, ValidationError

from crew_container.gateway_client.platform import PlatformError
from crew_container.tools import (
    create_artifact,
    get_analytics_overview,
    get_interaction_summary,
    get_organization_context,
    get_pattern_report,
    get_product,
    interaction_timeseries,
    list_interactions,
    list_patterns,
    list_products,
    search_interactions,
    search_patterns,
    search_products,
)
from crew_container.tools.arguments import Arguments, NoArguments, model_schema
from crew_container.tools.results import ToolContext, failed
from shared.tools import ToolResult


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. `schema` is what the model sees of its arguments."""

    name: str
    description: str
    arguments: type[Arguments]
    schema: dict[str, JsonValue]
    # Every function takes its own argument class; `parse` makes it, so the pair always fits.
    function: Callable[[ToolContext, Any], Awaitable[ToolResult]]

    def parse(self, given: dict[str, JsonValue]) -> Arguments:
        """Return the arguments, or raise ValidationError."""
        return self.arguments.model_validate(given)

    async def answer(self, context: ToolContext, arguments: Arguments) -> ToolResult:
        """Run the tool; a platform that does not answer makes a result that says so."""
        try:
            return await self.function(context, arguments)
        except PlatformError as exc:
            return failed(self.name, exc.code, str(exc))


def wrong_arguments(error: ValidationError) -> str:
    """Say to the model what is wrong with its arguments, in one sentence."""
    parts = [f"{'.'.join(map(str, part['loc'])) or 'arguments'}: {part['msg']}" for part in error.errors()[:5]]
    return "The arguments are not right: " + "; ".join(parts)


def _tool(
    name: str,
    description: str,
    arguments: type[Arguments],
    function: Callable[[ToolContext, Any], Awaitable[ToolResult]],
) -> Tool:
    return Tool(name, description, arguments, model_schema(arguments), function)


def all_tools() -> dict[str, Tool]:
    """Return every tool of the platform by its name."""
    tools = (
        _tool(
            get_interaction_summary.NAME,
            get_interaction_summary.DESCRIPTION,
            NoArguments,
            get_interaction_summary.get_interaction_summary,
        ),
        _tool(
            list_interactions.NAME,
            list_interactions.DESCRIPTION,
            list_interactions.ListInteractions,
            list_interactions.list_interactions,
        ),
        _tool(
            search_interactions.NAME,
            search_interactions.DESCRIPTION,
            search_interactions.SearchInteractions,
            search_interactions.search_interactions,
        ),
        _tool(
            interaction_timeseries.NAME,
            interaction_timeseries.DESCRIPTION,
            interaction_timeseries.InteractionTimeseries,
            interaction_timeseries.interaction_timeseries,
        ),
        _tool(
            search_patterns.NAME,
            search_patterns.DESCRIPTION,
            search_patterns.SearchPatterns,
            search_patterns.search_patterns,
        ),
        _tool(list_patterns.NAME, list_patterns.DESCRIPTION, list_patterns.ListPatterns, list_patterns.list_patterns),
        _tool(
            get_pattern_report.NAME,
            get_pattern_report.DESCRIPTION,
            get_pattern_report.GetPatternReport,
            get_pattern_report.get_pattern_report,
        ),
        _tool(
            search_products.NAME,
            search_products.DESCRIPTION,
            search_products.SearchProducts,
            search_products.search_products,
        ),
        _tool(list_products.NAME, list_products.DESCRIPTION, list_products.ListProducts, list_products.list_products),
        _tool(get_product.NAME, get_product.DESCRIPTION, get_product.GetProduct, get_product.get_product),
        _tool(
            get_organization_context.NAME,
            get_organization_context.DESCRIPTION,
            get_organization_context.GetOrganizationContext,
            get_organization_context.get_organization_context,
        ),
        _tool(
            get_analytics_overview.NAME,
            get_analytics_overview.DESCRIPTION,
            NoArguments,
            get_analytics_overview.get_analytics_overview,
        ),
        _tool(
            create_artifact.NAME,
            create_artifact.DESCRIPTION,
            create_artifact.CreateArtifact,
            create_artifact.create_artifact,
        ),
    )
    return {tool.name: tool for tool in tools}
