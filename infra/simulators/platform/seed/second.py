"""The second organization: a coffee roaster, small and calm, to see that nothing of one tenant reaches the other."""

from typing import Final

from infra.simulators.platform import effects
from infra.simulators.platform.organizations import SECOND_ORGANIZATION
from infra.simulators.platform.rows import PatternRow, ProductRow, ReportRow, Row, compact
from infra.simulators.platform.seed.catalogue import product_row
from infra.simulators.platform.seed.company import event_rows, organization_rows
from infra.simulators.platform.seed.dice import dice, stable_id
from infra.simulators.platform.seed.findings import pattern_row
from infra.simulators.platform.seed.footfall import cctv_rows
from infra.simulators.platform.seed.social import Post, social_rows
from infra.simulators.platform.seed.web import Role, Session, web_rows
from infra.simulators.platform.timeline import Timeline

SITE: Final = "https://harbourbean.example"
CURRENCY: Final = "CHF"
EVENTS: Final = 40
COFFEES: Final = ("Anchor", "Buoy", "Capstan", "Dinghy", "Estuary", "Ferry")
BEHAVIORS: Final = ("A guest smells the beans at the counter", "Guests wait for their espresso at the bar")
POSTS: Final = (
    Post("Best espresso in town", "The Anchor espresso is dark and sweet, I came back twice."),
    Post("Grinder advice", "They set my grinder right and gave me a bag to try."),
)
SUMMARY: Final = (
    "Harbour Bean Roasters roasts coffee at the old harbour and sells espresso and filter beans online and at its bar. "
    "Its customers are home baristas and small offices."
)
TOPICS: Final = ["coffee", "espresso", "subscriptions"]
PASSAGES: Final = {
    "about": "Harbour Bean Roasters roasts every Tuesday at the old harbour.",
    "subscription": "A coffee subscription brings two bags of espresso or filter beans every four weeks.",
}


def second_rows(seed: int, timeline: Timeline, owner_id: str) -> list[Row]:
    """Return everything of the second organization; `owner_id` is what its products are stored under."""
    organization = SECOND_ORGANIZATION
    start = timeline.ms(0)
    products = _products(owner_id, start)
    chance = dice(seed, "second social")
    posts = [
        (n * effects.PERIOD_DAYS // effects.SECOND_SOCIAL_ROWS, POSTS[n % 2]) for n in range(effects.SECOND_SOCIAL_ROWS)
    ]
    return [
        *organization_rows(
            organization,
            name=organization.name,
            summary=SUMMARY,
            topics=TOPICS,
            passages=PASSAGES,
            products=len(products),
            at_ms=start,
        ),
        *products,
        *web_rows(seed, organization, SITE, _sessions(seed, timeline, products)),
        *cctv_rows(
            seed,
            organization,
            timeline,
            count=effects.SECOND_CCTV_ROWS,
            products=products,
            behaviors=BEHAVIORS,
        ),
        *social_rows(chance, organization, timeline, posts),
        *_findings(timeline),
        *event_rows(seed, organization, timeline, EVENTS),
    ]


def _products(owner_id: str, created_ms: int) -> list[ProductRow]:
    names = [(name, kind) for kind in ("Espresso", "Filter") for name in COFFEES]
    return [
        product_row(
            SECOND_ORGANIZATION,
            owner_id=owner_id,
            created_ms=created_ms,
            sku=f"HB-{number:02}",
            title=f"{name} {kind} Beans",
            category=f"{kind} beans",
            price=1290 + 60 * number,
            materials=("arabica", "robusta"),
            style="fresh roast",
            currency=CURRENCY,
            brand="Harbour",
        )
        for number, (name, kind) in enumerate(names, start=1)
    ]


def _sessions(seed: int, timeline: Timeline, products: list[ProductRow]) -> list[Session]:
    chance = dice(seed, "second web")
    roles: tuple[Role, ...] = ("browse", "browse", "browse", "purchase")
    count = effects.SECOND_WEB_ROWS
    return [
        Session(
            number=number,
            day=number * effects.PERIOD_DAYS // count,
            started_ms=timeline.ms(number * effects.PERIOD_DAYS // count, second=chance.randrange(7 * 3600, 22 * 3600)),
            role=roles[number % len(roles)],
            product=chance.choice(products),
            why=None,
        )
        for number in range(count)
    ]


def _findings(timeline: Timeline) -> list[PatternRow | ReportRow]:
    organization = SECOND_ORGANIZATION
    insight = "Guests buy espresso beans in the morning and filter beans in the afternoon."
    calm = {"patterns": [{"type": "trend", "insights": insight}], "anomalies": [], "correlations": []}
    report = compact({**calm, "productIds": [], "metadata": {"overall_confidence": 0.6}})
    data = {"insights": insight, "interactionCount": effects.SECOND_ALL_ROWS}
    return [
        pattern_row(organization, 0, day_ms=timeline.ms(80), kind="trend", confidence=0.63, data=data),
        ReportRow(
            id=stable_id(organization.id, "report", "weekly"),
            organization_id=organization.id,
            period="weekly",
            source_type=None,
            report=report,
            product_ids=None,
            generated_ms=timeline.end_ms,
        ),
    ]
