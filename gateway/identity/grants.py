"""Run grants: opaque secrets that live as long as the run they were minted for."""

from collections.abc import Callable
from dataclasses import dataclass

from gateway.chat.errors import GrantUnknown, TurnOver
from gateway.chat.model import Grant, NewGrant
from gateway.chat.ports.access import StoredGrants
from gateway.chat.ports.clock import Clock
from gateway.identity.secrets import digest, new_secret
from shared.ids import WorkerId

PREFIX = "ct_"


@dataclass(frozen=True, slots=True)
class GrantTerms:
    """What every fresh grant allows."""

    requests: int
    pages: int
    bytes: int
    lifetime_seconds: float


class Grants:
    """Mints grants and checks what a run presents."""

    def __init__(
        self,
        stored: StoredGrants,
        pepper: bytes,
        terms: GrantTerms,
        clock: Clock,
        *,
        on_over: Callable[[Grant], None],
    ) -> None:
        """`on_over` hears of every run that calls although its turn is over."""
        self._stored = stored
        self._pepper = pepper
        self._terms = terms
        self._clock = clock
        self._on_over = on_over

    def mint(self) -> tuple[str, NewGrant]:
        """A fresh grant, and what is to be stored of it."""
        secret, terms = PREFIX + new_secret(), self._terms
        return secret, NewGrant(
            digest=digest(self._pepper, secret),
            requests=terms.requests,
            pages=terms.pages,
            bytes=terms.bytes,
            lifetime_milliseconds=round(terms.lifetime_seconds * 1000),
        )

    async def verify(self, presented: str, worker_id: WorkerId) -> Grant:
        """The grant behind the secret, in the hands of the container that it was minted for.

        Raises GrantUnknown, TurnOver.
        """
        grant = await self._stored.find(digest(self._pepper, presented), self._clock()) if presented else None
        if grant is None or grant.worker_id != worker_id:
            raise GrantUnknown
        if not grant.is_live:
            self._on_over(grant)
            raise TurnOver
        return grant
