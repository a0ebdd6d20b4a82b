"""A second platform of CROW's shape, written from the contract alone: a garden centre with other data in other forms.

It differs wherever the contract leaves room: products of the second shape under the login service's id, errors as
objects, fields that are null, broken or unknown, passages under `text`. And it is careless where CROW is: single
objects and organizations are given to whoever has the key, whatever organization the header names.
"""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from tests.support.servers import serve

Json = dict[str, Any]
Mood = Callable[[Request, Response], Response]
KEY = "key-of-the-other-platform"
PREFIX = "/edge/v2"
GARDEN = "5d0e9b52-7c11-4a3f-9a6e-0f4b8c7d1a21"
GARDEN_LOGIN = "org_login_garden"
FOREIGN = "99999999-0000-4000-8000-000000000009"
GARDENER = "gardener-1"
# What the data says, for tests to compare with.
ROSES_SOLD_OUT = "Climbing Rose"
WEB_VISITS, CAMERA_BATCHES, POSTS = 130, 45, 7
BUSY_DAY_VISITS = 20
PICKUPS, PURCHASES = 12, 1
DEAREST_POT = "Stone Pot"
CHEAPEST_POTS = ("Terracotta Pot", "Glazed Pot", "Hanging Pot")
FOREIGN_PRODUCT = "secret-tulip"


def today() -> datetime:
    """Midnight, UTC."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def ms(moment: datetime) -> int:
    """Unix milliseconds."""
    return int(moment.timestamp() * 1000)


def last_monday() -> datetime:
    """The first day of last week."""
    return today() - timedelta(days=today().weekday() + 7)


@dataclass
class OtherCrow:
    """The server's data, and what it was asked."""

    url: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    interactions: list[Json] = field(default_factory=list)
    products: list[Json] = field(default_factory=list)
    # What becomes of each answer before it is sent (tests/support/moods.py).
    mood: Mood | None = None

    def __post_init__(self) -> None:
        monday = last_monday()
        for number in range(WEB_VISITS):
            # Twenty visits on last Wednesday, the others two a day before that week.
            on_busy_day = number < BUSY_DAY_VISITS
            day = monday + (timedelta(days=2) if on_busy_day else -timedelta(days=number // 2))
            self._add(
                f"w{number}",
                "web",
                day + timedelta(hours=9, minutes=number),
                f"visit-{number}",
                {"deviceType": "phone"},
            )
        # The analysis of the first visit: a second row of the same session.
        analysis = {"layer": "behavioral", "finalWhys": [{"why": "The greenhouse page never loaded"}]}
        self._add("w0-why", "web", monday + timedelta(days=2, hours=9, minutes=2), "visit-0", analysis)
        for number in range(CAMERA_BATCHES):
            done = [{"productId": "pot-3", "type": "pickup"}] if number < PICKUPS else []
            done += [{"productId": "pot-3", "type": "purchase"}] if number < PURCHASES else []
            seen = {"cameraId": "gate", "behavior": "Looking at pots", "peopleCount": 2, "productInteractions": done}
            self._add(f"c{number}", "cctv", monday + timedelta(days=number % 7, hours=11), None, seen)
        for number in range(POSTS):
            said = {"items": [{"platform": "facebook", "content": f"Our pots cracked in the frost, week {number}."}]}
            self._add(f"s{number}", "social", monday + timedelta(days=1, hours=number), None, said)
        # Broken and bare, as it happens.
        self.interactions[-1] |= {"data": "{not json", "tags": None, "summary": None}
        self.interactions.sort(key=lambda row: row["timestamp"])
        prices = {"pot-1": 350, "pot-2": 420, "pot-3": 495, "pot-4": 990, "rose-1": 1290}
        names = dict(zip(prices, (*CHEAPEST_POTS, DEAREST_POT, ROSES_SOLD_OUT), strict=True))
        for name, price in sorted(prices.items(), key=lambda entry: -entry[1]):
            kind = "Pots" if name.startswith("pot") else "Plants"
            stock = {"inStock": name != "rose-1", "currency": "CHF"}
            self.products.append(
                {
                    "id": name,
                    "organizationId": GARDEN_LOGIN,
                    "name": names[name],
                    "title": None,
                    "price": price,
                    "category": kind,
                    "metadata": stock if name != "pot-2" else json.dumps(stock),
                    "images": None,
                }
            )

    def _add(self, name: str, channel: str, at: datetime, session: str | None, data: Json) -> None:
        self.interactions.append(
            {
                "id": name,
                "organizationId": GARDEN,
                "sourceType": channel,
                "sessionId": session,
                "data": json.dumps(data),
                "summary": data.get("behavior")
                or str(data.get("items", [{}])[0].get("content", f"A {channel} record")),
                "confidence": None,
                "tags": "null",
                "productIds": None,
                "timestamp": ms(at),
                "createdAt": ms(at) + 1,
                "somethingNew": {"nobody": "knows"},
            }
        )

    def routes(self) -> list[Route]:
        """CROW's paths."""
        interactions, patterns = "/interactions/organization/{org}", "/patterns/organization/{org}"
        return [
            self._route(interactions, self.list_interactions),
            self._route(f"{interactions}/summary", self.count),
            self._route(f"{interactions}/search", self.search_interactions),
            self._route(patterns, self.list_patterns),
            self._route(f"{patterns}/search", self.search_patterns),
            self._route("/products/search", self.search_products),
            self._route("/products/categories", self.categories),
            self._route("/products/organization/{org}", self.list_products),
            self._route("/products/{product}/ai-descriptions", self.describe),
            self._route("/products/{product}", self.read_product),
            self._route("/organizations/{org}/context", self.context),
            self._route("/organizations/{org}", self.organization),
            self._route("/qna/search", self.passages),
            self._route("/analytics/overview", self.overview),
            self._route("/users/{user}/permissions", self.permissions),
        ]

    def _route(self, path: str, answer: Callable[[Request], Json | Response]) -> Route:
        async def handle(request: Request) -> Response:
            self.asked.append((request.url.path.removeprefix(PREFIX), request.headers.get("x-organization-id")))
            if request.headers.get("x-internal-key") != KEY:
                return refusal(401, "UNAUTHORIZED")
            told = answer(request)
            response = told if isinstance(told, Response) else JSONResponse(told)
            return response if self.mood is None else self.mood(request, response)

        handler: Callable[[Request], Awaitable[Response]] = handle
        return Route(f"/api/v1{path}", handler)

    def list_interactions(self, request: Request) -> Json | Response:
        if (no := not_theirs(request)) is not None:
            return no
        query = request.query_params
        limit, page = min(int(query.get("limit", 20)), 100), int(query.get("page", 1))
        rows = [row for row in self.interactions if query.get("sourceType") in {None, row["sourceType"]}]
        if text := query.get("q", "").lower():
            rows = [row for row in rows if text in f"{row['data']} {row['summary']}".lower()]
        # For a mood that cuts its own pages.
        request.scope["all_rows"] = rows
        shown = rows[(page - 1) * limit : page * limit]
        return {"interactions": shown, "total": len(rows), "page": page, "limit": limit}

    def count(self, request: Request) -> Json | Response:
        channels = [row["sourceType"] for row in self.interactions]
        counts = {name: channels.count(name) for name in ("web", "cctv", "social")}
        return not_theirs(request) or {**counts, "total": len(channels)}

    def search_interactions(self, request: Request) -> Json | Response:
        words = request.query_params["q"].lower().split()
        found = [row for row in self.interactions if any(word[:5] in str(row["summary"]).lower() for word in words)]
        results = [{"id": row["id"], "score": 0.5, "summary": row["summary"]} for row in found]
        # The contract allows it to be left out.
        results = [{**result, "sourceType": row["sourceType"]} for result, row in zip(results, found, strict=True)]
        return not_theirs(request) or {"results": results[: int(request.query_params.get("limit", 10))], "total": 99}

    def list_patterns(self, request: Request) -> Json | Response:
        if (no := not_theirs(request)) is not None:
            return no
        if "period" in request.query_params:
            report = {"anomalies": [{"title": "Frost damage", "severity": "high", "channel": "social", "value": 7}]}
            row: Json = {"id": "r1", "period": request.query_params["period"], "report": json.dumps(report)}
            return {"results": [{**row, "sourceType": None, "generatedAt": ms(today())}], "total": 1}
        data = json.dumps({"insights": "Pots crack in the first frost.", "interactionCount": POSTS})
        row = {"id": "p1", "type": "anomaly", "confidence": None, "data": data, "detectedAt": ms(last_monday())}
        return {"patterns": [row], "total": 1}

    def search_patterns(self, request: Request) -> Json | Response:
        metadata = {"organizationId": GARDEN, "type": "anomaly", "insights": "Pots crack in the first frost."}
        return not_theirs(request) or {"results": [{"id": "p1", "score": 0.9, "metadata": metadata}], "query": "q"}

    def search_products(self, request: Request) -> Json:
        is_theirs = request.query_params.get("organizationId") == GARDEN_LOGIN
        rows = self.products if is_theirs else []
        return {"products": rows, "total": len(rows), "page": 1, "pageSize": 20}

    def categories(self, _: Request) -> Json:
        return {"categories": [{"name": "Pots", "count": 4}, {"name": "Plants", "count": 1}]}

    def list_products(self, request: Request) -> Json:
        rows = self.products if request.path_params["org"] == GARDEN_LOGIN else []
        page, size = int(request.query_params.get("page", 1)), int(request.query_params.get("pageSize", 20))
        # A smaller page than was asked for.
        size = min(size, 3)
        return {"products": rows[(page - 1) * size : page * size], "total": len(rows), "page": page, "pageSize": size}

    def read_product(self, request: Request) -> Json | Response:
        name = request.path_params["product"]
        if name == FOREIGN_PRODUCT:
            return {"id": name, "organizationId": FOREIGN, "name": "Secret Tulip", "price": 1}
        return next((row for row in self.products if row["id"] == name), None) or refusal(404, "NOT_FOUND")

    def describe(self, _: Request) -> Json:
        return {"descriptions": [{"description": "Fired twice.", "features": None, "colors": ["red"], "style": None}]}

    def organization(self, request: Request) -> Json:
        # Any organization, for whoever has the key.
        own = request.path_params["org"] == GARDEN
        return {
            "id": request.path_params["org"],
            "betterAuthOrgId": GARDEN_LOGIN if own else "someone",
            "name": "Garden Centre" if own else "Secret Garden",
        }

    def context(self, _: Request) -> Json:
        return {"id": None, "organizationId": None, "structuredData": {}, "generatedAt": None}

    def passages(self, _: Request) -> Json:
        return {
            "results": [{"text": "We sell pots and plants to people with balconies.", "score": 0.7, "type": "about"}]
        }

    def overview(self, _: Request) -> Json:
        return {"total": 3, "byType": {"login": 3}, "bySource": {"kiosk": 3}}

    def permissions(self, request: Request) -> Json | Response:
        if request.path_params["user"] != GARDENER:
            return refusal(404, "NOT_FOUND")
        chat = {"enabled": True, "components": ["social", "web", "cctv"], "lookbackWindow": "all"}
        return {"interactions": {"view": True}, "patterns": {"view": True}, "chat": chat}


def refusal(status: int, code: str) -> Response:
    """Errors are objects everywhere."""
    error = {"code": code, "message": "no", "timestamp": "2026-01-01T00:00:00.000Z"}
    return JSONResponse({"error": error}, status)


def not_theirs(request: Request) -> Response | None:
    """The organization in the path must be the one in the header, and the garden centre is the only one with data."""
    asked = request.path_params["org"]
    return None if asked == request.headers.get("x-organization-id") == GARDEN else refusal(403, "FORBIDDEN")


@asynccontextmanager
async def other_crow() -> AsyncGenerator[OtherCrow]:
    """The server on a free port, behind a path of its own."""
    platform = OtherCrow()
    async with serve(Starlette(routes=[Mount(PREFIX, routes=platform.routes())])) as url:
        platform.url = url + PREFIX
        yield platform
