"""Which of CROW's paths a run may read, and where each of them names the organization.

Bodies, query strings and paths are CROW's byte for byte. Only reading is possible through here.
"""

import re
from collections.abc import Sequence

from gateway.chat.errors import NotFound
from shared.ids import OrganizationId

ORGANIZATION = r"(?P<organization>[A-Za-z0-9_-]{1,128})"

READABLE = tuple(
    re.compile(path)
    for path in (
        f"/api/v1/interactions/organization/{ORGANIZATION}",
        f"/api/v1/interactions/organization/{ORGANIZATION}/summary",
        f"/api/v1/interactions/organization/{ORGANIZATION}/search",
        f"/api/v1/patterns/organization/{ORGANIZATION}",
        f"/api/v1/patterns/organization/{ORGANIZATION}/search",
        f"/api/v1/products/organization/{ORGANIZATION}",
        "/api/v1/products/search",
        "/api/v1/products/categories",
        f"/api/v1/organizations/{ORGANIZATION}",
        f"/api/v1/organizations/{ORGANIZATION}/context",
        "/api/v1/qna/search",
        "/api/v1/analytics/overview",
    )
)
QUERY_ORGANIZATION = "organizationId"


def check_path(path: str, query: Sequence[tuple[str, str]], organization_id: OrganizationId) -> None:
    """Raise NotFound unless the path is one of CROW's and names the grant's own organization, and no other.

    The platform does not check the header everywhere, so a path that names no organization must do so in its query.
    """
    match_ = next((found for pattern in READABLE if (found := pattern.fullmatch(path))), None)
    if match_ is None:
        raise NotFound
    named = [value for name, value in query if _means_organization(name)]
    named += [value for value in match_.groupdict().values() if value is not None]
    if not named or any(value != organization_id for value in named):
        raise NotFound


def _means_organization(name: str) -> bool:
    """Tell whether some server might take this parameter for the organization: `organizationid`, `organizationId[]`."""
    return "organizationid" in "".join(letter for letter in name.lower() if letter.isalnum())
