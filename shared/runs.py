"""The run request: everything that a crew container needs for one run, and nothing that it could misuse."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.ids import OrganizationId, RunId, TurnId

MEDIA_TYPE = "application/x-ndjson"
# Both directions between the tiers carry this; a run's own grant travels in Authorization beside it.
WORKER_KEY_HEADER = "x-worker-key"


class PastMessage(BaseModel):
    """An earlier message of the session, as text."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    role: Literal["user", "assistant"]
    text: str


class RunRequest(BaseModel):
    """Body of `POST /runs`.

    The organization only fills CROW's paths: the gateway pins it from the grant and refuses any other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    run_id: RunId
    turn_id: TurnId
    organization_id: OrganizationId
    question: str = Field(min_length=1)
    history: tuple[PastMessage, ...] = ()
    asked_at: str = Field(description="ISO 8601 UTC, so that an agent knows what 'today' is")
    grant: str = Field(repr=False, description="opaque, for this run's calls back to the gateway only")
    deadline_seconds: float = Field(gt=0, le=3600)
