"""Who is let in."""

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from gateway.chat.access import CHAT, SCOPES, Action
from gateway.chat.model import Principal
from gateway.identity.api_keys import ApiKeys
from gateway.identity.issuer_keys import known_keys, open_issuer_keys
from gateway.identity.local_key import keep_local_key
from gateway.identity.tokens import CLERK, CROW, TokenRules, Tokens
from gateway.settings import GatewaySettings
from gateway.storage.audit import SqliteAudit
from gateway.storage.credentials import SqliteCredentials
from gateway.storage.database import Database
from gateway.wiring.clock import clock
from shared.ids import OrganizationId, UserId

# A key of one installation is recognised as wrong in another.
KEY_WORDS = {"dev": "dev", "test": "test", "production": "live"}


@asynccontextmanager
async def open_api_keys(settings: GatewaySettings, database: Database) -> AsyncGenerator[ApiKeys]:
    """The keys; where this machine is the whole installation, one for the person at it lies in a file."""
    pepper = settings.key_pepper.get_secret_value().encode()
    keys = ApiKeys(SqliteCredentials(database), pepper, clock, environment=KEY_WORDS[settings.environment])
    async with keys.open():
        if settings.local_organization_id is not None:
            local = Principal(OrganizationId(settings.local_organization_id), UserId(settings.local_user_id), "admin")
            await keep_local_key(keys, local, settings.local_key_file)
        yield keys


@asynccontextmanager
async def open_tokens(settings: GatewaySettings) -> AsyncGenerator[Tokens | None]:
    """What checks tokens, where an issuer is configured. Raises IssuerKeysUnusable."""
    if settings.jwt_issuer is None:
        yield None
        return
    rules = TokenRules(
        settings.jwt_issuer,
        CLERK if settings.jwt_claims == "clerk" else CROW,
        settings.jwt_audiences,
        settings.jwt_authorized_parties,
    )
    if settings.jwt_keys_file is not None:
        yield Tokens(known_keys(settings.jwt_keys_file), rules)
        return
    async with open_issuer_keys(str(settings.jwt_keys_url), time.monotonic) as keys:
        yield Tokens(keys, rules)


def proxy_key(settings: GatewaySettings) -> str | None:
    """By which a proxy that may say who asks is known."""
    return None if settings.trusted_proxy_key is None else settings.trusted_proxy_key.get_secret_value()


async def issue_key(keys: ApiKeys, principal: Principal) -> str:
    """The text of a fresh key of that principal, for the chat or for everything."""
    scopes = SCOPES if principal.role == "admin" else CHAT
    return (await keys.issue(principal, scopes=scopes))[1]


async def note_denial(audit: SqliteAudit, by: Principal, action: Action, object_id: str) -> None:
    """Write down what somebody was not allowed to do."""
    await audit.record(by, action, object_id, clock())
