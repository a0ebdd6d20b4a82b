"""Project one detected pattern to what a model needs, and read all of them: CROW gives them in no order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from crew_container.gateway_client.platform import Platform, PlatformError
from crew_container.tools.fields import (
    Row,
    count_of,
    cut,
    id_of,
    iso_time_of,
    list_of,
    number_of,
    object_of,
    scalars_of,
    strings_of,
    text_of,
)
from crew_container.tools.results import Found

PATH = "/api/v1/patterns/organization/{organization}"
SEARCH_PATH = f"{PATH}/search"
AT_ONCE = 100
MAX_REQUESTS = 10
MAX_TEXT = 600
_NOT_FACTS = frozenset({"organizationId", "type", "title", "description", "insights", "recommendations"})


@dataclass(slots=True)
class AllRows:
    """Rows of a list that has no order: all of them, or as many as could be read."""

    rows: list[Row] = field(default_factory=list)
    missing: int = 0
    interruption: PlatformError | None = None

    @property
    def shortfall(self) -> str | None:
        """What is missing, as a sentence."""
        if not self.missing:
            return None
        reason = f" {self.interruption}" if self.interruption is not None else ""
        return f"Only {len(self.rows)} of {len(self.rows) + self.missing} could be read.{reason}"


async def read_all(platform: Platform, name: str, parameters: Mapping[str, str | None]) -> AllRows:
    """Read patterns or reports under `name`. Raises PlatformError when nothing at all could be read."""
    found = AllRows()
    offset = 0
    for number in range(MAX_REQUESTS):
        try:
            body = await platform.get(PATH, {**parameters, "limit": AT_ONCE, "offset": offset})
        except PlatformError as exc:
            if number == 0:
                raise
            found.interruption = exc
            return found
        rows = list_of(body, name)
        found.rows += rows
        # Under limits the gateway leaves rows out; otherwise fewer than asked for are as many as the platform gives.
        offset += AT_ONCE if _is_limited(platform) else len(rows)
        found.missing = max(0, (count_of(body, "total") or 0) - offset)
        if not found.missing or not (rows or _is_limited(platform)):
            return found
    return found


def _is_limited(platform: Platform) -> bool:
    return platform.limits.channels is not None or platform.limits.since is not None


def pattern(row: Row) -> Found:
    """Return a row of `patterns`, or of a search's results, as a thing found."""
    # A search has the fields under `metadata`, a list under `data`; what is there wins over what stands beside the id.
    inner = {**object_of(row.get("data")), **object_of(row.get("metadata"))}
    fields = {**row, **inner}
    kind = text_of(row, "type", limit=40) or text_of(inner, "type", limit=40) or "pattern"
    told = [text for name in ("description", "insights") if (text := text_of(fields, name, limit=MAX_TEXT))]
    facts: dict[str, JsonValue] = {"type": kind, **scalars_of(inner, without=_NOT_FACTS, limit=8)}
    if (confidence := number_of(row, "confidence")) is not None:
        facts["confidence"] = confidence
    if advice := strings_of(inner.get("recommendations"), limit=3):
        facts["recommendations"] = [*advice]
    return Found(
        type="pattern",
        id=id_of(row),
        title=text_of(fields, "title", limit=120) or kind,
        text=cut("\n".join(dict.fromkeys(told)), MAX_TEXT) or None,
        score=number_of(row, "score", "_score"),
        at=iso_time_of(fields.get("detectedAt")),
        facts=facts,
    )
