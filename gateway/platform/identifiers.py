"""The two names of an organization: its own id, and the login service's, under which products may be stored."""

import re
from collections import OrderedDict
from http import HTTPStatus

from pydantic_core import from_json

from gateway.chat.model import PlatformAnswer
from gateway.platform.fresh_answers import FreshAnswers
from gateway.platform.paths import ID
from gateway.platform.upstream import Platform, Unanswered
from shared.ids import OrganizationId

REMEMBERED = 1_024
IS_ID = re.compile(ID)


class Identifiers:
    """Which names an organization has, and under which of them its products were found last."""

    def __init__(self, platform: Platform, fresh: FreshAnswers) -> None:
        self._platform = platform
        self._fresh = fresh
        self._owners: OrderedDict[OrganizationId, OrganizationId] = OrderedDict()

    async def of(self, organization_id: OrganizationId) -> tuple[OrganizationId, ...]:
        """Its own id, then the login service's if the platform tells it. Raises PlatformUnavailable, Unanswered.

        That it cannot tell now is not that there is none: under the other name there may be everything.
        """
        path = f"/api/v1/organizations/{organization_id}"

        async def load() -> PlatformAnswer:
            return await self._platform.get(path, (), organization_id)

        answer = await self._fresh.read((organization_id, "organization", path), load)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unanswered(answer)
        other = _login_id(answer)
        return (organization_id,) if other in {None, organization_id} else (organization_id, OrganizationId(str(other)))

    def owner(self, organization_id: OrganizationId) -> OrganizationId | None:
        """The name under which products were found."""
        return self._owners.get(organization_id)

    def note_owner(self, organization_id: OrganizationId, owner: OrganizationId) -> None:
        """Products were found under that name: it is asked first from now on."""
        self._owners[organization_id] = owner
        self._owners.move_to_end(organization_id)
        if len(self._owners) > REMEMBERED:
            self._owners.popitem(last=False)

    def forget(self, organization_id: OrganizationId) -> None:
        """Let go of what is known of an organization."""
        self._owners.pop(organization_id, None)


def _login_id(answer: PlatformAnswer) -> str | None:
    if answer.status != HTTPStatus.OK:
        return None
    try:
        body = from_json(answer.body)
    except ValueError:
        return None
    found = body.get("betterAuthOrgId") if isinstance(body, dict) else None
    return found if isinstance(found, str) and IS_ID.fullmatch(found) else None
