"""The key file of a one-machine installation: made at the first start, kept as long as it works."""

import os
from pathlib import Path

from gateway.chat.access import SCOPES
from gateway.chat.errors import NotAuthenticated
from gateway.chat.model import Principal
from gateway.identity.api_keys import ApiKeys


async def keep_local_key(keys: ApiKeys, principal: Principal, file: Path) -> None:
    """Make sure that `file` holds a working key of `principal`, an administrator, readable by its owner only."""
    try:
        caller = await keys.authenticate(_read(file))
        if caller.principal == principal and caller.scopes == frozenset(SCOPES):
            return
    except NotAuthenticated:
        pass
    _, presented = await keys.issue(principal, name="local", scopes=SCOPES)
    _write(file, presented)


def _read(file: Path) -> str:
    return file.read_text("utf-8").strip() if file.exists() else ""


def _write(file: Path, key: str) -> None:
    # Beside the old one and then in its place: a reader never sees half a key, nobody else ever sees one.
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(f"{key}\n")
    fresh.replace(file)
