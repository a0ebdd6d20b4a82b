"""Whatever a file holds: every row is either loaded or named."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from infra.simulators.platform.database import SCHEMA_FILE
from infra.simulators.platform.orders.lines import COLUMNS
from infra.simulators.platform.orders.load import load_orders
from infra.simulators.platform.organizations import FIRST_ORGANIZATION

HEADER = ",".join(COLUMNS).encode()
CELLS = (
    st.sampled_from(["1", "C1", "2", ""]),
    st.sampled_from(["A", "B", "", '"']),
    st.text(max_size=8),
    st.sampled_from(["1", "-1", "0", "x", "99999999999", "١"]),
    st.sampled_from(["2010-12-01 08:00:00", "12/1/2010 8:00", "0001-01-01T00:00:00+14:00", "never", ""]),
    st.sampled_from(["1.00", ".5", "-3", "1e5", "inf", ""]),
    st.text(max_size=6),
    st.sampled_from(["Germany", "Order from Germany", "", "\udcff"]),
)
ROW = st.tuples(*CELLS).map(lambda cells: ",".join(cells).encode("utf-8", "surrogateescape"))
LINE = st.one_of(ROW, st.binary(max_size=40)).map(lambda line: line.replace(b"\n", b" "))


@settings(max_examples=150, deadline=None)
@given(st.lists(LINE, max_size=12), st.booleans())
def test_every_row_is_loaded_or_named(lines: list[bytes], ends_with_newline: bool) -> None:
    with TemporaryDirectory() as folder, closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        connection.executescript(SCHEMA_FILE.read_text(encoding="utf-8"))
        path = Path(folder) / "orders.csv"
        path.write_bytes(b"\n".join([HEADER, *lines]) + (b"\n" if ends_with_newline else b""))
        report = load_orders(connection, path, organization=FIRST_ORGANIZATION, owner_id="o", currency="GBP")
        loaded = connection.execute("SELECT total(json_extract(data, '$.lines')) FROM interaction").fetchone()[0]
    rows = [number for number, line in enumerate(lines, start=2) if line.strip()]
    named = [entry["line"] for entry in report["bad_lines"]]
    assert loaded + len(named) == report["rows"] == len(rows)
    assert set(named) <= set(rows)
    assert len(set(named)) == len(named)
