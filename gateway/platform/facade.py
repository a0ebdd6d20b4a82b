"""The platform as a run may read it: its own organization, what its user may see, as much as its grant allows.

In this order: is it one of CROW's paths and of this organization; does a tool of the run read it; is something left of
the run's budget; may the user see it. Only then is somebody asked: a fresh answer that we have, or the platform.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Protocol

from gateway.chat.errors import NotFound, ToolBudgetSpent, ToolNotGranted
from gateway.chat.model import Grant, PlatformAnswer
from gateway.chat.ports.clock import Clock
from gateway.platform.fresh_answers import FreshAnswers
from gateway.platform.identifiers import Identifiers
from gateway.platform.ownership import names_in, without_foreign
from gateway.platform.paths import Query, Reading, reading_of
from gateway.platform.permission import Permission
from gateway.platform.products import Products, belongs_to, require_object
from gateway.platform.sight import limited
from gateway.platform.upstream import Platform, Unanswered
from gateway.platform.users import Users
from shared.ids import OrganizationId

# Tells a tool that the platform was not asked for this answer: somebody has asked the same just before.
SHARED_HEADER = "x-chat-shared"


class Budgets(Protocol):
    """What is left of grants."""

    async def spend(self, digest: str, *, pages: int) -> bool:
        """Take one request and so many pages; False when there is not as much left."""
        ...

    async def charge(self, digest: str, byte_count: int) -> None:
        """Take the bytes of an answer."""
        ...


class Facade:
    """CROW's paths, read for a grant."""

    def __init__(
        self, platform: Platform, fresh: FreshAnswers, budgets: Budgets, clock: Clock, *, unknown_may_read: bool
    ) -> None:
        """`clock` gives Unix milliseconds."""
        self._platform = platform
        self._fresh = fresh
        self._budgets = budgets
        self._clock = clock
        self._identifiers = Identifiers(platform, fresh)
        self._products = Products(platform, self._identifiers)
        self._users = Users(platform, fresh, unknown_may_read=unknown_may_read)

    async def get(self, grant: Grant, path: str, query: Query) -> PlatformAnswer:
        """GET one of CROW's paths.

        Raises NotFound, PlatformRequestWrong, ToolNotGranted, ToolBudgetSpent, NotPermitted, LimitsApply and
        PlatformUnavailable.
        """
        reading = reading_of(path, query, grant.organization_id)
        if not reading.tools & grant.tools:
            raise ToolNotGranted
        if not await self._budgets.spend(grant.digest, pages=int(_is_page(reading))):
            raise ToolBudgetSpent
        try:
            return await self._read(grant, reading)
        except Unanswered as busy:
            return busy.answer

    async def _read(self, grant: Grant, reading: Reading) -> PlatformAnswer:
        permission = await self._users.permission_of(grant)
        allowed = permission.check(reading, self._clock())
        key = (
            grant.organization_id,
            permission.key,
            allowed.path,
            *(f"{name}={value}" for name, value in allowed.query),
        )

        is_asked = False

        async def load() -> PlatformAnswer:
            nonlocal is_asked
            is_asked = True
            return await self._ask(grant, allowed, permission)

        answer = await self._fresh.read(key, load)
        await self._budgets.charge(grant.digest, len(answer.body))
        return answer if is_asked else replace(answer, headers={**answer.headers, SHARED_HEADER: "true"})

    def forget(self, organization_id: OrganizationId) -> int:
        """Let go of what is remembered of an organization; how many answers that were."""
        self._identifiers.forget(organization_id)
        return self._fresh.forget(organization_id)

    async def _ask(self, grant: Grant, reading: Reading, permission: Permission) -> PlatformAnswer:
        organization_id = grant.organization_id
        match reading.kind:
            case "products":
                answer = await self._products.list(reading, organization_id)
            case "product":
                answer = await self._products.find(reading, organization_id)
            case "pattern":
                answer = await self._platform.get(reading.path, (), organization_id)
                if answer.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
                    raise NotFound
                if answer.status == HTTPStatus.OK and not belongs_to(answer, [organization_id]):
                    require_object(answer)
                    raise NotFound
            case _:
                answer = await self._platform.get(reading.path, reading.query, organization_id)
        return limited(await self._own(answer, organization_id), reading, permission, self._clock())

    async def _own(self, answer: PlatformAnswer, organization_id: OrganizationId) -> PlatformAnswer:
        named = names_in(answer)
        if named <= {organization_id}:
            return answer
        names = await self._identifiers.of(organization_id)
        return answer if named <= set(names) else without_foreign(answer, names)


def _is_page(reading: Reading) -> bool:
    """Whether many rows are asked for: a single one only tells how many there are, or when one was."""
    return reading.kind == "interactions" and reading.value("limit") != "1"
