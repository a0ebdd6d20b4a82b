"""API keys: `ck_<id>_<secret>`, looked up by id, compared by keyed digest."""

import re
import secrets

from gateway.chat.errors import NotAuthenticated
from gateway.chat.model import ApiKey, Principal
from gateway.chat.ports import Clock, Credentials
from gateway.identity.secrets import digest, is_same, new_secret

KEY = re.compile(r"^ck_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$")
ID_BYTES = 6


class ApiKeys:
    """Issues keys and tells whose a key is."""

    def __init__(self, credentials: Credentials, pepper: bytes, clock: Clock) -> None:
        self._credentials = credentials
        self._pepper = pepper
        self._clock = clock

    async def issue(self, principal: Principal) -> str:
        """Make and store a key; the returned text is the only copy of its secret."""
        key_id, secret = secrets.token_hex(ID_BYTES), new_secret()
        key = ApiKey(key_id, principal, digest(self._pepper, secret))
        await self._credentials.store_key(key, self._clock())
        return f"ck_{key_id}_{secret}"

    async def authenticate(self, presented: str) -> Principal:
        """Whose key this is. Raises NotAuthenticated, whatever is wrong with it."""
        match_ = KEY.fullmatch(presented)
        if match_ is None:
            raise NotAuthenticated
        key_id, secret = match_.groups()
        key = await self._credentials.find_key(key_id)
        if key is None or not is_same(key.digest, digest(self._pepper, secret)):
            raise NotAuthenticated
        return key.principal
