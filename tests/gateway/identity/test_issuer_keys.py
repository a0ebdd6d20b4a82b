"""The issuer's keys: rotation is seen, an outage is survived, a flood of unknown ids asks nothing more."""

import asyncio
import json
import socket

import pytest

from gateway.chat.errors import IssuerUnavailable
from gateway.identity.issuer_keys import (
    COOLDOWN_SECONDS,
    FRESH_SECONDS,
    RETRY_SECONDS,
    STALE_SECONDS,
    keys_of,
    open_issuer_keys,
)
from tests.support.token_issuer import TokenIssuer, public_jwk, token_issuer

PATIENCE_SECONDS = 5.0


class Hands:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def until_asked(issuer: TokenIssuer, count: int) -> None:
    """Wait for a fetch that nobody waits for."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while issuer.asked < count:
            await asyncio.sleep(0.005)


async def test_a_new_key_is_found_within_the_cooldown_and_a_withdrawn_one_goes() -> None:
    clock = Hands()
    async with token_issuer() as issuer, open_issuer_keys(issuer.url, clock) as keys:
        assert await keys.find("rsa_1") is not None
        issuer.add("rsa_2")
        del issuer.keys["rsa_1"]
        assert await keys.find("rsa_2") is None
        clock.now += COOLDOWN_SECONDS
        assert await keys.find("rsa_2") is not None
        assert await keys.find("rsa_1") is None
        assert issuer.asked == 2


async def test_a_flood_of_unknown_ids_causes_one_fetch() -> None:
    clock = Hands()
    async with token_issuer() as issuer, open_issuer_keys(issuer.url, clock) as keys:
        found = await asyncio.gather(*(keys.find(f"unknown_{n}") for n in range(50)))
        assert await keys.find("rsa_1") is not None
        assert found == [None] * 50
        assert issuer.asked == 1


async def test_old_keys_are_fetched_again_behind_the_caller() -> None:
    clock = Hands()
    async with token_issuer() as issuer, open_issuer_keys(issuer.url, clock) as keys:
        await keys.find("rsa_1")
        clock.now += FRESH_SECONDS
        await asyncio.gather(*(keys.find("rsa_1") for _ in range(20)))
        await until_asked(issuer, 2)
        assert issuer.asked == 2


async def test_an_outage_is_survived_for_a_day_and_no_longer() -> None:
    clock = Hands()
    async with token_issuer() as issuer, open_issuer_keys(issuer.url, clock) as keys:
        await keys.find("rsa_1")
        issuer.status = 503
        clock.now += STALE_SECONDS - 1
        assert await keys.find("rsa_1") is not None
        await until_asked(issuer, 2)
        clock.now += COOLDOWN_SECONDS + 1
        with pytest.raises(IssuerUnavailable):
            await keys.find("rsa_1")
        issuer.status = 200
        clock.now += RETRY_SECONDS
        assert await keys.find("rsa_1") is not None


async def test_a_server_that_takes_the_connection_and_says_nothing_delays_no_known_key() -> None:
    clock = Hands()
    async with token_issuer() as issuer, open_issuer_keys(issuer.url, clock) as keys:
        await keys.find("rsa_1")
        with socket.create_server(("127.0.0.1", 0)) as silent:
            keys._url = f"http://127.0.0.1:{silent.getsockname()[1]}/keys"
            clock.now += FRESH_SECONDS
            async with asyncio.timeout(1):
                for _ in range(100):
                    assert await keys.find("rsa_1") is not None


async def test_before_the_first_answer_nobody_is_let_in_and_it_is_asked_again_soon() -> None:
    clock = Hands()
    async with token_issuer() as issuer, open_issuer_keys(issuer.url, clock) as keys:
        issuer.status = 500
        for _ in range(3):
            with pytest.raises(IssuerUnavailable):
                await keys.find("rsa_1")
        assert issuer.asked == 1
        issuer.status = 200
        clock.now += RETRY_SECONDS
        assert await keys.find("rsa_1") is not None


@pytest.mark.parametrize(
    "document", [b"", b"[]", b"{}", b'{"keys": 7}', b"\xff", b"<html>", b'{"keys":' + b"[" * 100_000, b"NaN"]
)
def test_what_is_no_key_set_is_refused(document: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - one of several, all the same to the caller
        keys_of(document)


def test_only_public_signing_keys_with_one_id_are_taken() -> None:
    issuer = TokenIssuer()
    issuer.add("good")
    issuer.add("weak", bits=1_024)
    good = public_jwk(issuer.keys["good"])
    listed = [
        {**good, "kid": "good"},
        {**good},
        {**good, "kid": 7},
        {**good, "kid": "twice"},
        {**good, "kid": "twice"},
        {**good, "kid": "encrypts", "use": "enc"},
        {**good, "kid": "private", "d": "AQAB"},
        {**good, "kid": "other", "alg": "RS512"},
        {**public_jwk(issuer.keys["weak"]), "kid": "weak"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "secret"},
        {"kty": "RSA", "n": "!", "e": "AQAB", "kid": "broken"},
        "no object",
    ]

    assert list(keys_of(json.dumps({"keys": listed}).encode())) == ["good"]
