"""The 90 generated days: from a day index to dates and milliseconds. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from infra.simulators.platform.effects import PERIOD_DAYS

MS_PER_SECOND = 1000
MS_PER_DAY = 86_400 * MS_PER_SECOND


@dataclass(frozen=True, slots=True)
class Timeline:
    """`PERIOD_DAYS` whole UTC days; day 0 is the oldest."""

    start: datetime

    @classmethod
    def ending(cls, end: date) -> "Timeline":
        """Return the days before `end` (exclusive)."""
        midnight = datetime(end.year, end.month, end.day, tzinfo=UTC)
        return cls(start=midnight - timedelta(days=PERIOD_DAYS))

    @property
    def end_ms(self) -> int:
        return self.ms(PERIOD_DAYS)

    def ms(self, day: int, *, second: int = 0) -> int:
        """Return milliseconds since the epoch of a second within a day."""
        return int(self.start.timestamp()) * MS_PER_SECOND + day * MS_PER_DAY + second * MS_PER_SECOND

    def date_of(self, day: int) -> date:
        return (self.start + timedelta(days=day)).date()

    def is_weekend(self, day: int) -> bool:
        return self.date_of(day).weekday() >= 5


def iso(ms: int) -> str:
    """Return the ISO 8601 UTC text of a moment, the form that products and organizations use."""
    return datetime.fromtimestamp(ms / MS_PER_SECOND, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
