"""What each user may see, as the platform says, remembered for a short while."""

from http import HTTPStatus
from urllib.parse import quote

from gateway.chat.errors import NotPermitted, PlatformUnavailable
from gateway.chat.model import Grant, PlatformAnswer
from gateway.platform.fresh_answers import FreshAnswers
from gateway.platform.permission import EVERYTHING, Permission, parse_permission
from gateway.platform.upstream import Platform, Unanswered

# That the platform does not know a user is an answer too.
ANSWERS = frozenset({HTTPStatus.OK, HTTPStatus.NOT_FOUND})


class Users:
    """The platform's user service, asked for one thing."""

    def __init__(self, platform: Platform, fresh: FreshAnswers, *, unknown_may_read: bool) -> None:
        """`unknown_may_read`: users of our own keys, of whom the platform never heard, see all of the organization."""
        self._platform = platform
        self._fresh = fresh
        self._unknown_may_read = unknown_may_read

    async def permission_of(self, grant: Grant) -> Permission:
        """What the run's user may see: without an answer nothing is read.

        Raises NotPermitted, PlatformUnavailable, Unanswered.
        """
        path = f"/api/v1/users/{quote(grant.user_id, safe='')}/permissions"

        async def load() -> PlatformAnswer:
            return await self._platform.get(path, (), grant.organization_id)

        answer = await self._fresh.read((grant.organization_id, "permissions", path), load, statuses=ANSWERS)
        if answer.status == HTTPStatus.OK:
            return parse_permission(answer.body)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Unanswered(answer)
        if answer.status != HTTPStatus.NOT_FOUND:
            raise PlatformUnavailable("The platform does not say what this user may see.")
        if not self._unknown_may_read:
            raise NotPermitted("The platform does not know this user.")
        return EVERYTHING
