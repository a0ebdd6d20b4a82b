"""Tell what the organization is and sells, and look something up in what its own pages say."""

import asyncio

from pydantic import Field, JsonValue

from crew_container.gateway_client.platform import Platform, PlatformError, TurnOver, Unreadable
from crew_container.tools.arguments import Arguments
from crew_container.tools.fields import (
    Row,
    cut,
    iso_time_of,
    list_of,
    number_of,
    object_of,
    scalars_of,
    strings_of,
    text_of,
)
from crew_container.tools.results import Found, ToolContext, shown
from shared.tools import ToolResult

NAME = "get_organization_context"
DESCRIPTION = (
    "Who the organization is and what it sells: its name, a summary of its web site and its main subjects. With "
    "`query` also what its own pages say about a subject, such as shipping, returns or its customers."
)
ORGANIZATION_PATH = "/api/v1/organizations/{organization}"
CONTEXT_PATH = "/api/v1/organizations/{organization}/context"
PASSAGES_PATH = "/api/v1/qna/search"
PASSAGES = 5
MAX_SUMMARY = 2_000
MAX_PASSAGE = 500
NOTHING_KNOWN = "The platform has no description of this organization yet."
_NOT_FACTS = frozenset({"summary", "contentTopics", "generationMethod", "crawledAt", "agentsUsed"})

Part = Row | PlatformError


class GetOrganizationContext(Arguments):
    """What to know beside who the organization is."""

    query: str | None = Field(default=None, max_length=256, description="a subject to look up in its own pages")


async def get_organization_context(context: ToolContext, arguments: GetOrganizationContext) -> ToolResult:
    """Read the organization, what was found out about it, and passages of its pages; a part of it may fail."""
    platform = context.platform
    organization, described = await _read_both(platform)
    failures = [str(part) for part in (organization, described) if isinstance(part, Exception)]
    name = None if isinstance(organization, Exception) else text_of(organization, "name", limit=120)
    found = [] if isinstance(described, Exception) else _description(name, described)
    is_described = bool(found)
    passages: list[Found] = []
    # Without a description, what the pages say of the shop is the next best thing.
    query = arguments.query or (f"about {name or 'us'}" if not is_described else None)
    if query is not None:
        passages, failure = await _passages(platform, query)
        failures += [failure] if failure is not None and arguments.query is not None else []
    if len(failures) >= 2 and not found and not passages and isinstance(organization, PlatformError):
        raise organization
    if not found and name:
        found = [Found(type="org_context", id="organization", title=name)]
    notes = [f"One part could not be read. {failure}" for failure in failures]
    if not is_described and not passages and not failures:
        notes.append(NOTHING_KNOWN)
    found += passages
    # With half of it unread, "nothing found" would be a lie.
    return shown(context, NAME, found, total=len(found), partial=bool(failures), note=" ".join(notes) or None)


async def _read_both(platform: Platform) -> tuple[Part, Part]:
    async with asyncio.TaskGroup() as both:
        organization_read = both.create_task(_read(platform, ORGANIZATION_PATH, "id", "name"))
        description_read = both.create_task(_read(platform, CONTEXT_PATH, "structuredData"))
    organization, described = organization_read.result(), description_read.result()
    if isinstance(organization, TurnOver):
        raise organization
    if isinstance(described, TurnOver):
        raise described
    return organization, described


async def _read(platform: Platform, path: str, *expected: str) -> Part | TurnOver:
    """What is there, if it has one of the fields that it must have."""
    try:
        body = await platform.get(path)
        return body if any(name in body for name in expected) else Unreadable()
    except (PlatformError, TurnOver) as exc:
        return exc


async def _passages(platform: Platform, query: str) -> tuple[list[Found], str | None]:
    """What the pages say, or why that could not be read."""
    parameters: dict[str, str | int | None] = {"q": query, "organizationId": platform.organization_id, "topK": PASSAGES}
    try:
        body = await platform.get(PASSAGES_PATH, parameters)
    except PlatformError as exc:
        return [], str(exc)
    return [_passage(row) for row in list_of(body, "results")[:PASSAGES]], None


def _passage(row: Row) -> Found:
    text = text_of(row, "content", "text", limit=MAX_PASSAGE)
    kind = text_of(row, "type", limit=60) or "passage"
    return Found(
        type="org_context",
        id=text_of(row, "id", limit=128) or f"passage:{cut(text or '', 60)}",
        title=f"From its own pages: {kind}",
        text=text,
        score=number_of(row, "score", "_score"),
    )


def _description(name: str | None, described: Row) -> list[Found]:
    structured = object_of(described.get("structuredData"))
    facts: dict[str, JsonValue] = scalars_of(structured, without=_NOT_FACTS, limit=8)
    if topics := strings_of(structured.get("contentTopics"), limit=20):
        facts["topics"] = [*topics]
    text = text_of(structured, "summary", limit=MAX_SUMMARY)
    if not text and not facts:
        return []
    return [
        Found(
            type="org_context",
            id=text_of(described, "id", limit=128) or "organization",
            title=name or "Organization",
            text=text,
            at=iso_time_of(described.get("generatedAt")),
            facts=facts,
        )
    ]
