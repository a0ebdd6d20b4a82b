"""Tokens of shared sessions: whoever has one may read the snapshot; only its keyed digest is kept."""

import re

from gateway.identity.secrets import digest, new_secret

PREFIX = "sh_"
TOKEN = re.compile(r"^sh_[A-Za-z0-9_-]{43}$")


class ShareTokens:
    """Mints tokens and tells under which digest one would be stored."""

    def __init__(self, pepper: bytes) -> None:
        self._pepper = pepper

    def mint(self) -> tuple[str, str]:
        """A fresh token and the digest under which it is to be stored; the text is the only copy."""
        token = PREFIX + new_secret()
        return token, digest(self._pepper, token)

    def digest_of(self, presented: str) -> str | None:
        """The digest of what could be a token of ours."""
        return digest(self._pepper, presented) if TOKEN.fullmatch(presented) else None
