"""Tokens of an identity provider: the right ones open, all others get the same answer."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from gateway.settings import GatewaySettings
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.running_gateway import gateway_settings, running_gateway
from tests.support.token_issuer import ISSUER, TokenIssuer, public_jwk, token_issuer

AUDIENCE, PARTY = "chat", "https://dashboard.test"
Forge = Callable[[TokenIssuer, dict[str, Any]], str]


def claims(**changed: object) -> dict[str, Any]:
    """What a good token says; None leaves a claim out."""
    now = int(time.time())
    said: dict[str, Any] = {
        "iss": ISSUER,
        "sub": "usr_clara",
        "aud": AUDIENCE,
        "azp": PARTY,
        "iat": now,
        "nbf": now,
        "exp": now + 60,
        "o": {"id": "org_a", "rol": "member"},
        **changed,
    }
    return {name: value for name, value in said.items() if value is not None}


def b64(value: object) -> str:
    """A part of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unsigned(header: dict[str, Any], said: dict[str, Any], signature: bytes = b"") -> str:
    """A token put together by hand."""
    return f"{b64(header)}.{b64(said)}.{b64(signature)}"


def hmac_with_public_key(issuer: TokenIssuer, said: dict[str, Any]) -> str:
    """The classic: the public key taken as a shared secret."""
    pem = (
        issuer.keys["rsa_1"]
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    signed = f"{b64({'alg': 'HS256', 'typ': 'JWT', 'kid': 'rsa_1'})}.{b64(said)}"
    return f"{signed}.{b64(hmac.new(pem, signed.encode(), hashlib.sha256).digest())}"


def spoilt(issuer: TokenIssuer, said: dict[str, Any]) -> str:
    """Other claims under a good signature."""
    head, _, signature = issuer.sign(said, "rsa_1").split(".")
    return f"{head}.{b64({**said, 'sub': 'usr_other'})}.{signature}"


def of_another_key(issuer: TokenIssuer, said: dict[str, Any]) -> str:
    """Signed by somebody else under the name of a good key."""
    stranger = TokenIssuer()
    stranger.add("rsa_1")
    return stranger.sign(said, "rsa_1")


def with_own_key(issuer: TokenIssuer, said: dict[str, Any]) -> str:
    """Signed by somebody else, whose key is brought along."""
    stranger = TokenIssuer()
    stranger.add("rsa_1")
    return stranger.sign(said, "rsa_1", jwk=public_jwk(stranger.keys["rsa_1"]))


def signed(algorithm: str = "RS256", **headers: object) -> Forge:
    """A good signature with these headers."""
    return lambda issuer, said: issuer.sign(said, "rsa_1", algorithm=algorithm, **headers)


def saying(**changed: object) -> Forge:
    """A good signature over these claims."""
    return lambda issuer, _: issuer.sign(claims(**changed), "rsa_1")


def raw(issuer: TokenIssuer, head: str, body: str) -> str:
    """A good signature over exactly these texts."""
    signed_part = f"{b64(head.encode())}.{b64(body.encode())}"
    signature = issuer.keys["rsa_1"].sign(signed_part.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed_part}.{b64(signature)}"


HEAD = '{"alg": "RS256", "kid": "rsa_1"}'


def twice(name: str, first: object) -> Forge:
    """Something is said twice, the right one last."""

    def forge(issuer: TokenIssuer, said: dict[str, Any]) -> str:
        return raw(issuer, HEAD, f"{{{json.dumps(name)}: {json.dumps(first)}, {json.dumps(said)[1:]}")

    return forge


def of_kid(key_id: object) -> Forge:
    """Signed by the good key under another name of it."""
    return lambda issuer, said: raw(issuer, json.dumps({"alg": "RS256", "kid": key_id}), json.dumps(said))


KEY_IDS = (
    "../rsa_1",
    "/etc/passwd",
    "rsa_1\u0000",
    "rsa_1' OR '1'='1",
    "http://127.0.0.1:9/k",
    "RSA_1",
    " rsa_1",
    "",
    "k" * 9_000,
)
NOW = int(time.time())
REFUSED: dict[str, Forge] = {
    "no signature": lambda _, said: unsigned({"alg": "none", "kid": "rsa_1"}, said),
    "none in capitals": lambda _, said: unsigned({"alg": "NONE", "kid": "rsa_1"}, said),
    "an empty signature": lambda _, said: unsigned({"alg": "RS256", "kid": "rsa_1"}, said),
    "the public key as secret": hmac_with_public_key,
    "spoilt claims": spoilt,
    "another key": of_another_key,
    "its own key": with_own_key,
    "a key elsewhere": signed(jku="http://127.0.0.1:9/keys"),
    "a certificate elsewhere": signed(x5u="http://127.0.0.1:9/keys"),
    "a certificate": signed(x5c=["AAAA"]),
    "something critical": signed(crit=["exp"], exp=1),
    "no key id": lambda issuer, said: jwt.encode(said, issuer.keys["rsa_1"], "RS256"),
    "a key id that is no text": lambda _, said: unsigned({"alg": "RS256", "kid": 7}, said, b"x" * 256),
    "an unknown key id": lambda _, said: unsigned({"alg": "RS256", "kid": "rsa_9"}, said, b"x" * 256),
    "an algorithm of ours that is not the key's": lambda _, said: unsigned(
        {"alg": "ES256", "kid": "rsa_1"}, said, b"x" * 64
    ),
    "an algorithm that is not ours": signed("RS512"),
    "another type": signed(typ="dpop+jwt"),
    "another issuer": saying(iss="https://issuer.test.evil"),
    "no issuer": saying(iss=None),
    "another audience": saying(aud="billing"),
    "a longer audience": saying(aud="chat2"),
    "no audience": saying(aud=None),
    "another party": saying(azp="https://evil.test"),
    "over": saying(exp=NOW - 60),
    "no end": saying(exp=None),
    "an end that is text": saying(exp="tomorrow"),
    "an end in the far future": saying(exp=10**30),
    "a life of two days": saying(exp=NOW + 2 * 86_400),
    "not yet": saying(nbf=NOW + 600),
    "made tomorrow": saying(iat=NOW + 86_400, exp=NOW + 86_460),
    "no time of making": saying(iat=None),
    "no subject": saying(sub=None),
    "a subject that is a number": saying(sub=7),
    "an empty subject": saying(sub=""),
    "a subject that is no id": saying(sub="../admin"),
    "an organization that is no id": saying(o={"id": "org a"}),
    "a pending session": saying(sts="pending"),
    "an ID token": saying(nonce="n"),
    "too long": saying(pad="x" * 20_000),
    "claims that are no object": lambda *_: unsigned({"alg": "RS256", "kid": "rsa_1"}, {"a": []}, b"x"),
    **{f"key id {key_id[:20]!r}": of_kid(key_id) for key_id in KEY_IDS},
    "a key id that is a list": of_kid(["rsa_1"]),
    "the subject twice": twice("sub", "usr_other"),
    "the organization twice": twice("o", {"id": "org_b"}),
    "the end twice": twice("exp", NOW + 10),
    "the algorithm twice": lambda issuer, said: raw(
        issuer, '{"alg": "none", "alg": "RS256", "kid": "rsa_1"}', json.dumps(said)
    ),
    "the role twice inside": lambda issuer, said: raw(
        issuer, HEAD, json.dumps(said).replace('"rol":', '"rol": "admin", "rol":')
    ),
    "a time of making that is text": saying(iat=str(NOW)),
    "an end that is not a number": lambda issuer, said: raw(issuer, HEAD, json.dumps(said | {"exp": float("nan")})),
    "an endless end": lambda issuer, said: raw(issuer, HEAD, json.dumps(said | {"exp": float("inf")})),
    "made before the beginning of time": saying(iat=-(10**18)),
    "an end that is a list": saying(exp=[NOW + 60]),
    "an end that is true": saying(exp=True),
    "an issuer in a list": lambda issuer, said: raw(issuer, HEAD, json.dumps(said | {"iss": [ISSUER]})),
    "an issuer with more behind it": saying(iss=f"{ISSUER}/"),
    "an audience in capitals": saying(aud=AUDIENCE.upper()),
    "an audience that is an object": saying(aud={"chat": 1}),
    "a party that is a list": saying(azp=[PARTY]),
    "a subject in another script": saying(sub="usr_сlara"),
    "a subject of full width": saying(sub="ｕｓｒ_clara"),
    "a subject with a line end": saying(sub="usr_clara\n"),
    "a subject with half a character": saying(sub="usr_\ud800"),
    "a subject with NUL": saying(sub="usr_clara\x00"),
    "a subject that is too long": saying(sub="u" * 200),
    "an organization that is a path": saying(o={"id": "org_a/../org_b"}),
    "an organization that is an object": saying(o={"id": {"$ne": ""}}, org_id="org_a/"),
    "not our base64": lambda issuer, said: issuer.sign(said, "rsa_1").replace(".", ".=", 1),
    "a part too many": lambda issuer, said: issuer.sign(said, "rsa_1") + ".AAAA",
    "an encrypted token": lambda issuer, said: raw(
        issuer, '{"alg": "RS256", "kid": "rsa_1", "enc": "A128GCM", "typ": "JWE"}', json.dumps(said)
    ),
    "not in base64 at all": lambda issuer, said: raw(issuer, HEAD, json.dumps(said) + "}"),
    "two parts": lambda issuer, said: issuer.sign(said, "rsa_1").rpartition(".")[0],
    "deep nonsense": lambda *_: f"{b64(b'[' * 5_000)}.{b64(b'{}')}.AA",
    "no text": lambda *_: "...",
}


def settings_for(issuer: TokenIssuer, **more: object) -> dict[str, object]:
    """Settings that let tokens in."""
    return {
        "jwt_issuer": ISSUER,
        "jwt_keys_url": issuer.url,
        "jwt_audiences": (AUDIENCE,),
        "jwt_authorized_parties": (PARTY,),
        **more,
    }


@requirement("tokens")
async def test_a_good_token_opens_and_every_other_one_gets_the_same_answer(tmp_path: Path) -> None:
    async with token_issuer() as issuer:
        issuer.add("ec_1", "EC")
        issuer.add("ed_1", "OKP")
        async with (
            running_gateway(tmp_path, **settings_for(issuer)) as gateway,
            httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client,
        ):

            async def ask(token: str) -> httpx.Response:
                return await client.get(SESSIONS, headers={"authorization": f"Bearer {token}"})

            for key_id, algorithm in (("rsa_1", "RS256"), ("ec_1", "ES256"), ("ed_1", "EdDSA")):
                for typ in ("JWT", "at+jwt"):
                    token = issuer.sign(claims(), key_id, algorithm=algorithm, typ=typ)
                    assert (await ask(token)).status_code == 200, algorithm
            # Leeway, and a party that need not be there.
            assert (await ask(issuer.sign(claims(nbf=int(time.time()) + 3, azp=None), "rsa_1"))).status_code == 200
            answers = {name: await ask(forge(issuer, claims())) for name, forge in REFUSED.items()}
            made = await client.post(
                SESSIONS, json={}, headers={"authorization": f"Bearer {issuer.sign(claims(), 'rsa_1')}"}
            )

    assert made.status_code == 201
    # What tokens name is looked up here: nothing of it was asked for, but unknown keys once.
    assert issuer.asked <= 2
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 401} == {}
    assert {answer.content for answer in answers.values()} == {answers["over"].content}
    assert {answer.headers["www-authenticate"] for answer in answers.values()} == {
        'Bearer realm="chat", error="invalid_token"'
    }


@requirement("tokens")
@pytest.mark.parametrize(
    ("shape", "said", "principal"),
    [
        ("clerk", {"o": {"id": "org_a", "rol": "admin"}}, ("org_a", "usr_clara", "admin")),
        ("clerk", {"o": {"id": "org_a", "rol": "member"}}, ("org_a", "usr_clara", "member")),
        ("clerk", {"o": None, "org_id": "org_a", "org_role": "org:admin"}, ("org_a", "usr_clara", "admin")),
        ("crow", {"o": None, "organizationId": "org_a", "role": "owner"}, ("org_a", "usr_clara", "admin")),
        ("crow", {"o": None, "organizationId": "org_a"}, ("org_a", "usr_clara", "member")),
    ],
)
async def test_who_asks_is_read_from_the_claims_of_the_provider(
    tmp_path: Path, shape: str, said: dict[str, object], principal: tuple[str, str, str]
) -> None:
    async with (
        token_issuer() as issuer,
        running_gateway(tmp_path, **settings_for(issuer, jwt_claims=shape)) as gateway,
        httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client,
    ):
        headers = {"authorization": f"Bearer {issuer.sign(claims(**said), 'rsa_1')}"}
        made = (await client.post(SESSIONS, json={}, headers=headers)).json()
        keys = await client.get("/api/v1/admin/keys", headers=headers)
        bob = {"authorization": f"Bearer {issuer.sign(claims(**{**said, 'sub': 'usr_bob'}), 'rsa_1')}"}
        foreign = await client.get(f"{SESSIONS}/{made['id']}", headers=bob)
        homeless = await client.get(
            SESSIONS, headers={"authorization": f"Bearer {issuer.sign(claims(o=None), 'rsa_1')}"}
        )

    assert made["id"].startswith("ses_")
    assert keys.status_code == (200 if principal[2] == "admin" else 403)
    assert foreign.status_code == 404
    assert (homeless.status_code, homeless.json()["code"]) == (403, "organization_required")


async def test_a_token_in_another_place_or_beside_a_key_opens_nothing(tmp_path: Path) -> None:
    async with (
        token_issuer() as issuer,
        running_gateway(tmp_path, **settings_for(issuer)) as gateway,
        httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client,
    ):
        key, token = (await gateway.client()).headers["x-api-key"], issuer.sign(claims(), "rsa_1")
        both = await client.get(SESSIONS, headers={"x-api-key": key, "authorization": f"Bearer {token}"})
        twice = await client.get(SESSIONS, headers=[("authorization", f"Bearer {token}")] * 2)
        placed = [
            await client.get(SESSIONS, params={"access_token": token, "api_key": key}),
            await client.get(SESSIONS, headers={"x-api-key": token}),
            await client.get(SESSIONS, headers={"cookie": f"__session={token}"}),
        ]

    assert (both.status_code, both.json()["code"]) == (400, "ambiguous_credentials")
    assert (twice.status_code, twice.json()["code"]) == (400, "ambiguous_credentials")
    assert [answer.status_code for answer in placed] == [401, 401, 401]


def test_keys_from_a_file_need_no_issuer_and_wrong_settings_are_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="need each other"):
        gateway_settings(tmp_path, jwt_issuer=ISSUER)
    with pytest.raises(ValueError, match="exclude each other"):
        gateway_settings(tmp_path, jwt_issuer=ISSUER, jwt_keys_url="https://x/keys", jwt_keys_file=tmp_path)
    with pytest.raises(ValueError, match="must be https"):
        gateway_settings(tmp_path, environment="production", jwt_issuer=ISSUER, jwt_keys_url="http://x/keys")
    assert isinstance(gateway_settings(tmp_path), GatewaySettings)


async def test_tokens_are_checked_with_the_keys_of_a_file(tmp_path: Path) -> None:
    issuer = TokenIssuer()
    issuer.add("rsa_1")
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(issuer.document()))
    settings = {"jwt_issuer": ISSUER, "jwt_keys_file": file}
    async with (
        running_gateway(tmp_path, **settings) as gateway,
        httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client,
    ):
        answer = await client.get(SESSIONS, headers={"authorization": f"Bearer {issuer.sign(claims(), 'rsa_1')}"})

    assert answer.status_code == 200
