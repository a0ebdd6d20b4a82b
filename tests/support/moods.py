"""What a platform may make of its answers: everything that the contract leaves open, and everything that it does not.

Friendly moods change nothing that an answer says. Whatever is said in a hostile one, it is not "there is nothing".
"""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tests.support.other_crow import Mood

Json = Any
TIMES = frozenset({"timestamp", "createdAt", "detectedAt", "generatedAt"})
IN_STRINGS = frozenset({"data", "report", "tags", "productIds", "metadata"})
SMALL_PAGE = 20
OPTIONAL = frozenset({"page", "limit", "pageSize", "query", "createdAt", "somethingNew", "images", "isNew"})


def rewritten(change: Callable[[Json], Json], **headers: str) -> Mood:
    """Every successful body, changed."""

    def mood(request: Request, response: Response) -> Response:
        if response.status_code != 200:
            return response
        body = json.dumps(change(json.loads(bytes(response.body)))).encode()
        return Response(body, headers={"content-type": "application/json", **headers})

    return mood


def each(change: Callable[[str, Json], Json], value: Json) -> Json:
    """Every field of every object, changed by its name."""
    match value:
        case dict():
            return {name: each(change, change(name, item)) for name, item in value.items()}
        case list():
            return [each(change, item) for item in value]
        case _:
            return value


def _iso(name: str, value: Json) -> Json:
    if name in TIMES and isinstance(value, int):
        return datetime.fromtimestamp(value / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value


def _parsed(name: str, value: Json) -> Json:
    if name in IN_STRINGS and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _in_strings(name: str, value: Json) -> Json:
    return json.dumps(value) if name in IN_STRINGS and isinstance(value, dict | list) else value


def _more(value: Json) -> Json:
    match value:
        case dict():
            told = {name: _more(item) for name, item in value.items()}
            return {**told, "_links": {"self": "http://192.0.2.1/"}, "deprecated": None, "v": [[], {}]}
        case list():
            return [_more(item) for item in value]
        case _:
            return value


def _less(value: Json) -> Json:
    match value:
        case dict():
            return {name: _less(item) for name, item in value.items() if name not in OPTIONAL and item is not None}
        case list():
            return [_less(item) for item in value]
        case _:
            return value


def small_pages(*, tells: bool) -> Mood:
    """At most twenty rows a page, whatever is asked for, and a word about it or none."""

    def mood(request: Request, response: Response) -> Response:
        rows, asked = request.scope.get("all_rows"), int(request.query_params.get("limit", 0))
        if rows is None or asked <= SMALL_PAGE:
            return response
        page = int(request.query_params.get("page", 1))
        body = json.loads(bytes(response.body))
        body["interactions"] = rows[(page - 1) * SMALL_PAGE : page * SMALL_PAGE]
        body.pop("limit")
        return Response(json.dumps(body | ({"limit": SMALL_PAGE} if tells else {})), media_type="application/json")

    return mood


def hiccups(times: int, **given: Any) -> Mood:
    """Each request for data fails so often before it succeeds: as often as a tool tries again."""
    seen: Counter[str] = Counter()

    def mood(request: Request, response: Response) -> Response:
        if request.url.path.endswith("/permissions") or "/api/v1/organizations/" in request.url.path:
            return response
        seen[str(request.url)] += 1
        return Response(**given) if seen[str(request.url)] <= times else response

    return mood


def compressed(request: Request, response: Response) -> Response:
    """In gzip and in pieces, as something else than JSON, with a mark of the byte order."""
    body = gzip.compress(b"\xef\xbb\xbf" + bytes(response.body) + b"\r\n \n")
    pieces = (body[at : at + 7] for at in range(0, len(body), 7))
    headers = {"content-encoding": "gzip", "content-type": "text/plain; charset=us-ascii", "connection": "close"}
    return StreamingResponse(pieces, response.status_code, headers)


FRIENDLY: dict[str, Callable[[], Mood]] = {
    "iso times, objects for strings, more than is known": lambda: rewritten(
        lambda body: _more(each(lambda name, value: _parsed(name, _iso(name, value)), body)), Vary="*", ETag='"1"'
    ),
    "strings for objects, nothing that may be missing": lambda: rewritten(lambda body: each(_in_strings, _less(body))),
    "gzip": lambda: compressed,
    "small pages": lambda: small_pages(tells=True),
    "small pages that it does not tell of": lambda: small_pages(tells=False),
    "a pause first": lambda: hiccups(1, status_code=429, headers={"retry-after": "0"}),
    "out of order at first": lambda: hiccups(1, content="<h1>Bad Gateway</h1>", status_code=502),
}


def always(content: bytes | str = b"", status: int = 200, headers: dict[str, str] | None = None) -> Mood:
    """The same to everybody."""
    return lambda *_: Response(content, status, {"content-type": "application/json", **(headers or {})})


def broken_off(request: Request, response: Response) -> Response:
    """Half an answer of the length that it promised."""
    body = bytes(response.body)
    return Response(body[: len(body) // 2], headers={"content-length": str(len(body)), "connection": "close"})


def truncated(request: Request, response: Response) -> Response:
    """Half an answer as if it were a whole one."""
    return Response(bytes(response.body)[:-2], media_type="application/json")


def _in_an_hour() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)


HOSTILE: dict[str, Callable[[], Mood]] = {
    "truncated": lambda: truncated,
    "broken off": lambda: broken_off,
    "empty": always,
    "no content": lambda: always(status=204),
    "an empty object": lambda: always("{}"),
    "null": lambda: always("null"),
    "a list": lambda: always('[{"id": "x"}]'),
    "a text": lambda: always('"ok"'),
    "another object": lambda: always('{"status": "ok", "data": {"items": []}}'),
    "a page": lambda: always("<!doctype html><title>Sign in</title>", headers={"content-type": "text/html"}),
    "latin-1": lambda: always(b'{"interactions": [], "results": [], "total": 0, "name": "caf\xe9"}'),
    "far too deep": lambda: always("[" * 100_000),
    "deep": lambda: always('{"a":' * 3_000 + "1" + "}" * 3_000),
    "a number of five thousand digits": lambda: always('{"total": ' + "9" * 5_000 + "}"),
    "rows that it counts and does not give": lambda: always(
        '{"interactions": [], "patterns": null, "results": null, "products": null, "total": 900, "structuredData": 1}'
    ),
    "sent elsewhere": lambda: always(status=302, headers={"location": "http://192.0.2.1/"}),
    "sent elsewhere for good": lambda: always(status=308, headers={"location": "//192.0.2.1/api"}),
    "unknown gzip": lambda: always(b"\x1f\x8b nonsense", headers={"content-encoding": "gzip"}),
    "not allowed": lambda: always('{"error": "Unauthorized"}', 401),
    "out of order": lambda: always('{"error": {"code": "E", "message": "no"}}', 500),
    "out of order without a word": lambda: always(status=503),
    "out of order with a list": lambda: always("[]", 502),
    "not there yet": lambda: always(status=501),
    "busy": lambda: always('{"error": "Too many requests"}', 429),
    "busy for a minute": lambda: always("{}", 429, headers={"retry-after": "60"}),
    "busy until a time": lambda: always("{}", 429, headers={"retry-after": _in_an_hour()}),
    "busy for ever": lambda: always("", 429, headers={"retry-after": "9" * 400}),
}
