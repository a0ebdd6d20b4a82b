"""Read products: under either name of their organization, and one by one only when they belong to it.

CROW's organization service says that products are stored under the login service's id, its product service was seen
with either. So what is not found under one name is looked for under the other.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from gateway.chat.errors import NotFound, PlatformUnavailable
from gateway.chat.model import PlatformAnswer
from gateway.platform.identifiers import Identifiers
from gateway.platform.paths import QUERY_ORGANIZATION, Reading
from gateway.platform.upstream import Platform
from shared.ids import OrganizationId
from shared.loose_json import parse_loosely

LISTS = ("results", "products", "categories")
# How the services refuse a name that is not theirs.
NOT_THEIRS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})


class Products:
    """The product service behind both names of an organization."""

    def __init__(self, platform: Platform, identifiers: Identifiers) -> None:
        self._platform = platform
        self._identifiers = identifiers

    async def list(self, reading: Reading, organization_id: OrganizationId) -> PlatformAnswer:
        """A list of products, or of their categories. Raises PlatformUnavailable."""
        owner = self._identifiers.owner(organization_id)
        first = owner or organization_id
        answer = await self._list_under(reading, organization_id, first)
        if _has_rows(answer):
            self._identifiers.note_owner(organization_id, first)
            return answer
        if answer.status not in NOT_THEIRS and (owner is not None or answer.status != HTTPStatus.OK):
            return answer
        for other in await self._identifiers.of(organization_id):
            if other != first:
                found = await self._list_under(reading, organization_id, other)
                if _has_rows(found):
                    self._identifiers.note_owner(organization_id, other)
                    return found
                if found.status not in {HTTPStatus.OK, *NOT_THEIRS}:
                    # They may be there: nothing under the first name is not nothing at all.
                    return found
        return answer

    async def _list_under(
        self, reading: Reading, organization_id: OrganizationId, name: OrganizationId
    ) -> PlatformAnswer:
        path = reading.path.replace(f"/organization/{organization_id}", f"/organization/{name}")
        query = [(key, name if key == QUERY_ORGANIZATION else value) for key, value in reading.query]
        return await self._platform.get(path, query, name)

    async def find(self, reading: Reading, organization_id: OrganizationId) -> PlatformAnswer:
        """One product, or what is told about one. Raises NotFound when it is not of this organization."""
        base = f"/api/v1/products/{reading.object_id}"
        names: Sequence[OrganizationId] = (organization_id,)
        product = await self._platform.get(base, (), organization_id)
        if product.status in NOT_THEIRS or (product.status == HTTPStatus.OK and not belongs_to(product, names)):
            names = await self._identifiers.of(organization_id)
        for name in names:
            if name != organization_id:
                product = await self._platform.get(base, (), name)
            if product.status in NOT_THEIRS:
                continue
            if product.status == HTTPStatus.OK and not belongs_to(product, names):
                require_object(product)
                break
            if reading.path == base or product.status != HTTPStatus.OK:
                return product
            return await self._platform.get(reading.path, (), name)
        raise NotFound


def require_object(answer: PlatformAnswer) -> None:
    """Raises PlatformUnavailable for what cannot be read: that is no sign that there is nothing."""
    try:
        is_object = isinstance(parse_loosely(answer.body), dict)
    except ValueError:
        is_object = False
    if not is_object:
        raise PlatformUnavailable("The platform's answer could not be read.")


def belongs_to(answer: PlatformAnswer, names: Sequence[OrganizationId]) -> bool:
    """Whether the object names one of these as its organization; one that names none belongs to nobody."""
    return _parsed(answer).get("organizationId") in names


def _has_rows(answer: PlatformAnswer) -> bool:
    body = _parsed(answer) if answer.status == HTTPStatus.OK else {}
    return any(isinstance(rows := body.get(name), list) and rows for name in LISTS)


def _parsed(answer: PlatformAnswer) -> dict[str, Any]:
    try:
        body = parse_loosely(answer.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
