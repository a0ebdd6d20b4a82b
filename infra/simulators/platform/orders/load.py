"""placeholder"""

import sqlite3
from pathlib import Path
from typing import Any

from infra.simulators.platform.organizations import Organization


def load_orders(
    connection: sqlite3.Connection, path: Path, *, organization: Organization, owner_id: str, currency: str
) -> dict[str, Any]:
    raise NotImplementedError
