"""Which of CROW's paths a run may read, where each names the organization, and which tools read it.

Paths, query strings and bodies are CROW's byte for byte. Only reading is possible through here. A parameter that CROW
does not know, or one that is given twice, is refused: which of two values a server takes is its secret.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gateway.chat.errors import NotFound, PlatformRequestWrong
from shared.ids import OrganizationId

Kind = Literal[
    "interactions",
    "interaction_counts",
    "interaction_search",
    "patterns",
    "pattern",
    "reports",
    "pattern_search",
    "products",
    "product",
    "organization",
    "passages",
    "overview",
]
Query = Sequence[tuple[str, str]]

ID = r"[A-Za-z0-9_-]{1,128}"
OF_ORGANIZATION = rf"organization/(?P<organization>{ID})"
QUERY_ORGANIZATION = "organizationId"
LISTING = ("list_interactions", "interaction_timeseries", "search_interactions", "get_interaction_summary")
PATTERNS = ("list_patterns", "search_patterns")
PRODUCTS = ("list_products",)


@dataclass(frozen=True, slots=True)
class Path:
    """One of CROW's paths: what is read there, with which parameters, by which tools."""

    kind: Kind
    pattern: re.Pattern[str]
    parameters: frozenset[str]
    tools: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One request that a run may make. `object_id` is set where the path names an object and no organization."""

    kind: Kind
    path: str
    query: tuple[tuple[str, str], ...]
    tools: frozenset[str]
    object_id: str | None = None

    def value(self, name: str) -> str | None:
        """The value of a parameter."""
        return next((value for given, value in self.query if given == name), None)


def _path(kind: Kind, path: str, parameters: str, *tools: str) -> Path:
    return Path(kind, re.compile(f"/api/v1/{path}"), frozenset(parameters.split()), frozenset(tools))


# A path that has `period` among its parameters answers reports when that is given, and patterns otherwise.
PATHS = (
    _path("interactions", f"interactions/{OF_ORGANIZATION}", "page limit sourceType productId q", *LISTING),
    _path("interaction_counts", f"interactions/{OF_ORGANIZATION}/summary", "", "get_interaction_summary"),
    _path("interaction_search", f"interactions/{OF_ORGANIZATION}/search", "q limit", "search_interactions"),
    _path("patterns", f"patterns/{OF_ORGANIZATION}", "query limit offset", *PATTERNS),
    _path("patterns", "patterns", "organizationId query limit offset", *PATTERNS),
    _path("reports", f"patterns/{OF_ORGANIZATION}", "period query limit offset", "get_pattern_report"),
    _path("reports", "patterns", "organizationId period query limit offset", "get_pattern_report"),
    _path("pattern_search", f"patterns/{OF_ORGANIZATION}/search", "q topK", "search_patterns"),
    _path("pattern", f"patterns/(?P<object>{ID})", "", "list_patterns"),
    _path("products", f"products/{OF_ORGANIZATION}", "page pageSize", *PRODUCTS),
    _path("products", "products/search", "organizationId q limit mode", "search_products"),
    _path("products", "products/categories", "organizationId", *PRODUCTS),
    _path("product", f"products/(?P<object>{ID})", "", "get_product"),
    _path("product", f"products/(?P<object>{ID})/ai-descriptions", "", "get_product"),
    _path("organization", f"organizations/(?P<organization>{ID})", "", "get_organization_context"),
    _path("organization", f"organizations/(?P<organization>{ID})/context", "", "get_organization_context"),
    _path("passages", "qna/search", "organizationId q topK", "get_organization_context"),
    _path("overview", "analytics/overview", "organizationId", "get_analytics_overview"),
    _path("overview", f"analytics/summary/{OF_ORGANIZATION}", "", "get_analytics_overview"),
)
# Words that stand where an id could stand: no object is named so.
NOT_AN_ID = frozenset({"search", "categories", "organization"})


def reading_of(path: str, query: Query, organization_id: OrganizationId) -> Reading:
    """Return what is asked for. Raises NotFound, PlatformRequestWrong.

    NotFound unless the path is one of CROW's and names the grant's own organization and no other. The platform does not
    check the header everywhere, so a path that names neither organization nor object must do so in its query.
    """
    found = _find(path, has_period=any(name == "period" for name, _ in query))
    if found is None:
        raise NotFound
    known, groups = found
    object_id = groups.get("object")
    named = [value for name, value in query if _means_organization(name)]
    named += [groups["organization"]] if "organization" in groups else []
    if any(value != organization_id for value in named) or not (named or object_id) or object_id in NOT_AN_ID:
        raise NotFound
    names = [name for name, _ in query]
    if not known.parameters.issuperset(names) or len(names) != len(set(names)):
        raise PlatformRequestWrong
    return Reading(known.kind, path, tuple(query), known.tools, object_id)


def _find(path: str, *, has_period: bool) -> tuple[Path, dict[str, str]] | None:
    for known in PATHS:
        if known.kind in {"patterns", "reports"} and (known.kind == "reports") != has_period:
            continue
        if (match := known.pattern.fullmatch(path)) is not None:
            return known, match.groupdict()
    return None


def _means_organization(name: str) -> bool:
    """Tell whether some server might take this parameter for the organization: `organizationid`, `organizationId[]`."""
    return "organizationid" in "".join(letter for letter in name.lower() if letter.isalnum())
