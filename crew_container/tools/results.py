"""Turn what a tool found into the `ToolResult` that a model reads: numbered for citation, and small enough."""

from dataclasses import dataclass, field

from pydantic import JsonValue

from crew_container.gateway_client.artifacts import CallArtifacts
from crew_container.gateway_client.platform import Limits, Platform
from crew_container.policy.citations import CitationBook
from crew_container.tools.fields import iso_time_of
from shared.tools import ReferenceType, ToolError, ToolErrorCode, ToolItem, ToolResult

MAX_RESULT_BYTES = 6_000
# The envelope around the items: names, counts, window and note.
ENVELOPE_BYTES = 600


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What a tool may use: the platform as this run sees it, the turn's citation numbers, a place for artifacts."""

    platform: Platform
    citations: CitationBook
    artifacts: CallArtifacts


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found, before it has its citation number."""

    type: ReferenceType
    id: str
    title: str
    text: str | None = None
    score: float | None = None
    at: str | None = None
    source: str | None = None
    facts: dict[str, JsonValue] = field(default_factory=dict)


def shown(
    context: ToolContext,
    tool: str,
    found: list[Found],
    *,
    total: int | None,
    partial: bool = False,
    window: str | None = None,
    note: str | None = None,
) -> ToolResult:
    """Number the things and leave out from the end what would make the result larger than a model should get.

    What the user may not see is named, so that nobody takes an answer about a part for one about all.
    """
    items: list[ToolItem] = []
    note = " ".join(filter(None, [note, _limits_note(context.platform.limits)])) or None
    room = MAX_RESULT_BYTES - ENVELOPE_BYTES
    for thing in found:
        item = _item(context.citations, thing)
        room -= len(item.model_dump_json(exclude_none=True).encode()) + 1
        if room < 0 and items:
            break
        items.append(item)
    if len(items) < len(found):
        note = " ".join(filter(None, [note, f"Only the first {len(items)} of {len(found)} fit here."]))
    return ToolResult(
        tool=tool,
        ok=True,
        items=tuple(items),
        total=total,
        shown=len(items),
        partial=partial or len(items) < len(found),
        window=window,
        note=note,
    )


def _limits_note(limits: Limits) -> str | None:
    told = []
    if limits.channels is not None:
        told.append(f"only the channels {', '.join(limits.channels)}")
    if limits.since is not None:
        told.append(f"nothing before {iso_time_of(limits.since)}")
    return f"This user may see {' and '.join(told)}." if told else None


def failed(tool: str, code: ToolErrorCode, message: str) -> ToolResult:
    """Say that the tool could not answer, which is never the same as finding nothing."""
    return ToolResult(tool=tool, ok=False, error=ToolError(code=code, message=message))


def _item(citations: CitationBook, thing: Found) -> ToolItem:
    return ToolItem(
        n=citations.number_of(thing.type, thing.id),
        type=thing.type,
        id=thing.id,
        title=thing.title,
        text=thing.text,
        score=round(thing.score, 4) if thing.score is not None else None,
        at=thing.at,
        source=thing.source,
        facts=thing.facts,
    )
