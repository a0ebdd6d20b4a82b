"""Take out of the platform's answers what a user may not see. Pure.

Only answers under a limit are touched at all. What cannot be told to be allowed is left out: a row without a time under
a limit of time, an answer that cannot be read.
"""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from pydantic_core import to_json

from gateway.chat.errors import NotFound, PlatformUnavailable
from gateway.chat.model import PlatformAnswer
from gateway.platform.paths import Reading
from gateway.platform.permission import CHANNELS, Permission
from shared.loose_json import parse_loosely
from shared.times import milliseconds_of

# Told to the reader of a limited answer: the channels in it, and the earliest time in Unix milliseconds.
CHANNELS_HEADER = "x-chat-channels"
SINCE_HEADER = "x-chat-since"

Body = dict[str, Any]


def limited(answer: PlatformAnswer, reading: Reading, permission: Permission, now: int) -> PlatformAnswer:
    """Return what of the answer this user may see. Raises NotFound, PlatformUnavailable."""
    if permission.is_whole or answer.status != HTTPStatus.OK:
        return answer
    since = permission.since(now)
    headers = dict(answer.headers)
    if permission.channels is not None:
        headers[CHANNELS_HEADER] = ",".join(name for name in CHANNELS if name in permission.channels)
    if since is not None:
        headers[SINCE_HEADER] = str(since)
    limit = LIMITS.get(reading.kind)
    if limit is None:
        return replace(answer, headers=headers)
    body = _parsed(answer.body)
    limit(body, permission, since)
    return PlatformAnswer(answer.status, headers, to_json(body, inf_nan_mode="null"))


def _limit_interactions(body: Body, permission: Permission, since: int | None) -> None:
    body["interactions"] = [
        row
        for row in _rows(body, "interactions")
        if _is_recent(row.get("timestamp"), since) and _is_of_channel(row, permission)
    ]


def _limit_search(body: Body, permission: Permission, since: int | None) -> None:  # noqa: ARG001 - one signature
    body["results"] = [row for row in _rows(body, "results") if _is_of_channel(row, permission)]
    body["total"] = len(body["results"])


def _limit_counts(body: Body, permission: Permission, since: int | None) -> None:  # noqa: ARG001 - one signature
    seen = {name: count for name, count in body.items() if name in CHANNELS and permission.may_see(name)}
    body.clear()
    body |= {**seen, "total": sum(count for count in seen.values() if isinstance(count, int))}


def _limit_overview(body: Body, permission: Permission, since: int | None) -> None:  # noqa: ARG001 - one signature
    by_source = body.get("bySource")
    if not isinstance(by_source, dict):
        return
    hidden = [name for name in by_source if not permission.may_see(name)]
    lost = sum(count for name in hidden if isinstance(count := by_source.pop(name), int))
    if lost and isinstance(body.get("total"), int):
        body["total"] -= lost
        # It counts all channels together.
        body.pop("byType", None)


def _limit_patterns(body: Body, permission: Permission, since: int | None) -> None:
    body["patterns"] = [row for row in _rows(body, "patterns") if _is_seen_pattern(row, permission, since)]


def _limit_pattern(body: Body, permission: Permission, since: int | None) -> None:
    if not _is_seen_pattern(body, permission, since):
        raise NotFound


def _limit_reports(body: Body, permission: Permission, since: int | None) -> None:
    kept = [
        row
        for row in _rows(body, "results")
        if _is_recent(row.get("generatedAt"), since) and permission.may_see(row.get("sourceType"))
    ]
    for row in kept:
        report = _object(row.get("report"))
        for part in ("anomalies", "patterns", "correlations"):
            if part in report:
                report[part] = [found for found in _rows(report, part) if _tells_of_seen(found, permission)]
        row["report"] = to_json(report, inf_nan_mode="null").decode()
    body["results"] = kept


LIMITS: dict[str, Callable[[Body, Permission, int | None], None]] = {
    "interactions": _limit_interactions,
    "interaction_search": _limit_search,
    "interaction_counts": _limit_counts,
    "overview": _limit_overview,
    "patterns": _limit_patterns,
    "pattern": _limit_pattern,
    "reports": _limit_reports,
}


def _is_seen_pattern(row: Body, permission: Permission, since: int | None) -> bool:
    return _is_recent(row.get("detectedAt"), since) and _tells_of_seen(_object(row.get("data")), permission)


def _tells_of_seen(found: Body, permission: Permission) -> bool:
    """Whether none of its channels is hidden; what names no channel tells of the shop as a whole."""
    named: list[Any] = [found.get(name) for name in ("channel", "source", "sourceType")]
    named += found["channels"] if isinstance(found.get("channels"), list) else []
    return all(permission.may_see(name) for name in named if isinstance(name, str))


def _is_of_channel(row: Body, permission: Permission) -> bool:
    return permission.channels is None or row.get("sourceType") in permission.channels


def _is_recent(time: Any, since: int | None) -> bool:  # noqa: ANN401 - JSON
    if since is None:
        return True
    at = milliseconds_of(time)
    return at is not None and at >= since


def _rows(body: Body, name: str) -> list[Body]:
    found = body.get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _object(value: Any) -> Body:  # noqa: ANN401 - JSON, or JSON in a string
    if isinstance(value, str):
        try:
            value = parse_loosely(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def _parsed(body: bytes) -> Body:
    try:
        found = parse_loosely(body)
    except ValueError as error:
        raise PlatformUnavailable("The platform's answer could not be read.") from error
    if not isinstance(found, dict):
        raise PlatformUnavailable("The platform's answer could not be read.")
    return found
