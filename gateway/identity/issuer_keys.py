"""The public keys of a token issuer (JWKS, RFC 7517): fetched once, refreshed behind the callers.

Rules:

1. A token whose key is known never waits: keys older than `FRESH_SECONDS` are fetched again in the background.
2. An unknown key id causes at most one fetch in `COOLDOWN_SECONDS`, however many tokens name one.
3. When the issuer cannot be reached the keys are good for `STALE_SECONDS`; after that nobody is let in on them.
4. Only public signing keys with an id are taken: RSA of 2,048 bits and more, EC, Ed25519. An id of two keys is of none.
"""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from gateway.chat.errors import IssuerUnavailable

log = logging.getLogger(__name__)

FRESH_SECONDS = 600.0
STALE_SECONDS = 86_400.0
COOLDOWN_SECONDS = 30.0
# After a fetch that failed and nothing to fall back on: somebody waits for it.
RETRY_SECONDS = 2.0
FETCH_SECONDS = 5.0
MAX_BYTES = 65_536
MIN_RSA_BITS = 2_048
ALGORITHMS = {"RSA": "RS256", "EC": "ES256", "OKP": "EdDSA"}

Keys = Mapping[str, PyJWK]


class IssuerKeys:
    """Looks keys up by their id. Made by `open_issuer_keys`."""

    def __init__(self, client: httpx.AsyncClient, url: str, now: Callable[[], float]) -> None:
        """`now` is in seconds and never goes back."""
        self._client = client
        self._url = url
        self._now = now
        self._keys: Keys = {}
        self._fetched_at: float | None = None
        self._asked_at: float | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> PyJWK | None:
        """The key of that id, or None. Raises IssuerUnavailable when nothing is known of the issuer."""
        age = self._age(self._fetched_at)
        if age >= STALE_SECONDS:
            self._keys = {}
        found = self._keys.get(key_id)
        if found is not None:
            if age >= FRESH_SECONDS and self._may_ask(COOLDOWN_SECONDS):
                self._begin()
            return found
        if self._is_fetching or self._may_ask(COOLDOWN_SECONDS if self._keys else RETRY_SECONDS):
            await asyncio.shield(self._begin())
        if self._fetched_at is None or self._age(self._fetched_at) >= STALE_SECONDS:
            raise IssuerUnavailable
        return self._keys.get(key_id)

    async def close(self) -> None:
        """Leave no fetch behind."""
        if self._fetching is not None:
            self._fetching.cancel()
            with suppress(asyncio.CancelledError):
                await self._fetching

    def _begin(self) -> asyncio.Task[None]:
        if self._fetching is None or self._fetching.done():
            self._asked_at = self._now()
            self._fetching = asyncio.create_task(self._fetch(), name="issuer keys")
        return self._fetching

    @property
    def _is_fetching(self) -> bool:
        return self._fetching is not None and not self._fetching.done()

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                self._keys = keys_of(await self._read())
        except (httpx.HTTPError, ValueError, TimeoutError) as error:
            log.warning("issuer keys not fetched", extra={"error": type(error).__name__})
        else:
            self._fetched_at = self._now()

    async def _read(self) -> bytes:
        async with self._client.stream("GET", self._url, headers={"accept": "application/json"}) as response:
            if response.status_code != httpx.codes.OK:
                raise ValueError("the issuer did not answer with keys")
            raw = b""
            async for chunk in response.aiter_bytes():
                raw += chunk
                if len(raw) > MAX_BYTES:
                    raise ValueError("the issuer's answer is too long")
        return raw

    def _may_ask(self, pause_seconds: float) -> bool:
        return not self._is_fetching and self._age(self._asked_at) >= pause_seconds

    def _age(self, at: float | None) -> float:
        return float("inf") if at is None else self._now() - at


class KnownKeys:
    """Keys from a file, for a network without the issuer in it."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def find(self, key_id: str) -> PyJWK | None:
        """The key of that id, or None."""
        return self._keys.get(key_id)


@asynccontextmanager
async def open_issuer_keys(url: str, now: Callable[[], float]) -> AsyncGenerator[IssuerKeys]:
    """Keys that are fetched from `url` when the first token comes."""
    # No redirect is followed and no proxy of the environment is asked: what signs identities comes from there alone.
    async with httpx.AsyncClient(timeout=FETCH_SECONDS, follow_redirects=False, trust_env=False) as client:
        keys = IssuerKeys(client, url, now)
        try:
            yield keys
        finally:
            await keys.close()


class IssuerKeysUnusable(Exception):
    """The file of issuer keys cannot be used."""


def known_keys(file: Path) -> KnownKeys:
    """The keys of a JWKS file. Raises IssuerKeysUnusable."""
    try:
        keys = keys_of(file.read_bytes())
    except (OSError, ValueError) as error:
        raise IssuerKeysUnusable(f"JWT_KEYS_FILE: {file}: {error}") from error
    if not keys:
        raise IssuerKeysUnusable(f"JWT_KEYS_FILE: {file}: no key in it can be used")
    return KnownKeys(keys)


def keys_of(document: bytes) -> Keys:
    """The usable keys of a JWKS document. Raises ValueError when it is none."""
    try:
        parsed = json.loads(document)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    listed = parsed.get("keys") if isinstance(parsed, dict) else None
    if not isinstance(listed, list):
        raise ValueError("not a key set")
    named = [(entry["kid"], entry) for entry in listed if isinstance(entry, dict) and isinstance(entry.get("kid"), str)]
    count = Counter(key_id for key_id, _ in named)
    found = {key_id: _key(entry) for key_id, entry in named if count[key_id] == 1}
    return {key_id: key for key_id, key in found.items() if key is not None}


def _key(entry: dict[str, Any]) -> PyJWK | None:
    algorithm = ALGORITHMS.get(str(entry.get("kty")))
    if (
        algorithm is None
        or entry.get("use", "sig") != "sig"
        or entry.get("alg", algorithm) != algorithm
        or "d" in entry
    ):
        return None
    try:
        key = PyJWK(entry, algorithm)
    except (PyJWTError, ValueError, TypeError):
        return None
    if isinstance(key.key, RSAPublicKey) and key.key.key_size < MIN_RSA_BITS:
        return None
    return key
