"""The tools that every crew container has, by name, each with a line for people who choose among them.

What a model is told of a tool stands with the tool; a test compares the names.
"""

from typing import Final

TOOLS: Final[dict[str, str]] = {
    "get_interaction_summary": "Counts of all recorded interactions by channel",
    "list_interactions": "Interactions by channel, product, word or time, newest or oldest first",
    "search_interactions": "Interactions that mean what is asked, best first",
    "interaction_timeseries": "Interactions counted by hour, day or week, and by channel, tag or product",
    "search_patterns": "Detected patterns that mean what is asked, best first",
    "list_patterns": "Detected patterns by type and confidence, newest first",
    "get_pattern_report": "The latest report on patterns of an hour, day, week, month or year",
    "search_products": "Products of the catalogue that mean what is asked",
    "list_products": "Products of the catalogue by category, price and stock",
    "get_product": "One product with everything that is known of it",
    "get_organization_context": "What the organization is and sells, and what it says about itself",
    "get_analytics_overview": "Totals of the usage events by type and source",
    "create_artifact": "Leave a chart, a table or a summary beside the answer",
}
