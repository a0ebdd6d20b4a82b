"""Every statement over a tenant's rows names the organization."""

import re
from pathlib import Path

import pytest

STORAGE = Path(__file__).parents[2] / "gateway" / "storage"
TENANT_TABLES = ("session", "turn", "message")
STATEMENT = re.compile(r'^([A-Z_]+) = """\n(.*?)"""', re.DOTALL | re.MULTILINE)

# The queue and the recovery look at every organization; a digest or an event belongs to a turn that was found before.
OVER_ALL_ORGANIZATIONS = {
    "CLAIM": "the queue is one for all organizations",
    "SELECT_OPEN": "recovery ends the open turns of everybody",
    "INSERT_GRANT": "copies the organization from the claimed turn, named by the run's own id",
    "SELECT_GRANT": "the digest of a 256-bit secret names the row; the organization is what is asked for",
}


def statements() -> list[tuple[str, str]]:
    """Every SQL constant of the storage folder."""
    found = [pair for file in sorted(STORAGE.glob("*.py")) for pair in STATEMENT.findall(file.read_text())]
    assert len(found) > 15
    return [(name, sql) for name, sql in found if re.search(rf"\b({'|'.join(TENANT_TABLES)})\b", sql)]


@pytest.mark.parametrize(("name", "sql"), statements())
def test_a_statement_names_the_organization(name: str, sql: str) -> None:
    assert (":organization_id" in sql) != (name in OVER_ALL_ORGANIZATIONS)
