"""Periods in words, as days of the calendar in UTC: the clock that agents are told. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from the first on. Without a `last` it has not ended yet."""

    first: date
    last: date | None = None

    @property
    def arguments(self) -> dict[str, str]:
        """The same as arguments of the tools that count in time."""
        until = {} if self.last is None else {"until": self.last.isoformat()}
        return {"since": self.first.isoformat(), **until}


def day_at(now: int) -> date:
    """The day of a time in Unix milliseconds."""
    return datetime.fromtimestamp(now / 1000, UTC).date()


def period_named(name: str, today: date) -> Period | None:
    """The period behind a name; weeks begin on Monday."""
    day = timedelta(days=1)
    monday, first = today - today.weekday() * day, today.replace(day=1)
    named = {
        "today": Period(today),
        "yesterday": Period(today - day, today - day),
        "this week": Period(monday),
        "last week": Period(monday - 7 * day, monday - day),
        "this month": Period(first),
        "last month": Period((first - day).replace(day=1), first - day),
    }
    return named.get(name)


def last_days(count: int, today: date) -> Period:
    """So many days, today is the last of them."""
    return Period(today - timedelta(days=count - 1))
