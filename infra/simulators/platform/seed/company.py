"""What is known about an organization as a whole: itself, its members, its context, its passages, its events."""

from typing import Any, Final

from infra.simulators.platform.effects import PERIOD_DAYS
from infra.simulators.platform.organizations import CHANNELS, USERS, Organization
from infra.simulators.platform.rows import EventRow, MemberRow, OrganizationRow, PassageRow, Row, compact
from infra.simulators.platform.seed.dice import dice, stable_id
from infra.simulators.platform.timeline import Timeline, iso

EVENT_TYPES: Final = ("login", "report_viewed", "export", "pattern_opened")
EVENT_SOURCES: Final = ("dashboard", "mobile-app", "api")


def organization_rows(
    organization: Organization,
    *,
    name: str,
    summary: str,
    topics: list[str],
    passages: dict[str, str],
    products: int,
    at_ms: int,
) -> list[Row]:
    """Return the organization with its context and passages, and its members."""
    words = len(summary.split())
    context: dict[str, Any] = {
        "summary": summary,
        "totalPages": len(passages),
        "totalChunks": len(passages),
        "totalWords": words,
        "uniquePages": len(passages),
        "contentTopics": topics,
        "productsIndexed": products,
        "agentsUsed": [],
        "generationMethod": "simulated",
        "crawledAt": iso(at_ms),
    }
    row = OrganizationRow(
        id=organization.id,
        better_auth_id=organization.better_auth_id,
        name=name,
        context=compact(context),
        context_id=stable_id(organization.id, "context"),
        created_ms=at_ms,
    )
    return [row, *_passages(organization, passages), *_members(organization)]


def empty_row(organization: Organization, at_ms: int) -> OrganizationRow:
    """An organization of which nothing else is known."""
    return OrganizationRow(
        id=organization.id,
        better_auth_id=organization.better_auth_id,
        name=organization.name,
        context=compact({}),
        context_id=stable_id(organization.id, "context"),
        created_ms=at_ms,
    )


def event_rows(seed: int, organization: Organization, timeline: Timeline, count: int) -> list[EventRow]:
    """Return `count` product events spread evenly over the period, oldest first."""
    chance = dice(seed, f"events of {organization.id}")
    return [
        EventRow(
            id=stable_id(organization.id, "event", number),
            organization_id=organization.id,
            event_type=chance.choice(EVENT_TYPES),
            source=chance.choice(EVENT_SOURCES),
            metadata=None if number % 3 else compact({"sequence": number}),
            created_ms=timeline.ms(number * PERIOD_DAYS // count, second=number % 3600),
        )
        for number in range(count)
    ]


def _passages(organization: Organization, passages: dict[str, str]) -> list[PassageRow]:
    return [
        PassageRow(
            id=stable_id(organization.id, "passage", kind),
            organization_id=organization.id,
            type=kind,
            content=content,
        )
        for kind, content in passages.items()
    ]


def _members(organization: Organization) -> list[MemberRow]:
    rows = []
    for user in USERS:
        if user.organization_id != organization.id:
            continue
        components = user.components
        permissions: dict[str, Any] = {
            "interactions": components is not None,
            "patterns": components is not None,
            "teamManagement": components == CHANNELS,
            "apiKeyManagement": components == CHANNELS,
        }
        if components is not None:
            permissions["chat"] = {
                "enabled": True,
                "components": list(components),
                "lookbackWindow": user.lookback_window,
            }
        rows.append(
            MemberRow(
                id=user.id,
                better_auth_id=user.better_auth_id,
                organization_id=organization.id,
                permissions=compact(permissions),
            )
        )
    return rows
