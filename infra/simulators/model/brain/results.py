"""Tool results as the model meets them: JSON in a message, often fenced or behind a note, sometimes plain words."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from infra.simulators.model.brain.words import stems

# A message may hold braces before its JSON; more attempts than this would only cost time.
_ATTEMPTS = 20
_CUT = ("…", "...")
_BRACKETED = re.compile(r"\[(\d+(?:, ?\d+)*)\]")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing found; `n` is the number to cite it by. `facts` are (name, value) with values as written."""

    n: int | None
    id: str
    title: str
    text: str
    source: str
    facts: tuple[tuple[str, str], ...]

    @property
    def words(self) -> frozenset[str]:
        facts = " ".join(f"{name} {value}" for name, value in self.facts)
        return frozenset(stems(f"{self.title} {self.text} {facts}"))

    @property
    def numbers(self) -> tuple[tuple[str, Decimal], ...]:
        return tuple((name, Decimal(value)) for name, value in self.facts if is_number(value))

    @property
    def passages(self) -> tuple[str, ...]:
        """What can be quoted of it: its body, else a longer fact."""
        return (self.body, *(clean(value) for _, value in self.facts if value.count(" ") > 2))

    @property
    def cite(self) -> str:
        return "" if self.n is None else f" [{self.n}]"

    @property
    def heading(self) -> str:
        """The title, unless it only repeats a fact such as the item's type."""
        return "" if self.text and any(self.title == value for _, value in self.facts) else clean(self.title)

    @property
    def body(self) -> str:
        """Title and text on one line, without saying anything twice."""
        title, text = self.heading, clean(self.text)
        if not text or text in title:
            return title
        tag, closed, untagged = title.partition("] ")
        head = (untagged if closed and tag.startswith("[") else title).rstrip(". …")
        if head and text.startswith(head):
            return f"{tag}] {text}" if closed and tag.startswith("[") else text
        return f"{title}: {text}" if head else text


@dataclass(frozen=True, slots=True)
class Result:
    """`{tool, ok, items, total, shown, partial, window?, note?, error?}`."""

    tool: str
    ok: bool
    items: tuple[Item, ...] = ()
    total: str | None = None
    shown: str | None = None
    partial: bool = False
    window: str | None = None
    note: str | None = None
    error: str | None = None
    raw: str = ""


def read_result(tool: str, text: str) -> Result:
    """A message without a result in it is a failure told in words."""
    found = _find_object(text)
    if found is None:
        return Result(tool, ok=False, error=clean(text)[:200] or "it gave no answer", raw=text)
    items = found.get("items")
    error = found.get("error")
    if isinstance(error, dict):
        error = error.get("message") or error.get("code")
    return Result(
        tool=tool or str(found.get("tool") or "source"),
        ok=found.get("ok") is not False and error is None,
        items=tuple(_item(each) for each in items if isinstance(each, dict)) if isinstance(items, list) else (),
        total=_number(found.get("total")),
        shown=_number(found.get("shown")),
        partial=found.get("partial") is True,
        window=_words(found.get("window")),
        note=_words(found.get("note")),
        error=_words(error),
        raw=text,
    )


def clean(text: str) -> str:
    """One line that cannot be taken for a heading or a citation of ours, without a word that was cut in two."""
    line = " ".join(text.split()).lstrip("#>*- ")
    if line.endswith(_CUT) and " " in line and not line.endswith(tuple(f" {mark}" for mark in _CUT)):
        line = line.rpartition(" ")[0] + " …"
    return _BRACKETED.sub(r"(\1)", line)


def _find_object(text: str) -> dict[str, Any] | None:
    # Decimals keep 261.90 as it was written.
    decoder = json.JSONDecoder(parse_float=Decimal)
    at = text.find("{")
    for _ in range(_ATTEMPTS):
        if at < 0:
            return None
        try:
            found, _end = decoder.raw_decode(text, at)
        except ValueError:
            found = None
        if isinstance(found, dict) and ("ok" in found or "items" in found or "error" in found):
            return found
        at = text.find("{", at + 1)
    return None


def _item(each: dict[str, Any]) -> Item:
    n = each.get("n")
    facts = each.get("facts")
    return Item(
        n=n if isinstance(n, int) else None,
        id=str(each.get("id") or ""),
        title=str(each.get("title") or ""),
        text=str(each.get("text") or ""),
        source=str(each.get("source") or ""),
        facts=tuple(_facts(facts)) if isinstance(facts, dict) else (),
    )


def _facts(facts: dict[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in facts.items():
        if isinstance(value, dict):
            found.extend((str(key), _scalar(inner)) for key, inner in value.items() if _is_scalar(inner))
        elif isinstance(value, list):
            found.append((str(name), ", ".join(_scalar(each) for each in value if _is_scalar(each))))
        elif _is_scalar(value):
            found.append((str(name), _scalar(value)))
    return found


def _is_scalar(value: object) -> bool:
    return isinstance(value, (str, int, Decimal))


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def is_number(value: str) -> bool:
    return bool(value) and value.removeprefix("-").replace(".", "", 1).isdecimal() and value.isascii()


def _number(value: object) -> str | None:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _words(value: object) -> str | None:
    return clean(str(value)) if value not in (None, "") else None
