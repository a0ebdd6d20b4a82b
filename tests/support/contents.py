"""Contents of artifacts as tools send them."""

from typing import Any

BAR: dict[str, Any] = {
    "kind": "chart",
    "chart": {
        "kind": "bar",
        "x_label": "Channel",
        "y_label": "Interactions",
        "points": [{"x": "web", "y": 1500}, {"x": "cctv", "y": 600}, {"x": "social", "y": 250}],
    },
}
TABLE: dict[str, Any] = {
    "kind": "table",
    "table": {
        "columns": [{"label": "Product"}, {"label": "Price", "type": "number"}],
        "rows": [["Shirt", 19.5], ["=SUM(A1:A9)", -3], [None, None]],
    },
}
SUMMARY: dict[str, Any] = {"kind": "summary", "text": "# Week 44\n\nFewer *returns* [1]."}
FILE: dict[str, Any] = {"kind": "file", "file_name": "notes.txt", "content": "one\ntwo\n"}
CONTENTS: dict[str, dict[str, Any]] = {"chart": BAR, "table": TABLE, "summary": SUMMARY, "file": FILE}


def chart(**changes: Any) -> dict[str, Any]:
    """A chart's content, with other fields."""
    return {"kind": "chart", "chart": {**BAR["chart"], **changes}}


def posted(content: dict[str, Any], title: str = "A title", **more: Any) -> dict[str, Any]:
    """The body that a tool posts."""
    return {"title": title, "content": content, **more}
