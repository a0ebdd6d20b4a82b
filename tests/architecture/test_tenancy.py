"""Every statement over a tenant's rows names the organization."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

STORAGE = Path(__file__).parents[2] / "gateway" / "storage"
TENANT_TABLES = re.compile(
    r"\b(session|turn|message|vote|turn_feedback|share|session_import|agent_switch|search_entry|message_search"
    r"|suggestion|artifact|artifact_version|upload|memory|memory_search|memory_forgotten|memory_stamp"
    r"|context_checkpoint|llm_usage"
    r"|organization_spend|routing_decision|own_agent|agent_off|agent_stamp|kept_answer|learning_day)\b"
)

# The machinery of the queue works for every organization at once; nobody reaches it with an id of theirs.
SYSTEM_FILES = {
    "queue.py": "the queue is one for all organizations",
    "leases.py": "leases are of gateways, not of organizations",
    "workers.py": "containers serve every organization",
    "object_ledger.py": "bytes are brought and removed for every organization alike",
    "tool_calls.py": "rows are named by a turn that was found by its grant",
}
# A row that is named by something which only its owner's request could have found.
NAMED_OTHERWISE = {
    "MERGE": "the index of all organizations is put in order",
    "MERGE_MEMORIES": "the same for memories",
    "FORGET_FINISHED": "a background sweep over the turns of everybody",
    "SELECT_GRANT": "the digest of a 256-bit secret names the row; the organization is what is asked for",
    "QUEUE_HAS_ROOM": "the limit of the whole system",
    "SELECT_QUEUED": "a starting gateway opens the feeds of all queued turns",
    "SELECT_STORED": "the turn was found by its owner before",
    "COMPACTABLE": "logs are let go of by age",
    "MARK_COMPACTED": "logs are let go of by age",
    "SELECT_EXPIRED": "sessions are let go of by age",
    "DELETE_UNFINISHED": "what a gateway had begun in an earlier life, for everybody",
    "ALL_HAVE_ROOM": "the limit of the whole system",
    "FORGET_OLD_UPLOADS": "uploads are let go of by age",
    "FORGET_EXPIRED": "snapshots are let go of by age",
    "SELECT_SNAPSHOT": "the digest of a 256-bit secret names the row, for whoever has the secret",
}


def statements() -> Iterator[tuple[str, str, str]]:
    """File, name and text of every SQL constant of the storage folder that touches a tenant's rows."""
    for file in sorted(STORAGE.glob("*.py")):
        for node in ast.parse(file.read_text()).body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(sql))):
                    if re.search(r"\b(SELECT|INSERT|UPDATE|DELETE)\b", sql) and TENANT_TABLES.search(sql):
                        yield file.name, name, sql


def test_there_are_statements() -> None:
    assert len(list(statements())) > 40


@pytest.mark.parametrize(("file", "name", "sql"), [pytest.param(*found, id=found[1]) for found in statements()])
def test_a_statement_names_the_organization(file: str, name: str, sql: str) -> None:
    is_excused = file in SYSTEM_FILES or name in NAMED_OTHERWISE

    assert ":organization_id" in sql or is_excused
    assert not (name in NAMED_OTHERWISE and ":organization_id" in sql), "an excuse that is not needed"
