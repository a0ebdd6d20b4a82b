"""What goes into the database: generated data for both organizations, or an orders file for the first."""

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any, Final

from infra.simulators.platform.database import Database, prepare_database
from infra.simulators.platform.orders.load import load_orders
from infra.simulators.platform.orders.problems import CsvRefused
from infra.simulators.platform.organizations import (
    EMPTY_ORGANIZATION,
    FIRST_ORGANIZATION,
    SECOND_ORGANIZATION,
    Organization,
)
from infra.simulators.platform.rows import insert_rows
from infra.simulators.platform.seed.company import empty_row
from infra.simulators.platform.seed.first import first_rows
from infra.simulators.platform.seed.second import second_rows
from infra.simulators.platform.settings import PlatformSimSettings

FOLDER: Final = Path(__file__).parent
BLOCK_BYTES: Final = 1 << 20

COUNT_INTERACTIONS = "SELECT count(*) FROM interaction WHERE organization_id = :organization_id"
COUNT_PRODUCTS = "SELECT count(*) FROM product"
COUNT_ALL_INTERACTIONS = "SELECT count(*) FROM interaction"
INSERT_REPORT = "INSERT INTO meta (key, value) VALUES ('load_report', :report)"


def open_filled_database(settings: PlatformSimSettings) -> tuple[Database, dict[str, Any]]:
    """Return the database and the report of its load (`reused` says whether it was there already)."""
    csv_hash = None if settings.csv is None else _hash_file(settings.csv)

    def fill(connection: sqlite3.Connection) -> None:
        report = _fill(connection, settings)
        connection.execute(INSERT_REPORT, {"report": json.dumps(report)})

    database, reused = prepare_database(settings.data_dir, _fingerprint(settings, csv_hash), fill)
    report = json.loads(database.meta("load_report") or "{}")
    return database, report | {"reused": reused}


def _fill(connection: sqlite3.Connection, settings: PlatformSimSettings) -> dict[str, Any]:
    timeline = settings.timeline()
    report: dict[str, Any] = {"source": "generated", "seed": settings.seed, "now": str(timeline.date_of(90))}
    if settings.csv is None:
        insert_rows(connection, first_rows(settings.seed, timeline, _owner(settings, FIRST_ORGANIZATION)))
    else:
        orders = load_orders(
            connection,
            settings.csv,
            organization=FIRST_ORGANIZATION,
            owner_id=_owner(settings, FIRST_ORGANIZATION),
            currency=settings.csv_currency,
        )
        report |= {"source": "csv", "orders": orders}
    insert_rows(connection, second_rows(settings.seed, timeline, _owner(settings, SECOND_ORGANIZATION)))
    insert_rows(connection, [empty_row(EMPTY_ORGANIZATION, timeline.ms(0))])
    report["interactions"] = connection.execute(COUNT_ALL_INTERACTIONS).fetchone()[0]
    report["products"] = connection.execute(COUNT_PRODUCTS).fetchone()[0]
    return report


def _owner(settings: PlatformSimSettings, organization: Organization) -> str:
    return organization.id if settings.product_owner == "internal" else organization.better_auth_id


def _fingerprint(settings: PlatformSimSettings, csv_hash: str | None) -> str:
    """Return a hash of everything that decides the content, the generator's own source included."""
    digest = hashlib.sha256()
    for source in sorted(
        [*FOLDER.glob("*.sql"), *FOLDER.glob("*.py"), *FOLDER.glob("seed/*.py"), *FOLDER.glob("orders/*.py")]
    ):
        digest.update(source.read_bytes())
    name = None if settings.csv is None else settings.csv.name
    parts = (settings.seed, settings.timeline().start, settings.product_owner, csv_hash, name, settings.csv_currency)
    digest.update(repr(parts).encode())
    return digest.hexdigest()


def _hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                digest.update(block)
    except OSError as exc:
        raise CsvRefused(f"orders file {path}: {exc.strerror}") from exc
    return digest.hexdigest()
