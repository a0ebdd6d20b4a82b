"""CCTV batches: what the store cameras saw, busier at weekends."""

import random
from collections.abc import Sequence
from typing import Any, Final

from infra.simulators.platform import effects
from infra.simulators.platform.organizations import Organization
from infra.simulators.platform.rows import InteractionRow, ProductRow, compact
from infra.simulators.platform.seed.dice import dice, stable_id
from infra.simulators.platform.timeline import MS_PER_SECOND, Timeline

CAMERAS: Final = ("north-entrance", "north-shelves", "south-entrance", "south-till")
BATCH_SECONDS: Final = 60
WEEKEND_WEIGHT: Final = 2
WEEKEND_PEOPLE: Final = (4, 9)
WEEKDAY_PEOPLE: Final = (1, 4)
BEHAVIORS: Final = (
    "People walk past the window display and two step inside",
    "A visitor compares two items from the same shelf",
    "A family looks through the new arrivals near the entrance",
    "Visitors queue calmly at the till",
    "A visitor asks a member of staff for advice",
    "People wander between the tables without stopping",
)


def cctv_rows(
    seed: int,
    organization: Organization,
    timeline: Timeline,
    *,
    count: int,
    products: Sequence[ProductRow],
    behaviors: Sequence[str] = BEHAVIORS,
) -> list[InteractionRow]:
    """Return `count` batches; of the first organization's products one is picked up often and hardly bought."""
    chance = dice(seed, f"cctv of {organization.id}")
    days = batches_per_day(timeline, count)
    picked = next((p for p in products if p.external_id == effects.PICKED_UP_SKU), None)
    others = [product for product in products if product is not picked]
    pickups, failures, purchases = _special_batches(chance, count, with_pickups=picked is not None)
    rows = []
    for number, day in enumerate(day for day, batches in enumerate(days) for _ in range(batches)):
        touched: list[tuple[ProductRow, str]] = []
        if picked is not None and number in pickups:
            touched.append((picked, "pickup"))
            if number in purchases:
                touched.append((picked, "purchase"))
        elif chance.random() < 0.4:
            product = chance.choice(others)
            touched = [(product, kind) for kind in chance.choice((("browsing",), ("pickup",), ("pickup", "purchase")))]
        people = chance.randint(*(WEEKEND_PEOPLE if timeline.is_weekend(day) else WEEKDAY_PEOPLE))
        rows.append(
            _batch(
                chance,
                organization,
                number=number,
                start_ms=timeline.ms(day, second=chance.randrange(9 * 3600, 19 * 3600)),
                people=people,
                touched=touched,
                behaviors=behaviors,
                failed=number in failures,
            )
        )
    return rows


def batches_per_day(timeline: Timeline, count: int) -> list[int]:
    """Return how many of `count` batches fall on each day; a weekend day weighs double."""
    weights = [WEEKEND_WEIGHT if timeline.is_weekend(day) else 1 for day in range(effects.PERIOD_DAYS)]
    total, seen, given, days = sum(weights), 0, 0, []
    for weight in weights:
        seen += weight
        days.append(count * seen // total - given)
        given += days[-1]
    return days


def _special_batches(
    chance: random.Random, count: int, *, with_pickups: bool
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    if not with_pickups:
        return frozenset(), frozenset(), frozenset()
    chosen = chance.sample(range(count), effects.PICKED_UP_PICKUPS + effects.PARSE_FAILED_ROWS)
    pickups, failures = chosen[: effects.PICKED_UP_PICKUPS], chosen[effects.PICKED_UP_PICKUPS :]
    return frozenset(pickups), frozenset(failures), frozenset(pickups[: effects.PICKED_UP_PURCHASES])


def _batch(
    chance: random.Random,
    organization: Organization,
    *,
    number: int,
    start_ms: int,
    people: int,
    touched: Sequence[tuple[ProductRow, str]],
    behaviors: Sequence[str],
    failed: bool,
) -> InteractionRow:
    picked_up = next((p for p, kind in touched if kind == "pickup"), None)
    behavior = chance.choice(behaviors) if picked_up is None else f"A visitor picks up the {picked_up.title}"
    if any(kind == "purchase" for _, kind in touched):
        behavior += " and takes it to the till"
    end_ms = start_ms + BATCH_SECONDS * MS_PER_SECOND
    data: dict[str, Any] = {
        "cameraId": CAMERAS[number % len(CAMERAS)],
        "behavior": behavior,
        "peopleCount": people,
        "productInteractions": [{"productId": product.id, "type": kind} for product, kind in touched],
        "batchIndex": number,
        "frameCount": BATCH_SECONDS // 2,
        "batchStartTimestamp": start_ms,
        "batchEndTimestamp": end_ms,
    }
    products = list(dict.fromkeys(product.id for product, _ in touched))
    return InteractionRow(
        id=stable_id(organization.id, "cctv", number),
        organization_id=organization.id,
        source_type="cctv",
        session_id=None,
        data=compact(data),
        summary=f"{behavior[:150]} | People: {people} | Products: {len(products)}",
        confidence=0.1 if failed else round(chance.uniform(0.55, 0.97), 2),
        tags=compact(["parse-failed"] if failed else [f"camera:{data['cameraId']}"]),
        product_ids=compact(products),
        timestamp_ms=start_ms,
        created_ms=end_ms,
    )
