"""An identity provider on loopback: it signs what it is asked to, and publishes its keys over HTTP."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.support.servers import serve

ISSUER = "https://issuer.test"


@dataclass(slots=True)
class TokenIssuer:
    """Keys by id, and how often they were asked for."""

    keys: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    asked: int = 0
    url: str = ""

    def add(self, key_id: str, kind: str = "RSA", bits: int = 2_048) -> None:
        """Make a key and publish it."""
        match kind:
            case "RSA":
                self.keys[key_id] = rsa.generate_private_key(public_exponent=65_537, key_size=bits)
            case "EC":
                self.keys[key_id] = ec.generate_private_key(ec.SECP256R1())
            case _:
                self.keys[key_id] = ed25519.Ed25519PrivateKey.generate()

    def sign(self, claims: dict[str, Any], key_id: str, *, algorithm: str = "RS256", **headers: object) -> str:
        """A token."""
        return jwt.encode(claims, self.keys[key_id], algorithm, headers={"kid": key_id, **headers})

    def document(self) -> dict[str, Any]:
        """What is published."""
        return {"keys": [{**public_jwk(key), "kid": key_id} for key_id, key in self.keys.items()]}

    async def publish(self, _: Request) -> Response:
        """`GET /keys`."""
        self.asked += 1
        return Response(json.dumps(self.document()), self.status, media_type="application/json")


def public_jwk(key: Any) -> dict[str, Any]:
    """The public half as a JWK."""
    public = key.public_key()
    match key:
        case rsa.RSAPrivateKey():
            return dict(RSAAlgorithm.to_jwk(public, as_dict=True))
        case ec.EllipticCurvePrivateKey():
            return dict(ECAlgorithm.to_jwk(public, as_dict=True))
        case _:
            return dict(OKPAlgorithm.to_jwk(public, as_dict=True))


@asynccontextmanager
async def token_issuer() -> AsyncGenerator[TokenIssuer]:
    """A provider with an RSA key `rsa_1`."""
    issuer = TokenIssuer()
    issuer.add("rsa_1")
    async with serve(Starlette(routes=[Route("/keys", issuer.publish)])) as url:
        issuer.url = f"{url}/keys"
        yield issuer
