"""What a platform may send beside an answer: cookies, pauses in both forms, odd headers, rows of others."""

import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from starlette.responses import JSONResponse, Response

from gateway.chat.model import Principal
from gateway.platform.upstream import seconds_of
from shared.ids import UserId
from tests.gateway.platform.test_facade import LIST, SUMMARY, Facade, allow_everything, facade_over
from tests.requirements import requirement
from tests.support.held_turn import held_turn
from tests.support.running_gateway import ALICE, MALLORY

ADMIN = Principal(ALICE.organization_id, UserId("usr_admin"), "admin")
OF_MALLORY = "/api/v1/interactions/organization/org_b/summary"


@pytest.fixture
async def facade(tmp_path: Path) -> AsyncGenerator[Facade]:
    async with facade_over(tmp_path) as running:
        yield running


@requirement("not-yours")
async def test_a_cookie_that_the_platform_sets_is_shown_for_nobody(facade: Facade) -> None:
    facade.platform.answer = JSONResponse({"total": 1}, headers={"set-cookie": "session=of-org-a; Path=/"})
    await facade.turn.get(SUMMARY)
    await facade.turn.get(LIST)
    async with held_turn(facade.gateway, MALLORY) as other:
        allow_everything(facade.gateway)
        await other.get(OF_MALLORY)

    assert len(facade.asked) == 3
    assert facade.platform.cookies == []


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0),
        (" 7 ", 7),
        ("9" * 400, 86_400),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("Mon, 99 Foo 2026 25:61:61 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
    ],
)
def test_a_pause_is_so_many_seconds_or_none(said: str, seconds: int | None) -> None:
    assert seconds_of(said) == seconds


@pytest.mark.parametrize("zone", ["GMT", "-0000"])
async def test_a_pause_that_ends_at_a_time_is_kept_too(facade: Facade, zone: str) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True).replace("GMT", zone)
    facade.platform.answer = JSONResponse({"error": "Too many requests"}, 429, {"retry-after": until})
    first = await facade.turn.get(SUMMARY)
    facade.platform.answer = JSONResponse({"total": 1})
    second = await facade.turn.get(LIST)

    assert [first.status_code, second.status_code] == [429, 429]
    assert all(60 < int(answer.headers["retry-after"]) <= 100 for answer in (first, second))
    assert facade.asked == [SUMMARY]


async def test_a_pause_longer_than_the_platforms_own_count_is_kept_that_long(facade: Facade) -> None:
    facade.platform.answer = JSONResponse({}, 429, {"retry-after": "3600"})
    first, second = await facade.turn.get(SUMMARY), await facade.turn.get(LIST)

    assert first.headers["retry-after"] == "3600"
    assert 60 < int(second.headers["retry-after"]) <= 120
    assert facade.asked == [SUMMARY]


@pytest.mark.parametrize("kind", [b"text/pl\xc3\xa4in", "application/json; x=€".encode(), b"a\tb"])
async def test_a_header_that_cannot_be_handed_on_is_left_out(facade: Facade, kind: bytes) -> None:
    odd = Response(b'{"total":3}')
    odd.raw_headers = [(b"content-type", kind), (b"retry-after", "€".encode()), (b"content-length", b"11")]
    facade.platform.answer = odd
    answer = await facade.turn.get(SUMMARY, key="call_1-1")

    assert (answer.status_code, answer.content) == (200, b'{"total":3}')
    assert "retry-after" not in answer.headers


ROWS = [
    {"id": "own", "organizationId": "org_a"},
    {"id": "own-login", "organizationId": "LoginIdOfA"},
    {"id": "unnamed"},
    {"id": "nobody", "organizationId": None},
    {"id": "said", "organizationId": "org_a", "data": json.dumps({"organizationId": "org_b"})},
    {"id": "found", "metadata": {"organizationId": "org_a"}},
]
FOREIGN = [
    {"id": "secret", "organizationId": "org_b"},
    {"id": "secret-found", "metadata": {"organizationId": "org_b", "type": "secret"}},
    {"id": "secret-odd", "organizationId": ["org_b"], "metadata": {"organizationId": "org_b"}},
]
LISTS = {
    LIST: "interactions",
    f"{LIST}/search?q=x": "results",
    "/api/v1/patterns/organization/org_a": "patterns",
    "/api/v1/patterns/organization/org_a/search?q=x": "results",
    "/api/v1/products/organization/org_a": "products",
    "/api/v1/products/search?q=x&organizationId=org_a": "results",
    "/api/v1/qna/search?q=x&organizationId=org_a": "results",
}


@requirement("not-yours")
async def test_rows_of_another_organization_are_left_out_of_every_list(facade: Facade) -> None:
    facade.platform.answers["/api/v1/organizations/org_a"] = JSONResponse({"betterAuthOrgId": "LoginIdOfA"})
    for path, name in LISTS.items():
        facade.platform.answer = JSONResponse({name: [*ROWS, *FOREIGN], "total": 90})
        answer = await facade.turn.get(path)
        assert (answer.status_code, answer.json()) == (200, {name: ROWS, "total": 90 - len(FOREIGN)}), path
    facade.platform.answer = JSONResponse({"organizationId": "org_b", "structuredData": {"summary": "secret"}})
    context = await facade.turn.get("/api/v1/organizations/org_a/context")
    assert (context.status_code, context.json()["code"]) == (404, "not_found")


async def test_what_names_nobody_else_comes_byte_for_byte(facade: Facade) -> None:
    body = json.dumps({"interactions": ROWS[:1] + ROWS[2:], "total": 5}, indent=3).encode()
    facade.platform.answer = Response(body, media_type="application/json")

    assert (await facade.turn.get(LIST)).content == body


@requirement("erasure")
async def test_what_is_cached_is_forgotten_with_its_organization(facade: Facade) -> None:
    async with held_turn(facade.gateway, MALLORY) as other:
        allow_everything(facade.gateway)
        await facade.turn.get(SUMMARY)
        await other.get(OF_MALLORY)
        admin = await facade.gateway.client(ADMIN)
        receipt = await admin.delete(f"/api/v1/admin/users/{ALICE.user_id}")
        before = len(facade.asked)
        await other.get(OF_MALLORY)
        assert len(facade.asked) == before
        async with held_turn(facade.gateway) as again:
            await again.get(SUMMARY)
    assert facade.asked[before:] == [SUMMARY]
    # The counts, and what the user may see.
    assert receipt.json()["removed"]["cached_answer"] == 2
