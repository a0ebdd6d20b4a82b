"""Every credential that a request may bring, and whose it is. One at a time: two are a mistake, or an attack."""

from dataclasses import dataclass
from typing import Protocol

from gateway.chat.access import Caller, Presented
from gateway.chat.errors import AmbiguousCredentials, NotAuthenticated
from gateway.chat.model import Principal
from gateway.identity.api_keys import PREFIX
from gateway.identity.secrets import is_same
from shared.ids import OrganizationId, UserId, is_id

MAX_KEY_CHARACTERS = 256


class Keys(Protocol):
    """API keys."""

    async def authenticate(self, presented: str) -> Caller:
        """Raises NotAuthenticated."""
        ...


class Tokens(Protocol):
    """Tokens of an identity provider."""

    async def authenticate(self, presented: str) -> Principal:
        """Raises InvalidToken, OrganizationRequired, IssuerUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """Lets in who has a key, a token where an issuer is configured, or comes through a proxy that we trust."""

    keys: Keys
    tokens: Tokens | None = None
    proxy_key: str | None = None

    async def authenticate(self, presented: Presented) -> Caller:
        """Who asks. Raises NotAuthenticated, AmbiguousCredentials, InvalidToken, OrganizationRequired.

        A proxy that we trust hands the caller's own credentials on; what it says itself counts.
        """
        if self.proxy_key is not None and presented.proxy_key is not None:
            return self._through_proxy(self.proxy_key, presented)
        if presented.key is not None and presented.bearer is not None:
            raise AmbiguousCredentials
        if presented.bearer is not None and not presented.bearer.startswith(PREFIX):
            if self.tokens is None:
                raise NotAuthenticated
            return Caller(await self.tokens.authenticate(presented.bearer))
        key = presented.key if presented.key is not None else presented.bearer
        if not key or len(key) > MAX_KEY_CHARACTERS:
            raise NotAuthenticated
        return await self.keys.authenticate(key)

    def _through_proxy(self, proxy_key: str, presented: Presented) -> Caller:
        organization, user = presented.proxy_organization or "", presented.proxy_user or ""
        if not is_same(proxy_key, presented.proxy_key or "") or not is_id(organization) or not is_id(user):
            raise NotAuthenticated
        return Caller(Principal(OrganizationId(organization), UserId(user)))
