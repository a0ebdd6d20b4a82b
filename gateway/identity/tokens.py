"""Tokens of an identity provider (JWT, RFC 7519; checks after RFC 8725): whose they are, or nothing.

Rules beyond the signature: the algorithm is that of the key and one of ours; no header may bring or name a key of its
own; issuer, audience and authorized party are ours; the token says when it was made and when it ends, and ends within a
day of its making; it is made for requests (no ID token, no pending session). Whatever is wrong, the answer is the same.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import jwt
from jwt import PyJWK
from jwt.exceptions import PyJWTError
from jwt.utils import base64url_decode

from gateway.chat.errors import InvalidToken, OrganizationRequired
from gateway.chat.model import MemberRole, Principal
from shared.ids import OrganizationId, UserId, is_id

LEEWAY_SECONDS = 5
LONGEST_LIFE_SECONDS = 86_400
MAX_CHARACTERS = 16_384
TYPES = frozenset({None, "jwt", "at+jwt", "application/at+jwt"})
# Each lets a token say with what it is to be verified, or asks for what we do not know.
FOREIGN_HEADERS = frozenset({"jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64"})
# Only ID tokens have them: they tell a client who signed in and open nothing.
ID_TOKEN_CLAIMS = frozenset({"nonce", "at_hash", "c_hash"})

# Which of them somebody has is ours to say.
OWN_ROLES = frozenset({"admin", "member"})
ROLE = re.compile(r"[\w.:/@ -]{1,128}")

Claims = Mapping[str, Any]


class Keys(Protocol):
    """Public keys by their ids."""

    async def find(self, key_id: str) -> PyJWK | None:
        """Raises IssuerUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a provider's claims say who asks; each is tried in order. A dot leads into an object."""

    organization: tuple[str, ...]
    user: tuple[str, ...]
    role: tuple[str, ...]
    admin_roles: frozenset[str]


# Clerk's second and first version of session tokens, and the tokens of CROW's core-auth.
CLERK = Shape(("o.id", "org_id"), ("sub",), ("o.rol", "org_role"), frozenset({"admin", "org:admin"}))
CROW = Shape(("organizationId",), ("sub", "id"), ("role",), frozenset({"admin", "owner"}))


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What a token must say."""

    issuer: str
    shape: Shape
    audiences: tuple[str, ...] = ()
    authorized_parties: tuple[str, ...] = ()
    algorithms: tuple[str, ...] = ("RS256", "ES256", "EdDSA")


class Tokens:
    """Tells whose a token is."""

    def __init__(self, keys: Keys, rules: TokenRules) -> None:
        self._keys = keys
        self._rules = rules

    async def authenticate(self, presented: str) -> Principal:
        """Who presents it. Raises InvalidToken, OrganizationRequired, IssuerUnavailable."""
        if len(presented) > MAX_CHARACTERS:
            raise InvalidToken
        try:
            require_single_names(presented)
            key_id, algorithm = self._header(presented)
            key = await self._keys.find(key_id)
            if key is None or key.algorithm_name != algorithm:
                raise InvalidToken
            claims = self._claims(presented, key)
        except (PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise InvalidToken from error
        return principal_of(claims, self._rules.shape)

    def _header(self, presented: str) -> tuple[str, str]:
        header = jwt.get_unverified_header(presented)
        key_id, algorithm, kind = header.get("kid"), header.get("alg"), header.get("typ")
        if FOREIGN_HEADERS & header.keys() or not isinstance(key_id, str) or algorithm not in self._rules.algorithms:
            raise InvalidToken
        if kind is not None and (not isinstance(kind, str) or kind.lower() not in TYPES):
            raise InvalidToken
        return key_id, algorithm

    def _claims(self, presented: str, key: PyJWK) -> Claims:
        rules = self._rules
        claims: Claims = jwt.decode(
            presented,
            key,
            algorithms=list(rules.algorithms),
            audience=list(rules.audiences) or None,
            issuer=rules.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "sub"], "verify_aud": bool(rules.audiences)},
        )
        party = claims.get("azp")
        if rules.authorized_parties and party is not None and party not in rules.authorized_parties:
            raise InvalidToken
        if claims["exp"] - claims["iat"] > LONGEST_LIFE_SECONDS or claims.get("sts") == "pending":
            raise InvalidToken
        if ID_TOKEN_CLAIMS & claims.keys():
            raise InvalidToken
        return claims


def require_single_names(presented: str) -> None:
    """Raises InvalidToken when something is said twice: another reader may take the other one (RFC 7519, 4)."""
    for part in presented.split(".")[:2]:
        json.loads(base64url_decode(part), object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise InvalidToken
    return named


def principal_of(claims: Claims, shape: Shape) -> Principal:
    """Who the claims are about. Raises InvalidToken, OrganizationRequired."""
    user, organization = _first(claims, shape.user), _first(claims, shape.organization)
    if user is None or not is_id(user):
        raise InvalidToken
    if organization is None:
        raise OrganizationRequired
    if not is_id(organization):
        raise InvalidToken
    named = _first(claims, shape.role)
    role: MemberRole = "admin" if named in shape.admin_roles else "member"
    return Principal(OrganizationId(organization), UserId(user), role, _role_named(named))


def _role_named(named: str | None) -> str | None:
    """The role as the token has it. Our own words are not taken from there, nor what could be nobody's role."""
    if named is None or named in OWN_ROLES or not ROLE.fullmatch(named):
        return None
    return named


def _first(claims: Claims, paths: tuple[str, ...]) -> str | None:
    found = (_at(claims, path) for path in paths)
    return next((value for value in found if isinstance(value, str) and value), None)


def _at(claims: Claims, path: str) -> object:
    at: object = claims
    for step in path.split("."):
        at = at.get(step) if isinstance(at, Mapping) else None
    return at
