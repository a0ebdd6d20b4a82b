"""What a user may see, and what that makes of a request and of an answer."""

import json
from typing import Any

import pytest
from pydantic_core import from_json

from gateway.chat.errors import LimitsApply, NotFound, NotPermitted, PlatformUnavailable
from gateway.chat.model import PlatformAnswer
from gateway.platform.paths import Reading, reading_of
from gateway.platform.permission import EVERYTHING, Permission, parse_permission
from gateway.platform.sight import limited
from shared.ids import OrganizationId

ORGANIZATION = OrganizationId("org_a")
DAY = 86_400_000
NOW = 20_000 * DAY
WEB_AND_SOCIAL = Permission(channels=frozenset({"web", "social"}))
ONE_WEEK = Permission(days=7)
I = "/api/v1/interactions/organization/org_a"  # noqa: E741 - many lines begin with it
P = "/api/v1/patterns/organization/org_a"


def reading(path: str, **query: str) -> Reading:
    return reading_of(path, list(query.items()), ORGANIZATION)


def permissions(**chat: Any) -> bytes:
    return json.dumps({"interactions": True, "patterns": True, "chat": {"enabled": True, **chat}}).encode()


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        ({"components": ["web", "cctv", "social"], "lookbackWindow": "all"}, EVERYTHING),
        ({"components": ["social", "web"]}, WEB_AND_SOCIAL),
        ({"components": []}, Permission(channels=frozenset())),
        ({"components": ["web", "radio"]}, Permission(channels=frozenset({"web"}))),
        ({"components": ["web", "cctv", "social"], "lookbackWindow": "7days"}, ONE_WEEK),
        ({"components": ["web", "cctv", "social"], "lookbackWindow": "30days"}, Permission(days=30)),
        ({"components": ["web", "cctv", "social"], "lookbackWindow": "90days"}, Permission(days=90)),
        ({"components": ["web", "cctv", "social"], "lookbackWindow": "1year"}, Permission(days=365)),
        # Not understood: the narrowest.
        ({"components": ["web", "cctv", "social"], "lookbackWindow": "ever"}, ONE_WEEK),
        ({}, Permission(channels=frozenset())),
    ],
)
def test_the_platforms_words_are_understood(chat: dict[str, Any], expected: Permission) -> None:
    assert parse_permission(permissions(**chat)) == expected


def test_rights_of_other_services_count_when_they_say_no() -> None:
    chat = {"enabled": True, "components": ["web", "cctv", "social"]}
    body = json.dumps({"interactions": False, "patterns": {"view": True}, "chat": chat}).encode()
    assert parse_permission(body) == Permission(interactions=False)


@pytest.mark.parametrize("body", [b'{"interactions":true}', b'{"chat":null}', b'{"chat":{"enabled":false}}', b"{}"])
def test_without_chat_nothing_may_be_read(body: bytes) -> None:
    with pytest.raises(NotPermitted):
        parse_permission(body)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"chat":"yes"}', b'{"chat":{"enabled":1000}}'])
def test_an_answer_that_is_none_lets_nobody_in(body: bytes) -> None:
    with pytest.raises((PlatformUnavailable, NotPermitted)):
        parse_permission(body)


def test_permissions_that_differ_have_different_names() -> None:
    some = [
        EVERYTHING,
        WEB_AND_SOCIAL,
        ONE_WEEK,
        Permission(days=30),
        Permission(channels=frozenset({"web"})),
        Permission(channels=frozenset()),
        Permission(interactions=False),
        Permission(patterns=False),
    ]
    assert len({permission.key for permission in some}) == len(some)


@pytest.mark.parametrize(
    ("permission", "asked"),
    [
        (WEB_AND_SOCIAL, reading(I, sourceType="cctv")),
        (Permission(channels=frozenset()), reading(I)),
        (Permission(channels=frozenset()), reading(f"{I}/summary")),
        (Permission(channels=frozenset()), reading(f"{I}/search", q="x")),
        (Permission(interactions=False), reading(I)),
        (Permission(interactions=False), reading(f"{I}/search", q="x")),
        (Permission(patterns=False), reading(P)),
        (Permission(patterns=False), reading(P, period="weekly")),
        (Permission(patterns=False), reading(f"{P}/search", q="x")),
        (Permission(patterns=False), reading("/api/v1/patterns/p1")),
        (ONE_WEEK, reading(P, period="monthly")),
        (ONE_WEEK, reading(P, period="decade")),
    ],
)
def test_what_may_not_be_seen_is_not_asked_for(permission: Permission, asked: Reading) -> None:
    with pytest.raises(NotPermitted):
        permission.check(asked, NOW)


@pytest.mark.parametrize(
    ("permission", "asked", "channels", "since"),
    [
        (WEB_AND_SOCIAL, reading(I), ("web", "social"), None),
        (WEB_AND_SOCIAL, reading(f"{P}/search", q="x"), ("web", "social"), None),
        (ONE_WEEK, reading(f"{I}/summary"), None, NOW - 7 * DAY),
        (ONE_WEEK, reading(f"{I}/search", q="x"), None, NOW - 7 * DAY),
        (ONE_WEEK, reading(f"{P}/search", q="x"), None, NOW - 7 * DAY),
        (
            ONE_WEEK,
            reading("/api/v1/analytics/overview", organizationId="org_a"),
            None,
            NOW - 7 * DAY,
        ),
    ],
)
def test_what_cannot_be_limited_is_refused_with_the_limits(
    permission: Permission, asked: Reading, channels: tuple[str, ...] | None, since: int | None
) -> None:
    with pytest.raises(LimitsApply) as refused:
        permission.check(asked, NOW)
    assert (refused.value.channels, refused.value.since) == (channels, since)


def test_a_single_channel_is_pinned() -> None:
    asked = Permission(channels=frozenset({"social"})).check(reading(I, page="2"), NOW)
    assert asked.query == (("page", "2"), ("sourceType", "social"))


def test_everything_is_asked_for_as_it_comes() -> None:
    for asked in (reading(I), reading(f"{I}/summary"), reading(f"{P}/search", q="x"), reading(P, period="yearly")):
        assert EVERYTHING.check(asked, NOW) is asked


def answer(body: object, status: int = 200) -> PlatformAnswer:
    return PlatformAnswer(status, {"content-type": "application/json"}, json.dumps(body).encode())


def seen(asked: Reading, permission: Permission, body: object) -> Any:
    return from_json(limited(answer(body), asked, permission, NOW).body)


def test_rows_of_other_channels_and_other_times_are_left_out() -> None:
    rows = [
        {"id": "new", "sourceType": "web", "timestamp": NOW - DAY},
        {"id": "edge", "sourceType": "web", "timestamp": NOW - 7 * DAY},
        {"id": "old", "sourceType": "web", "timestamp": NOW - 7 * DAY - 1},
        {"id": "hidden", "sourceType": "cctv", "timestamp": NOW - DAY},
        {"id": "no channel", "timestamp": NOW - DAY},
        {"id": "no time", "sourceType": "web", "timestamp": None},
        "no row",
    ]
    both = Permission(channels=frozenset({"web"}), days=7)
    asked = reading(I, sourceType="web")
    body = {"interactions": rows, "total": 7, "page": 1, "limit": 100}
    found = limited(answer(body), asked, both, NOW)
    assert [row["id"] for row in from_json(found.body)["interactions"]] == ["new", "edge"]
    assert (found.headers["x-chat-channels"], found.headers["x-chat-since"]) == ("web", str(NOW - 7 * DAY))


def test_counts_are_of_channels_that_may_be_seen() -> None:
    counts = {"web": 5, "cctv": 7, "social": 1, "total": 13, "perCamera": {"door": 7}}
    assert seen(reading(f"{I}/summary"), WEB_AND_SOCIAL, counts) == {"web": 5, "social": 1, "total": 6}
    overview = {"total": 20, "byType": {"view": 20}, "bySource": {"cctv": 7, "dashboard": 13}}
    asked = reading("/api/v1/analytics/overview", organizationId="org_a")
    assert seen(asked, WEB_AND_SOCIAL, overview) == {"total": 13, "bySource": {"dashboard": 13}}


def test_a_search_finds_nothing_of_hidden_channels() -> None:
    results = [{"id": "1", "sourceType": "cctv"}, {"id": "2", "sourceType": "social"}, {"id": "3"}]
    found = seen(reading(f"{I}/search", q="x"), WEB_AND_SOCIAL, {"results": results, "total": 3})
    assert found == {"results": [{"id": "2", "sourceType": "social"}], "total": 1}


def pattern(name: str, day: int, **data: object) -> dict[str, object]:
    return {"id": name, "detectedAt": NOW - day * DAY, "data": json.dumps(data)}


def test_patterns_of_hidden_channels_and_times_are_left_out() -> None:
    rows = [pattern("web", 1, source="web"), pattern("cctv", 1, source="cctv"), pattern("shop", 1), pattern("old", 9)]
    asked = reading(P)
    assert [row["id"] for row in seen(asked, WEB_AND_SOCIAL, {"patterns": rows})["patterns"]] == ["web", "shop", "old"]
    assert [row["id"] for row in seen(asked, ONE_WEEK, {"patterns": rows})["patterns"]] == ["web", "cctv", "shop"]
    one = reading("/api/v1/patterns/p1")
    assert seen(one, WEB_AND_SOCIAL, rows[0])["id"] == "web"
    for hidden, permission in ((rows[1], WEB_AND_SOCIAL), (rows[3], ONE_WEEK)):
        with pytest.raises(NotFound):
            seen(one, permission, hidden)


def test_reports_tell_nothing_of_hidden_channels() -> None:
    report = {
        "anomalies": [{"title": "queue", "channel": "cctv"}, {"title": "drop", "channel": "web"}],
        "correlations": [{"channels": ["web", "cctv"]}, {"channels": ["web", "social"]}],
        "patterns": [{"insights": "calm"}],
        "metadata": {"overall_confidence": 0.8},
    }
    rows = [
        {"id": "1", "generatedAt": NOW - DAY, "sourceType": None, "report": json.dumps(report)},
        {"id": "2", "generatedAt": NOW - DAY, "sourceType": "cctv", "report": "{}"},
        {"id": "3", "generatedAt": NOW - 8 * DAY, "sourceType": None, "report": "{}"},
    ]
    asked = reading(P, period="weekly")
    found = seen(asked, WEB_AND_SOCIAL, {"results": rows, "total": 3})["results"]
    assert [row["id"] for row in found] == ["1", "3"]
    told = json.loads(found[0]["report"])
    assert [anomaly["title"] for anomaly in told["anomalies"]] == ["drop"]
    assert told["correlations"] == [{"channels": ["web", "social"]}]
    assert (told["patterns"], told["metadata"]) == (report["patterns"], report["metadata"])
    assert [row["id"] for row in seen(asked, ONE_WEEK, {"results": rows})["results"]] == ["1", "2"]


def test_without_limits_an_answer_is_passed_on_byte_for_byte() -> None:
    odd = PlatformAnswer(200, {}, b'{ "interactions" : [ {"timestamp": 1} ], "x": NaN')
    assert limited(odd, reading(I), EVERYTHING, NOW) is odd
    refused = answer({"error": "no"}, 400)
    assert limited(refused, reading(I), ONE_WEEK, NOW) is refused


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"interactions":'])
def test_under_a_limit_an_answer_that_cannot_be_read_is_unavailable(body: bytes) -> None:
    with pytest.raises(PlatformUnavailable):
        limited(PlatformAnswer(200, {}, body), reading(I), ONE_WEEK, NOW)
