"""Periods in words: "last week", "the past 14 days", "yesterday", seen from a day that the instructions name."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_NOW = re.compile(r"current (?:time|date) is (\d{4}-\d{2}-\d{2})", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:last|past|previous) (\d{1,3}|[a-z]+) (day|week|month)s?\b")
_NAMED = re.compile(r"\b(last|past|previous|this|current) (week|month|year)\b")
_DAY = re.compile(r"\b(today|yesterday)\b")
_RHYTHM = re.compile(r"\b(daily|weekly|monthly|yearly)\b")
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "fourteen": 14, "thirty": 30}
_DAYS = {"day": 1, "week": 7, "month": 30}
_RHYTHM_DAYS = {"daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both of them included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def day_of(instructions: str) -> date | None:
    """The day that the instructions call today."""
    found = _NOW.search(instructions)
    if found is None:
        return None
    try:
        return date.fromisoformat(found.group(1))
    except ValueError:
        return None


def read_period(text: str, today: date | None) -> Period | None:
    """The period that a text names, if it names one and it is known when now is."""
    if today is None:
        return None
    small = text.lower()
    if (counted := _COUNTED.search(small)) is not None and (number := _number(counted.group(1))):
        return Period(today - timedelta(days=number * _DAYS[counted.group(2)] - 1), today)
    if (named := _NAMED.search(small)) is not None:
        return _named(named.group(2), today, is_now=named.group(1) in {"this", "current"})
    if (day := _DAY.search(small)) is not None:
        that = today if day.group(1) == "today" else today - timedelta(days=1)
        return Period(that, that)
    if (rhythm := _RHYTHM.search(small)) is not None:
        return Period(today - timedelta(days=_RHYTHM_DAYS[rhythm.group(1)]), today)
    return None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.get(word, 0)


def _named(unit: str, today: date, *, is_now: bool) -> Period:
    """Calendar weeks begin on Monday; the current one ends today."""
    begin = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }[unit]
    if is_now:
        return Period(begin, today)
    last = begin - timedelta(days=1)
    before = {
        "week": begin - timedelta(days=7),
        "month": last.replace(day=1),
        "year": last.replace(month=1, day=1),
    }[unit]
    return Period(before, last)
