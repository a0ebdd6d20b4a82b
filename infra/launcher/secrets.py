"""The secrets that the parts of one machine share: made once, kept in a file that only its owner reads."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from infra.launcher.errors import CannotStart

NAMES: Final = ("WORKER_KEY", "KEY_PEPPER", "INTERNAL_GATEWAY_KEY")
SECRET_BYTES: Final = 32


def keep_secrets(file: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return every secret by its variable's name: the caller's own where given, else the one of the file."""
    kept = _read(file) if file.exists() else {}
    missing = [name for name in NAMES if name not in kept]
    if missing:
        kept |= {name: secrets.token_urlsafe(SECRET_BYTES) for name in missing}
        _write(file, kept)
    return {name: environment.get(name) or kept[name] for name in NAMES}


def _read(file: Path) -> dict[str, str]:
    try:
        kept = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as exc:
        raise CannotStart.because_of("DATA_DIR", f"cannot read {file}: move it away to make new secrets") from exc
    if not isinstance(kept, dict) or not all(isinstance(value, str) and value for value in kept.values()):
        raise CannotStart.because_of("DATA_DIR", f"{file} holds no secrets: move it away to make new ones")
    return kept


def _write(file: Path, kept: Mapping[str, str]) -> None:
    # Beside the old one and then in its place: a crash leaves the old secrets or the new, never half of them.
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        json.dump(kept, opened, indent=2)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)
