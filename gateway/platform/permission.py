"""What one user may see of an organization's data through chat, and which requests that allows.

CROW keeps this at `GET /api/v1/users/{id}/permissions` as `chat: {enabled, components, lookbackWindow}` and leaves it
to its callers to obey. Words that are not understood count as the narrowest.
"""

import re
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from gateway.chat.errors import LimitsApply, NotPermitted, PlatformUnavailable
from gateway.platform.paths import Reading

CHANNELS = ("web", "cctv", "social")
DAY_MILLISECONDS = 86_400_000
NARROWEST_DAYS = 7
UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
WINDOW = re.compile(r"(\d{1,4}) ?(day|week|month|year)s?")
# What a report of a period tells of, in days.
PERIOD_DAYS = {"1h": 1, "daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}


@dataclass(frozen=True, slots=True)
class Permission:
    """`channels` and `days` are None where there is no limit."""

    channels: frozenset[str] | None = None
    days: int | None = None
    interactions: bool = True
    patterns: bool = True

    @property
    def is_whole(self) -> bool:
        """Everything of the organization may be seen."""
        return self == EVERYTHING

    @property
    def key(self) -> str:
        """Names the permission: equal for users who may see the same."""
        channels = "all" if self.channels is None else "+".join(sorted(self.channels))
        return f"{channels} {self.days or 'all'} {self.interactions:d} {self.patterns:d}"

    def since(self, now: int) -> int | None:
        """The earliest time that may be seen, in Unix milliseconds."""
        return None if self.days is None else now - self.days * DAY_MILLISECONDS

    def may_see(self, channel: JsonValue) -> bool:
        """Tell whether something of this channel may be seen; what names no channel is of none."""
        return self.channels is None or channel not in CHANNELS or channel in self.channels

    def check(self, reading: Reading, now: int) -> Reading:
        """Return the request as this user may make it. Raises NotPermitted, LimitsApply."""
        match reading.kind:
            case "interactions" | "interaction_counts" | "interaction_search" if not self.interactions:
                raise NotPermitted
            case "patterns" | "pattern" | "pattern_search" | "reports" if not self.patterns:
                raise NotPermitted
            case "interactions":
                return self._of_channels(reading, now)
            case "interaction_search" | "interaction_counts" if self.channels == frozenset():
                raise NotPermitted
            # Neither counts nor what a search finds can be told apart by time; nor found patterns by channel.
            case "interaction_counts" | "interaction_search" | "overview" if self.days is not None:
                raise self._limits(now)
            case "pattern_search" if self.days is not None or self.channels is not None:
                raise self._limits(now)
            case "reports" if self.days is not None and PERIOD_DAYS.get(reading.value("period") or "", 365) > self.days:
                raise NotPermitted
            case _:
                return reading

    def _of_channels(self, reading: Reading, now: int) -> Reading:
        """A list is of one channel, or of all that there are: CROW cannot list two of three."""
        asked = reading.value("sourceType")
        if self.channels is None:
            return reading
        if not self.channels or (asked is not None and asked not in self.channels):
            raise NotPermitted
        if asked is not None:
            return reading
        if len(self.channels) > 1:
            raise self._limits(now)
        (only,) = self.channels
        return replace(reading, query=(*reading.query, ("sourceType", only)))

    def _limits(self, now: int) -> LimitsApply:
        seen = None if self.channels is None else tuple(name for name in CHANNELS if name in self.channels)
        return LimitsApply(seen, self.since(now))


EVERYTHING = Permission()


class ChatPermission(BaseModel):
    """CROW's `chat` object."""

    model_config = ConfigDict(extra="ignore")
    enabled: bool = False
    components: tuple[str, ...] = ()
    lookbackWindow: str = "all"  # noqa: N815 - CROW's name


class UserPermissions(BaseModel):
    """CROW's answer. `chat` is absent for a user without chat; other services' rights are of any shape."""

    model_config = ConfigDict(extra="ignore")
    interactions: JsonValue = None
    patterns: JsonValue = None
    chat: ChatPermission | None = None


def parse_permission(body: bytes) -> Permission:
    """Read CROW's answer. Raises NotPermitted for a user without chat, PlatformUnavailable for no such answer."""
    try:
        user = UserPermissions.model_validate_json(body)
    except ValidationError as error:
        raise PlatformUnavailable("The platform's permissions could not be read.") from error
    if user.chat is None or not user.chat.enabled:
        raise NotPermitted("This user may not use chat.")
    channels = frozenset(user.chat.components) & frozenset(CHANNELS)
    return Permission(
        channels=None if channels == frozenset(CHANNELS) else channels,
        days=_days(user.chat.lookbackWindow),
        interactions=user.interactions is not False,
        patterns=user.patterns is not False,
    )


def _days(window: str) -> int | None:
    if window == "all":
        return None
    found = WINDOW.fullmatch(window.strip().lower())
    return int(found[1]) * UNIT_DAYS[found[2]] if found is not None else NARROWEST_DAYS
