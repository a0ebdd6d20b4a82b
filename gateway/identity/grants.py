"""Run grants: opaque secrets that live as long as the run they were minted for."""

from gateway.chat.errors import GrantUnknown, TurnOver
from gateway.chat.model import Grant
from gateway.chat.ports import Credentials
from gateway.identity.secrets import digest, new_secret

PREFIX = "ct_"


class Grants:
    """Mints grants and checks what a run presents."""

    def __init__(self, credentials: Credentials, pepper: bytes) -> None:
        self._credentials = credentials
        self._pepper = pepper

    def mint(self) -> tuple[str, str]:
        """A fresh grant and the digest under which it is to be stored."""
        grant = PREFIX + new_secret()
        return grant, digest(self._pepper, grant)

    async def verify(self, presented: str) -> Grant:
        """The grant behind the secret. Raises GrantUnknown, TurnOver."""
        grant = await self._credentials.find_grant(digest(self._pepper, presented)) if presented else None
        if grant is None:
            raise GrantUnknown
        if not grant.is_live:
            raise TurnOver
        return grant
