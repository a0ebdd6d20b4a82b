"""Which of CROW's paths a run may read, and where each of them names the organization.

Bodies, query strings and paths are CROW's byte for byte. Only reading is possible through here.
"""

import re
from collections.abc import Sequence

from gateway.chat.errors import NotFound
from shared.ids import OrganizationId

ORGANIZATION = r"(?P<organization>[A-Za-z0-9_-]{1,128})"
OBJECT = r"[A-Za-z0-9_-]{1,128}"

READABLE = tuple(
    re.compile(f"^{path}$")
    for path in (
        f"/api/v1/interactions/organization/{ORGANIZATION}",
        f"/api/v1/interactions/organization/{ORGANIZATION}/summary",
        f"/api/v1/interactions/organization/{ORGANIZATION}/search",
        f"/api/v1/patterns/organization/{ORGANIZATION}",
        f"/api/v1/patterns/organization/{ORGANIZATION}/search",
        f"/api/v1/patterns/{OBJECT}",
        f"/api/v1/products/organization/{ORGANIZATION}",
        "/api/v1/products/search",
        "/api/v1/products/categories",
        f"/api/v1/products/{OBJECT}",
        f"/api/v1/products/{OBJECT}/ai-descriptions",
        f"/api/v1/organizations/{ORGANIZATION}",
        f"/api/v1/organizations/{ORGANIZATION}/context",
        "/api/v1/qna/search",
        "/api/v1/analytics/overview",
    )
)
QUERY_ORGANIZATION = "organizationId"


def check_path(path: str, query: Sequence[tuple[str, str]], organization_id: OrganizationId) -> None:
    """Raise NotFound unless the path is one of CROW's and every organization that it names is the grant's own.

    Paths that name none (one pattern, one product) are pinned by the header that goes with them.
    """
    match_ = next((found for pattern in READABLE if (found := pattern.match(path))), None)
    if match_ is None:
        raise NotFound
    named = [value for name, value in query if name == QUERY_ORGANIZATION]
    named += [value for value in match_.groupdict().values() if value is not None]
    if any(value != organization_id for value in named):
        raise NotFound
