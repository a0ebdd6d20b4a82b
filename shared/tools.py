"""The tool contract: what every tool answers, to the model and in the event log.

A failed tool is not an empty one: `ok: false` with an error code must never read as "no data"
(the platform's own chat turned outages into empty results).
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

ToolErrorCode = Literal["unavailable", "forbidden", "rate_limited", "bad_request", "timeout", "budget"]
ReferenceType = Literal["interaction", "pattern", "product", "org_context", "analytics", "artifact"]


class ToolError(BaseModel):
    """Why a tool could not answer; `message` is a safe sentence for the model."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: ToolErrorCode
    message: str


class ToolItem(BaseModel):
    """One thing found. `n` is its citation number, unique over the whole turn; the same thing keeps its number."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    n: int = Field(ge=1)
    type: ReferenceType
    id: str
    title: str
    text: str | None = None
    score: float | None = None
    at: str | None = Field(default=None, description="ISO 8601 UTC")
    source: str | None = None
    facts: dict[str, JsonValue] = {}


class ToolResult(BaseModel):
    """What the model sees, as compact JSON. `total` counts all matches, `shown` the items here.

    `partial` says that more exists than could be read; `window` names the period the answer covers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    tool: str
    ok: bool
    items: tuple[ToolItem, ...] = ()
    total: int | None = None
    shown: int = 0
    partial: bool = False
    window: str | None = None
    note: str | None = None
    error: ToolError | None = None


class Reference(BaseModel):
    """A source that an answer cites: a superset of CROW's `{index, type, label}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    index: int = Field(ge=1)
    type: ReferenceType
    label: str
    id: str
    tool_call_id: str
    at: str | None = None
