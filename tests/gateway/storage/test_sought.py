"""What is typed into the search field never reaches FTS5 as anything but words."""

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.storage.migrations import migrate
from gateway.storage.sought import MAX_WORDS, Sought, lowered, read_sought
from shared.ids import OrganizationId, UserId

# Everything that means something to FTS5, and texts of every script.
SYNTAX = [*"()\"*^:{}-+,'", "AND", "OR", "NOT", "NEAR", "text", "owner", "rank"]
PIECES = st.lists(st.sampled_from(SYNTAX) | st.text(max_size=6), max_size=12)
TYPED = PIECES.map("".join) | PIECES.map(" ".join)


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    """The real schema, in memory, with one message of somebody else."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    connection.execute(
        "INSERT INTO message_search (rowid, owner, text) VALUES (1, 'o61u61', 'and or not near text owner rank a b')"
    )
    return connection


@given(typed=TYPED)
@example(typed="NUL\0inside")
def test_nothing_that_is_typed_is_an_error_or_an_operator(index: sqlite3.Connection, typed: str) -> None:
    sought = read_sought(typed)
    if not sought.words:
        return

    match = sought.match(OrganizationId("org"), UserId("usr"))
    found = index.execute("SELECT rowid FROM message_search WHERE message_search MATCH ?", (match,)).fetchall()

    assert found == [], "it is somebody else's"


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("", Sought((), (), is_last_a_beginning=False)),
        (" \t\n ", Sought((), (), is_last_a_beginning=False)),
        ("drop Check", Sought(("drop", "Check"), (), is_last_a_beginning=True)),
        ("drop c", Sought(("drop", "c"), (), is_last_a_beginning=False)),
        ("drop 退货", Sought(("drop",), ("退货",), is_last_a_beginning=False)),
        ("退货 drop", Sought(("drop",), ("退货",), is_last_a_beginning=True)),
        ("A退", Sought((), ("a退",), is_last_a_beginning=False)),
        ("drop -", Sought(("drop",), (), is_last_a_beginning=True)),
        ("- … !", Sought((), (), is_last_a_beginning=False)),
        ("🎉 €", Sought((), ("🎉", "€"), is_last_a_beginning=False)),
        ("e\u0301te\u0301", Sought(("été",), (), is_last_a_beginning=True)),
    ],
)
def test_a_text_is_taken_apart_into_words_and_letters(typed: str, sought: Sought) -> None:
    assert read_sought(typed) == sought


def test_only_so_many_words_are_looked_for() -> None:
    assert len(read_sought("word " * 100).words) == MAX_WORDS


@given(st.text())
def test_letters_are_lowered_as_sqlite_does_it(text: str) -> None:
    # SQLite ends a text at NUL here; none gets this far.
    text = text.replace("\0", "")
    lower = sqlite3.connect(":memory:").execute("SELECT lower(?)", (text,)).fetchone()[0]

    assert lowered(text) == lower
