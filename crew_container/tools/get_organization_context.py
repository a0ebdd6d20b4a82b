"""Tell what the organization is and sells."""

import asyncio

from pydantic import JsonValue

from crew_container.gateway_client.platform import Platform, PlatformError, TurnOver
from crew_container.tools.arguments import NoArguments
from crew_container.tools.fields import Row, iso_time_of, object_of, scalars_of, strings_of, text_of
from crew_container.tools.results import Found, ToolContext, shown
from shared.tools import ToolResult

NAME = "get_organization_context"
DESCRIPTION = "Who the organization is and what it sells: its name, a summary of its web site and its main subjects."
ORGANIZATION_PATH = "/api/v1/organizations/{organization}"
CONTEXT_PATH = "/api/v1/organizations/{organization}/context"
MAX_SUMMARY = 2_000
_NOT_FACTS = frozenset({"summary", "contentTopics", "generationMethod", "crawledAt", "agentsUsed"})


async def get_organization_context(context: ToolContext, arguments: NoArguments) -> ToolResult:  # noqa: ARG001 - one signature for all tools
    """Read the organization and what was found out about it; one of the two may fail."""
    async with asyncio.TaskGroup() as both:
        organization_read = both.create_task(_read(context.platform, ORGANIZATION_PATH))
        description_read = both.create_task(_read(context.platform, CONTEXT_PATH))
    organization, described = organization_read.result(), description_read.result()
    for part in (organization, described):
        if isinstance(part, TurnOver):
            raise part
    if isinstance(organization, PlatformError) and isinstance(described, PlatformError):
        raise organization
    return _result(context, organization, described)


def _result(context: ToolContext, organization: Row | Exception, described: Row | Exception) -> ToolResult:
    failures = [str(part) for part in (organization, described) if isinstance(part, Exception)]
    notes = [f"One part could not be read. {failure}" for failure in failures]
    name = None if isinstance(organization, Exception) else text_of(organization, "name", limit=120)
    found = [] if isinstance(described, Exception) else _description(name, described)
    if not found and name:
        found = [Found(type="org_context", id="organization", title=name)]
    if not found or (len(found) == 1 and not found[0].text and not failures):
        notes.append("The platform has no description of this organization yet.")
    # With half of it unread, "nothing found" would be a lie.
    return shown(context, NAME, found, total=len(found), partial=bool(failures), note=" ".join(notes) or None)


async def _read(platform: Platform, path: str) -> Row | PlatformError | TurnOver:
    try:
        return await platform.get(path)
    except (PlatformError, TurnOver) as exc:
        return exc


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
