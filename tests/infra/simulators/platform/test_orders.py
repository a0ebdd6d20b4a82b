"""An orders file as the first organization's data: counts, money, products, patterns, and what was not loaded."""

import csv
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Generator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.simulators.platform.app import open_simulator
from infra.simulators.platform.orders.lines import COLUMNS
from infra.simulators.platform.orders.problems import CsvRefused
from infra.simulators.platform.organizations import FIRST_ORGANIZATION, SECOND_ORGANIZATION
from tests.infra.simulators.platform.server import FIRST, serve, settings_in

HEADER = ",".join(COLUMNS)
LIST = f"/api/v1/interactions/organization/{FIRST}"
PATTERNS = f"/api/v1/patterns/organization/{FIRST}"


def load(data_dir: Path, *lines: str | bytes, bom: bytes = b"") -> tuple[dict[str, Any], list[sqlite3.Row]]:
    """Load a small file and return its report and its interactions, oldest first."""
    raw = [line if isinstance(line, bytes) else line.encode() for line in (HEADER, *lines)]
    path = data_dir / "orders.csv"
    path.write_bytes(bom + b"\n".join(raw) + b"\n")
    simulator = open_simulator(settings_in(data_dir, csv=path))
    with closing(sqlite3.connect(simulator.database.path)) as connection:
        connection.row_factory = sqlite3.Row
        statement = "SELECT * FROM interaction WHERE organization_id = ? ORDER BY timestamp_ms, n"
        return simulator.load_report["orders"], connection.execute(statement, (FIRST,)).fetchall()


def counted(rows: list[sqlite3.Row], query: str) -> int:
    """Count as the platform's `q` does."""
    return sum(query.lower() in f"{row['data']}\n{row['summary']}".lower() for row in rows)


def test_an_invoice_becomes_one_interaction(tmp_path: Path) -> None:
    report, rows = load(
        tmp_path,
        "1001,A1,RED MUG,6,2010-12-01 08:26:00,2.55,17850.0,Germany",
        "1001,B2,BLUE MUG,2,2010-12-01 08:26:00,0.335,17850.0,Germany",
    )
    assert report == {
        "file": "orders.csv",
        "rows": 2,
        "loaded": 2,
        "bad": 0,
        "bad_lines": [],
        "invoices": 1,
        "orders": 1,
        "cancellations": 0,
        "adjustments": 0,
        "products": 2,
        "conflicts": [],
        "ambiguous_countries": [],
    }
    (row,) = rows
    assert (row["summary"], row["tags"], row["source_type"], row["timestamp_ms"]) == (
        "Order from Germany, invoice 1001, 2 lines, 8 units, 15.97",
        '["order"]',
        "web",
        1291191960000,
    )
    assert json.loads(row["data"]) == {
        "invoiceNo": "1001",
        "country": "Germany",
        "customerId": "17850",
        "lines": 2,
        "units": 8,
        "total": "15.97",
        "currency": "GBP",
        "items": [
            {"sku": "A1", "quantity": 6, "unitPrice": "2.55"},
            {"sku": "B2", "quantity": 2, "unitPrice": "0.335"},
        ],
        "itemsOmitted": 0,
    }


def test_a_c_number_makes_a_cancellation_and_negative_quantities_alone_an_adjustment(tmp_path: Path) -> None:
    _, rows = load(
        tmp_path,
        "C2001,A1,RED MUG,-6,2010-12-01 08:26:00,2.55,1,Germany",
        "2002,A1,,-3,2010-12-01 08:27:00,0.0,,France",
        "2003,A1,RED MUG,-1,2010-12-01 08:28:00,2.00,1,Norway",
        "2003,B2,BLUE MUG,4,2010-12-01 08:28:00,1.00,1,Norway",
    )
    assert [(row["summary"], row["tags"]) for row in rows] == [
        ("Cancellation from Germany, invoice C2001, 1 lines, -6 units, -15.30", '["cancellation"]'),
        ("Order from France, invoice 2002, 1 lines, -3 units, 0.00", '["order","adjustment"]'),
        ("Order from Norway, invoice 2003, 2 lines, 3 units, 2.00", '["order"]'),
    ]


def test_lines_of_an_invoice_may_lie_apart_and_disagree(tmp_path: Path) -> None:
    report, rows = load(
        tmp_path,
        "1,A1,RED MUG,1,2010-12-01 08:00:00,1.00,7,Germany",
        "2,A1,RED MUG,1,2010-12-01 09:00:00,1.00,8,France",
        "1,B2,BLUE MUG,1,2010-12-01 08:01:00,1.00,7,Austria",
    )
    assert [row["summary"] for row in rows] == [
        "Order from Germany, invoice 1, 2 lines, 2 units, 2.00",
        "Order from France, invoice 2, 1 lines, 1 units, 1.00",
    ]
    assert report["conflicts"] == [
        {"line": 4, "invoice": "1", "field": "country", "kept": "Germany", "ignored": "Austria"},
        {"line": 4, "invoice": "1", "field": "ordered_ms", "kept": 1291190400000, "ignored": 1291190460000},
    ]


def test_malformed_rows_are_named_with_line_and_reason_and_the_rest_is_loaded(tmp_path: Path) -> None:
    report, rows = load(
        tmp_path,
        "1,A1,RED MUG,1,2010-12-01 08:00:00,1.00,7,Germany",
        "2,A1,RED MUG,one,2010-12-01 08:00:00,1.00,7,Germany",
        "3,A1,RED MUG,1,2010-13-01 08:00:00,1.00,7,Germany",
        "4,A1,RED MUG,1,2010-12-01 08:00:00,NaN,7,Germany",
        "5,A1,RED MUG,1,2010-12-01 08:00:00,1.00,7",
        '6,A1,"RED MUG,1,2010-12-01 08:00:00,1.00,7,Germany',
        ",A1,RED MUG,1,2010-12-01 08:00:00,1.00,7,Germany",
        "7,,RED MUG,1,2010-12-01 08:00:00,1.00,7,Germany",
        "8,A1,RED MUG,1,2010-12-01 08:00:00,1.00,7,",
        "",
        "9,A1,RED\0MUG,1,2010-12-01 08:00:00,1.00,7,Germany",
        "10,A1," + "X" * 70_000 + ",1,2010-12-01 08:00:00,1.00,7,Germany",
        "11,A1,RED MUG,1,1969-12-31 08:00:00,1.00,7,Germany",
        "12,A1,RED MUG,1,12/1/2010 8:00,1.00,,Germany",
    )
    assert report["bad_lines"] == [
        {"line": 3, "reason": "Quantity is not an integer: 'one'"},
        {"line": 4, "reason": "InvoiceDate is not a date: '2010-13-01 08:00:00'"},
        {"line": 5, "reason": "UnitPrice is not a price: 'NaN'"},
        {"line": 6, "reason": "7 cells instead of 8"},
        {"line": 7, "reason": "not CSV: unexpected end of data"},
        {"line": 8, "reason": "InvoiceNo is empty"},
        {"line": 9, "reason": "StockCode is empty"},
        {"line": 10, "reason": "Country is empty"},
        {"line": 12, "reason": "contains a NUL character"},
        {"line": 13, "reason": "longer than 65536 bytes"},
        {"line": 14, "reason": "InvoiceDate is not a date: '1969-12-31 08:00:00'"},
    ]
    assert (report["rows"], report["loaded"], report["bad"]) == (13, 2, 11)
    assert [json.loads(row["data"])["invoiceNo"] for row in rows] == ["1", "12"]


def test_a_byte_order_mark_carriage_returns_and_latin_1_are_read(tmp_path: Path) -> None:
    report, rows = load(
        tmp_path,
        b"1,A1,CAF\xc9 CUP,1,2010-12-01 08:00:00,1.00,7,Germany\r",
        "2,A2,CAFÉ CUP,1,2010-12-01 08:00:00,1.00,7,Österreich\r".encode(),
        bom=b"\xef\xbb\xbf",
    )
    assert report["bad_lines"] == []
    assert [row["summary"].split(",")[0] for row in rows] == ["Order from Germany", "Order from Österreich"]
    titles = sqlite3.connect(tmp_path / "platform-sim.sqlite")
    with closing(titles):
        statement = "SELECT title FROM product WHERE organization_id = ?"
        assert titles.execute(statement, (FIRST,)).fetchall() == [("CAFÉ CUP",), ("CAFÉ CUP",)]


def test_cells_cannot_forge_what_is_counted(tmp_path: Path) -> None:
    report, rows = load(
        tmp_path,
        "1,A1,Order from Germany,1,2010-12-01 08:00:00,1.00,Order from Germany,France",
        "2 Order from Germany,order FROM Germany,X,1,2010-12-01 08:00:00,1.00,7,Cancellation from Germany",
        "3,A1,X,1,2010-12-01 08:00:00,1.00,7,Germany",
        "4,A1,X,1,2010-12-01 08:00:00,1.00,7,Germany East",
    )
    assert report["bad"] == 0
    assert (counted(rows, "Order from Germany,"), counted(rows, "Cancellation from Germany")) == (1, 0)
    assert report["ambiguous_countries"] == ["Germany"]


def test_a_wrong_header_or_an_absent_file_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    for path in (wrong, tmp_path / "absent.csv", tmp_path):
        with pytest.raises(CsvRefused):
            open_simulator(settings_in(tmp_path / "data", csv=path))
    assert list((tmp_path / "data").glob("*")) == []


def test_a_file_with_a_header_only_is_an_empty_shop(tmp_path: Path) -> None:
    report, rows = load(tmp_path)
    assert (report["rows"], rows) == (0, [])


def test_the_second_organization_keeps_its_generated_data(tmp_path: Path) -> None:
    load(tmp_path, "1,A1,RED MUG,1,2010-12-01 08:00:00,1.00,7,Germany")
    with closing(sqlite3.connect(tmp_path / "platform-sim.sqlite")) as connection:
        statement = "SELECT count(*) FROM interaction WHERE organization_id = ?"
        assert connection.execute(statement, (SECOND_ORGANIZATION.id,)).fetchone() == (180,)


# What follows compares with counts made straight from the real file.


@pytest.fixture(scope="module")
def retail(online_retail: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[httpx.Client]:
    with serve(settings_in(tmp_path_factory.mktemp("retail"), csv=online_retail)) as client:
        yield client


@pytest.fixture(scope="module")
def file_rows(online_retail: Path) -> list[dict[str, str]]:
    with online_retail.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_q_counts_orders_and_cancellations_of_every_country(
    retail: httpx.Client, file_rows: list[dict[str, str]]
) -> None:
    invoices: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in file_rows:
        invoices[row["InvoiceNo"]].append(row)
    expected = Counter(
        ("Cancellation" if number.startswith("C") else "Order", lines[0]["Country"])
        for number, lines in invoices.items()
    )
    countries = {row["Country"] for row in file_rows}
    for kind in ("Order", "Cancellation"):
        for country in countries:
            total = retail.get(LIST, params={"q": f"{kind} from {country}", "limit": 1}).json()["total"]
            assert (kind, country, total) == (kind, country, expected[kind, country])
    assert retail.get(f"{LIST}/summary").json()["total"] == len(invoices) == 512
    assert (expected["Order", "Germany"], expected["Cancellation", "Germany"]) == (9, 2)


def test_an_invoice_s_summary_equals_the_file(retail: httpx.Client, file_rows: list[dict[str, str]]) -> None:
    lines = [row for row in file_rows if row["InvoiceNo"] == "536527"]
    units = sum(int(row["Quantity"]) for row in lines)
    total = sum(int(row["Quantity"]) * Decimal(row["UnitPrice"]) for row in lines)
    (found,) = retail.get(LIST, params={"q": "invoice 536527"}).json()["interactions"]
    assert found["summary"] == f"Order from Germany, invoice 536527, {len(lines)} lines, {units} units, {total:.2f}"


def test_every_product_s_units_equal_the_file(retail: httpx.Client, file_rows: list[dict[str, str]]) -> None:
    sold, cancelled = Counter[str](), Counter[str]()
    for row in file_rows:
        quantity = int(row["Quantity"])
        (sold if quantity > 0 else cancelled)[row["StockCode"]] += abs(quantity)
    found = {}
    for page in range(1, 22):
        path = f"/api/v1/products/organization/{FIRST}"
        for product in retail.get(path, params={"page": page, "pageSize": 100}).json()["products"]:
            meta = product["metadata"]
            found[product["externalId"]] = (meta["unitsSold"], meta["unitsCancelled"])
    assert found == {code: (sold[code], cancelled[code]) for code in {row["StockCode"] for row in file_rows}}
    assert len(found) == 2015


@pytest.mark.parametrize("netted", [True, False])
def test_the_best_seller_patterns_equal_the_file(
    retail: httpx.Client, file_rows: list[dict[str, str]], netted: bool
) -> None:
    units = Counter[str]()
    for row in file_rows:
        quantity = int(row["Quantity"])
        units[row["StockCode"]] += quantity if netted or quantity > 0 else 0
    title = f"Best-selling products, cancellations {'' if netted else 'not '}netted"
    patterns = retail.get(PATTERNS, params={"limit": 100}).json()["patterns"]
    (insights,) = [data["insights"] for p in patterns if (data := json.loads(p["data"]))["title"] == title]
    named = re.findall(r"(\d+)\. [^;]+ \(SKU (\w+)\): (\d+) units", insights)
    ranked = sorted(units.items(), key=lambda entry: (-entry[1], entry[0]))[:20]
    assert named == [(str(n), code, str(count)) for n, (code, count) in enumerate(ranked, start=1)]


def test_the_revenue_pattern_equals_the_file(retail: httpx.Client, file_rows: list[dict[str, str]]) -> None:
    amounts = [int(row["Quantity"]) * Decimal(row["UnitPrice"]) for row in file_rows]
    sales = sum(amount for amount in amounts if amount > 0)
    refunds = -sum(amount for amount in amounts if amount < 0)
    found = retail.get(PATTERNS, params={"query": "Revenue,"}).json()["patterns"]
    assert (
        f"sales {sales:.2f} GBP, refunds and cancellations {refunds:.2f} GBP, net {sales - refunds:.2f} GBP"
        in (json.loads(found[0]["data"])["insights"])
    )


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("How many orders came from Germany?", "Orders per country"),
        ("Which five products sold most units?", "Best-selling products, cancellations netted"),
        ("What share of invoices was cancelled?", "Cancellation share"),
        ("What was the revenue?", "Revenue"),
    ],
)
def test_a_question_finds_its_pattern_first(retail: httpx.Client, question: str, title: str) -> None:
    best = retail.get(f"{PATTERNS}/search", params={"q": question, "topK": 1}).json()["results"][0]
    pattern = retail.get(f"/api/v1/patterns/{best['id']}").json()
    assert json.loads(pattern["data"])["title"] == title


def test_the_load_report_of_the_real_file_is_served(retail: httpx.Client) -> None:
    report = retail.get("/_sim/load").json()
    orders = report["orders"]
    assert (report["source"], report["reused"]) == ("csv", False)
    assert {conflict["invoice"] for conflict in orders["conflicts"]} == {"536591"}
    assert orders | {"conflicts": []} == {
        "file": "online-retail.csv",
        "rows": 10000,
        "loaded": 10000,
        "bad": 0,
        "bad_lines": [],
        "invoices": 512,
        "orders": 469,
        "cancellations": 43,
        "adjustments": 30,
        "products": 2015,
        "conflicts": [],
        "ambiguous_countries": [],
    }


def test_the_context_names_shop_period_and_totals(retail: httpx.Client) -> None:
    name = retail.get(f"/api/v1/organizations/{FIRST}").json()["name"]
    context = retail.get(f"/api/v1/organizations/{FIRST}/context").json()["structuredData"]
    assert (name, FIRST_ORGANIZATION.id) == ("Online Retail", FIRST)
    assert context["summary"].startswith(
        "Online Retail is a shop known by its orders file online-retail.csv. Period: 2010-12-01 to 2010-12-05. "
        "469 orders and 43 cancellations in 15 countries, 2015 products,"
    )
