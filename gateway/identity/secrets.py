"""Random secrets and the digests under which they are stored.

Secrets carry 256 random bits, so a fast keyed digest protects them as well as a slow hash would, without making every
request cost 100 ms of CPU.
"""

import hmac
import secrets
from hashlib import sha256

SECRET_BYTES = 32


def new_secret() -> str:
    """Fresh URL-safe text with 256 bits of randomness."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(pepper: bytes, secret: str) -> str:
    """HMAC-SHA-256 of a secret, in hexadecimal."""
    return hmac.new(pepper, secret.encode(), sha256).hexdigest()


def is_same(left: str, right: str) -> bool:
    """Compare without telling by the time how much was right."""
    return hmac.compare_digest(left.encode(), right.encode())
