"""Web sessions: raw rows, and for some a second, analysed row with the same sessionId.

A session reaches the payment step or not, buys or not, and from the drop day on may meet the payment error. The counts
are exact by construction: each segment's roles are dealt like cards, then shuffled.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from infra.simulators.platform import effects
from infra.simulators.platform.organizations import Organization
from infra.simulators.platform.rows import InteractionRow, ProductRow, compact
from infra.simulators.platform.seed.dice import dice, stable_id
from infra.simulators.platform.timeline import MS_PER_SECOND, Timeline

Role = Literal["browse", "stock_out", "abandon", "payment_error", "purchase"]

DEVICES: Final = (("desktop", "Chrome", "Windows"), ("mobile", "Safari", "iOS"), ("mobile", "Chrome", "Android"))
COUNTRIES: Final = ("DE", "AT", "CH", "NL", "FR")
REFERRERS: Final = ("https://search.example/", "https://news.example/", "", "https://mail.example/")
ANALYSIS_SECONDS: Final = 90


@dataclass(frozen=True, slots=True)
class Why:
    """An analyst's reason why a session ended without a purchase."""

    category: str
    layer: str
    tags: tuple[str, ...]
    text: str
    recommendation: str


PAYMENT_WHY: Final = Why(
    category="payment_failure",
    layer="deterministic",
    tags=("api_error_5xx", "high_confidence"),
    text="The visitor met a payment error on the checkout page: the card form answered with status 502 and the "
    "cart was abandoned",
    recommendation="Repair the card payment service behind the checkout page",
)
STOCK_OUT_WHY: Final = Why(
    category="availability",
    layer="deterministic",
    tags=("out_of_stock", "high_confidence"),
    text=f"The visitor wanted the {effects.STOCK_OUT_TITLE} but every size was out of stock",
    recommendation=f"Restock the {effects.STOCK_OUT_TITLE} or offer a notification",
)
OTHER_WHYS: Final = (
    Why("performance", "deterministic", ("slow_lcp",), "The product page needed more than four seconds to show its "
        "main picture and the visitor left", "Make the product pictures smaller"),
    Why("usability", "behavioral", ("rage_click",), "The visitor tapped the size guide again and again without it "
        "opening", "Let the size guide open on the first tap"),
    Why("price", "behavioral", ("high_confidence",), "Shipping costs appeared only in the cart and the visitor went "
        "back to compare prices", "Show shipping costs on the product page"),
    Why("promotion", "behavioral", ("js_error",), "A newsletter coupon was refused without an explanation", "Say why a "
        "coupon is refused"),
    Why("exploration", "dead", (), "The visitor only looked around and showed no intent to buy", "Nothing to repair"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Session:
    """One visit; `why` is set for analysed visits."""

    number: int
    day: int
    started_ms: int
    role: Role
    product: ProductRow
    why: Why | None

    @property
    def reached_checkout(self) -> bool:
        return self.role in {"abandon", "payment_error", "purchase"}


def first_sessions(seed: int, timeline: Timeline, products: Sequence[ProductRow]) -> list[Session]:
    """Return the first organization's visits in order of time."""
    chance = dice(seed, "web")
    before = _deal(
        chance,
        effects.SESSIONS_BEFORE_DROP,
        purchase=effects.PURCHASES_BEFORE_DROP,
        abandon=effects.CHECKOUTS_BEFORE_DROP - effects.PURCHASES_BEFORE_DROP,
    )
    failed = effects.PAYMENT_ERROR_SESSIONS
    after = _deal(
        chance,
        effects.WEB_SESSIONS - effects.SESSIONS_BEFORE_DROP,
        purchase=effects.PURCHASES_AFTER_DROP,
        payment_error=failed,
        abandon=effects.CHECKOUTS_AFTER_DROP - effects.PURCHASES_AFTER_DROP - failed,
    )
    roles = before + after
    late = [n for n, role in enumerate(roles) if role == "browse" and _day(n) >= effects.STOCK_OUT_DAY]
    for number in chance.sample(late, effects.STOCK_OUT_SESSIONS):
        roles[number] = "stock_out"
    others = [n for n, role in enumerate(roles) if role in {"browse", "abandon"}]
    explained = effects.ANALYSED_WEB_SESSIONS - failed - effects.STOCK_OUT_SESSIONS
    analysed = frozenset(chance.sample(others, explained))
    missing = next(product for product in products if product.external_id == effects.STOCK_OUT_SKU)
    buyable = [product for product in products if product is not missing]
    return [
        Session(
            number=number,
            day=_day(number),
            started_ms=timeline.ms(_day(number), second=chance.randrange(7 * 3600, 22 * 3600)),
            role=role,
            product=missing if role == "stock_out" else chance.choice(buyable),
            why=_why(role, chance if number in analysed else None),
        )
        for number, role in enumerate(roles)
    ]


def web_rows(seed: int, organization: Organization, site: str, sessions: Sequence[Session]) -> list[InteractionRow]:
    """Return the rows of the visits, raw and analysed."""
    chance = dice(seed, f"web rows of {organization.id}")
    rows: list[InteractionRow] = []
    for session in sessions:
        rows.append(_raw_row(chance, organization, site, session))
        if session.why is not None:
            rows.append(_analysed_row(chance, organization, site, session, session.why))
    return rows


def _deal(chance: random.Random, size: int, **roles: int) -> list[Role]:
    dealt: list[Any] = [role for role, count in roles.items() for _ in range(count)]
    dealt += ["browse"] * (size - len(dealt))
    chance.shuffle(dealt)
    return dealt


def _day(number: int) -> int:
    return number * effects.PERIOD_DAYS // effects.WEB_SESSIONS


def _why(role: Role, chance: random.Random | None) -> Why | None:
    if role == "payment_error":
        return PAYMENT_WHY
    if role == "stock_out":
        return STOCK_OUT_WHY
    return None if chance is None else chance.choice(OTHER_WHYS)


def _journey(session: Session) -> list[tuple[str, str]]:
    """Return the visit's (event type, path) steps."""
    page = f"/products/{session.product.external_id.lower()}"
    steps = [("pageview", "/"), ("click", "/"), ("pageview", page), ("scroll", page)]
    if session.role == "stock_out":
        return [*steps, ("variant_select", page), ("variant_select", page)]
    if not session.reached_checkout:
        return [*steps, ("image_zoom", page)]
    steps += [
        ("add_to_cart", page),
        ("pageview", "/cart"),
        ("pageview", effects.CHECKOUT_QUERY),
        ("form_submit", effects.CHECKOUT_QUERY),
    ]
    if session.role == "payment_error":
        return [*steps, ("api_error", effects.CHECKOUT_QUERY), ("rage_click", effects.CHECKOUT_QUERY)]
    if session.role == "purchase":
        return [*steps, ("pageview", effects.PURCHASE_QUERY)]
    return [*steps, ("navigation", "/cart")]


def _raw_row(chance: random.Random, organization: Organization, site: str, session: Session) -> InteractionRow:
    device, browser, system = chance.choice(DEVICES)
    journey = _journey(session)
    seconds = chance.randrange(20, 420)
    step_ms = seconds * MS_PER_SECOND // len(journey)
    types = list(dict.fromkeys(kind for kind, _ in journey))
    url = f"{site}{journey[2][1]}"
    data = {
        "sessionId": _session_id(organization, session),
        "initialUrl": url,
        "referrer": chance.choice(REFERRERS),
        "userAgent": f"Simulated {browser}",
        "deviceType": device,
        "browser": browser,
        "operatingSystem": system,
        "country": chance.choice(COUNTRIES),
        "startedAt": session.started_ms,
        "endedAt": session.started_ms + seconds * MS_PER_SECOND,
        "durationMs": seconds * MS_PER_SECOND,
        "eventCount": len(journey),
        "eventTypes": types,
        "events": [
            {"type": kind, "url": f"{site}{path}", "timestamp": session.started_ms + index * step_ms}
            for index, (kind, path) in enumerate(journey)
        ],
    }
    return InteractionRow(
        id=stable_id(organization.id, "web", session.number),
        organization_id=organization.id,
        source_type="web",
        session_id=_session_id(organization, session),
        data=compact(data),
        summary=f"Web session on {url} | {seconds}s | {len(journey)} events ({', '.join(types)})"
        f" | {device} / {browser}",
        confidence=None,
        tags=None,
        product_ids=compact([session.product.id]),
        timestamp_ms=session.started_ms,
        created_ms=session.started_ms + seconds * MS_PER_SECOND,
    )


def _analysed_row(
    chance: random.Random, organization: Organization, site: str, session: Session, why: Why
) -> InteractionRow:
    last_kind, last_path = _journey(session)[-1]
    confidence = round(chance.uniform(0.72, 0.95) if "high_confidence" in why.tags else chance.uniform(0.4, 0.7), 2)
    tags = [f"layer:{why.layer}", *why.tags]
    issues = [
        {"type": tag, "severity": "high", "description": why.text} for tag in why.tags if tag != "high_confidence"
    ]
    data = {
        "layer": why.layer,
        "deterministicIssues": issues if why.layer == "deterministic" else [],
        "agentResults": [],
        "synthesis": why.text,
        "redTeamReview": None,
        "finalWhys": [
            {
                "why": why.text,
                "category": why.category,
                "confidence": confidence,
                "supportingEvidence": [f"Last step: {last_kind} on {last_path}"],
                "recommendations": [why.recommendation],
            }
        ],
        "userJourney": {"steps": [f"{kind} {path}" for kind, path in _journey(session)], "pattern": session.role},
        "exitContext": {
            "lastPage": f"{site}{last_path}",
            "lastAction": last_kind,
            "cartState": "filled" if session.reached_checkout else "empty",
        },
        "domSummaries": [],
    }
    analysed_ms = session.started_ms + ANALYSIS_SECONDS * MS_PER_SECOND
    return InteractionRow(
        id=stable_id(organization.id, "web analysis", session.number),
        organization_id=organization.id,
        source_type="web",
        session_id=_session_id(organization, session),
        data=compact(data),
        summary=f"{why.text}.",
        confidence=confidence,
        tags=compact(tags),
        product_ids=compact([session.product.id]),
        timestamp_ms=analysed_ms,
        created_ms=analysed_ms,
    )


def _session_id(organization: Organization, session: Session) -> str:
    return f"web-{stable_id(organization.id, 'session', session.number)}"
