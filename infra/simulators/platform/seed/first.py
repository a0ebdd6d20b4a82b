"""The first organization: an outdoor outfitter with two stores, where things happen."""

from typing import Final

from infra.simulators.platform import effects
from infra.simulators.platform.organizations import FIRST_ORGANIZATION
from infra.simulators.platform.rows import Row
from infra.simulators.platform.seed.catalogue import first_catalogue
from infra.simulators.platform.seed.company import event_rows, organization_rows
from infra.simulators.platform.seed.findings import first_patterns, first_reports
from infra.simulators.platform.seed.footfall import cctv_rows
from infra.simulators.platform.seed.social import first_social_rows
from infra.simulators.platform.seed.web import first_sessions, web_rows
from infra.simulators.platform.timeline import Timeline

SITE: Final = "https://fernhill.example"
EVENTS: Final = 360
SUMMARY: Final = (
    "Fernhill Outfitters sells outdoor clothing, shoes, bags and gifts online and in two stores (north and south). "
    "Its customers are walkers and families between 25 and 55 who value repairable things and calm colours."
)
TOPICS: Final = ["outdoor clothing", "repairs", "stores", "shipping", "gifts"]
PASSAGES: Final = {
    "about": "Fernhill Outfitters began as a repair shop for rucksacks and still repairs what it sells.",
    "audience": "The target market is walkers and families between 25 and 55 who buy few things and keep them long.",
    "shipping": "Orders are handed to the courier within one working day; standard shipping takes two to four days.",
    "returns": "Unused items can be returned within 30 days; repairs of seams and zips are free for two years.",
    "stores": "The north store opens Monday to Saturday, the south store also on Sunday.",
    "care": "Flannel and wool are washed cold and dried in the air.",
}


def first_rows(seed: int, timeline: Timeline, owner_id: str) -> list[Row]:
    """Return everything of the first organization; `owner_id` is what its products are stored under."""
    organization = FIRST_ORGANIZATION
    start = timeline.ms(0)
    products = first_catalogue(organization, owner_id, start)
    sessions = first_sessions(seed, timeline, products)
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
        *web_rows(seed, organization, SITE, sessions),
        *cctv_rows(seed, organization, timeline, count=effects.CCTV_ROWS, products=products),
        *first_social_rows(seed, organization, timeline),
        *first_patterns(seed, organization, timeline),
        *first_reports(seed, organization, timeline, sessions),
        *event_rows(seed, organization, timeline, EVENTS),
    ]
