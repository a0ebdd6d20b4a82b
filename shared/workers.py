"""How a crew container makes itself known to the gateway: registration and heartbeat."""

from pydantic import BaseModel, ConfigDict, Field

from shared.ids import RunId, WorkerId


class WorkerRegistration(BaseModel):
    """Body of `POST /internal/workers`, sent again whenever a heartbeat is answered with 404."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    worker_id: WorkerId
    url: str = Field(description="where the gateway reaches this container, such as http://10.0.0.7:8100")
    slots: int = Field(ge=1, le=64)
    version: str


class WorkerHeartbeat(BaseModel):
    """Body of `POST /internal/workers/{worker_id}/heartbeat`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    running: int = Field(ge=0)
    progress: int = Field(ge=0, description="events emitted since start: stands still when the container does")
    draining: bool = False
    # Optional: a container of an earlier version does not say.
    runs: tuple[RunId, ...] | None = Field(default=None, max_length=64, description="the runs that hold a slot")


class HeartbeatReceipt(BaseModel):
    """Answer to a heartbeat: when to send the next one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    next_heartbeat_seconds: float = Field(gt=0)


class RegistrationReceipt(HeartbeatReceipt):
    """Answer to a registration: also what the container proves itself with from now on."""

    token: str = Field(min_length=1, repr=False)
