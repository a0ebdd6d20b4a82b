"""API keys: `ck_<environment>_<id>_<secret>`, looked up by id, compared by keyed digest.

The environment is part of the text so that a key of one installation is recognised as wrong in another, and so that a
scanner for leaked secrets knows which are worth an alarm. Nothing is kept in memory: a revoked key is refused at once.
"""

import asyncio
import logging
import re
import secrets
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager, suppress

from gateway.chat.access import CHAT, ApiKey, Caller, Scope
from gateway.chat.errors import NotAuthenticated, NotFound, StorageUnavailable
from gateway.chat.model import Page, Principal
from gateway.chat.ports.access import Credentials
from gateway.chat.ports.clock import Clock
from gateway.identity.secrets import digest, is_same, new_secret
from shared.ids import UserId

log = logging.getLogger(__name__)

PREFIX = "ck_"
KEY = re.compile(r"^ck_([a-z]{1,16})_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$")
ID_BYTES = 6
# When a key was last used is worth a write a minute.
FLUSH_SECONDS = 60.0
GRACE_SECONDS = 86_400


class ApiKeys:
    """Issues keys and tells whose a key is."""

    def __init__(self, credentials: Credentials, pepper: bytes, clock: Clock, *, environment: str) -> None:
        self._credentials = credentials
        self._pepper = pepper
        self._clock = clock
        self._environment = environment
        self._used: dict[str, int] = {}

    async def issue(
        self,
        by: Principal,
        *,
        user_id: UserId | None = None,
        name: str = "",
        scopes: Collection[Scope] = CHAT,
        lifetime_seconds: int | None = None,
    ) -> tuple[ApiKey, str]:
        """Make and store a key in the organization of `by`; the text beside it is the only copy of its secret."""
        now = self._clock()
        expires_at = None if lifetime_seconds is None else now + 1000 * lifetime_seconds
        key, presented = self._make(by, user_id or by.user_id, name, frozenset(scopes), expires_at)
        await self._credentials.store_key(key, by)
        return key, presented

    async def rotate(self, by: Principal, key_id: str, grace_seconds: int = GRACE_SECONDS) -> tuple[ApiKey, str]:
        """Issue a key that may do what another one may; that one goes on for a while. Raises NotFound."""
        old = await self._credentials.find_key(key_id)
        now = self._clock()
        if old is None or old.organization_id != by.organization_id or not old.is_live(now):
            raise NotFound
        lifetime = None if old.expires_at is None else now + (old.expires_at - old.created_at)
        key, presented = self._make(by, old.user_id, old.name, old.scopes, lifetime)
        await self._credentials.store_key(key, by, instead_of=key_id, until=now + 1000 * grace_seconds)
        return key, presented

    async def revoke(self, by: Principal, key_id: str) -> None:
        """End a key of the organization now. Raises NotFound."""
        await self._credentials.delete_key(by, key_id, self._clock())

    async def list_keys(self, by: Principal, page: Page) -> tuple[list[ApiKey], str | None]:
        """The organization's keys, newest first."""
        return await self._credentials.list_keys(by.organization_id, page)

    async def authenticate(self, presented: str) -> Caller:
        """Whose key this is. Raises NotAuthenticated, whatever is wrong with it."""
        found = KEY.fullmatch(presented)
        if found is None or found[1] != self._environment:
            raise NotAuthenticated
        key = await self._credentials.find_key(found[2])
        now = self._clock()
        if key is None or not is_same(key.digest, digest(self._pepper, found[3])) or not key.is_live(now):
            raise NotAuthenticated
        self._used[key.id] = now
        return key.caller

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Write down now and then, and at the end, when keys were used."""
        task = asyncio.create_task(self._flush_often(), name="key use")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self._flush()

    async def _flush_often(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self._flush()

    async def _flush(self) -> None:
        used, self._used = self._used, {}
        try:
            if used:
                await self._credentials.note_use(used)
        except StorageUnavailable:
            log.warning("key use not stored", extra={"keys": len(used)})

    def _make(
        self, by: Principal, user_id: UserId, name: str, scopes: frozenset[Scope], expires_at: int | None
    ) -> tuple[ApiKey, str]:
        key_id, secret = secrets.token_hex(ID_BYTES), new_secret()
        key = ApiKey(
            id=key_id,
            organization_id=by.organization_id,
            user_id=user_id,
            digest=digest(self._pepper, secret),
            name=name,
            scopes=scopes,
            created_at=self._clock(),
            expires_at=expires_at,
        )
        return key, f"{PREFIX}{self._environment}_{key_id}_{secret}"
