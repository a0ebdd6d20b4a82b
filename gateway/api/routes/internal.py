"""What crew containers call."""

from gateway.api.bodies import (
    Health,
)
from gateway.api.endpoint import Endpoint
from gateway.api.health import livez
from gateway.api.platform import read_platform
from gateway.api.run_artifacts import keep_artifact
from gateway.api.workers import hear_worker, register_worker
from shared.artifacts import PATH, ArtifactReceipt, NewArtifact
from shared.workers import HeartbeatReceipt, RegistrationReceipt, WorkerHeartbeat, WorkerRegistration

ROUTES = (
    Endpoint(
        "POST",
        "/internal/workers",
        register_worker,
        "A crew container makes itself known",
        RegistrationReceipt,
        body=WorkerRegistration,
        errors=(401, 409, 422),
        needs_key=False,
    ),
    Endpoint(
        "POST",
        "/internal/workers/{worker_id}/heartbeat",
        hear_worker,
        "A crew container lives",
        HeartbeatReceipt,
        body=WorkerHeartbeat,
        errors=(401, 404, 422),
        needs_key=False,
    ),
    Endpoint(
        "GET",
        "/internal/platform/{path:path}",
        read_platform,
        "A run reads the platform",
        "application/json",
        errors=(400, 401, 403, 404, 410, 422, 429, 503),
        needs_key=False,
    ),
    Endpoint(
        "POST",
        PATH,
        keep_artifact,
        "A tool of a run keeps what it has made, once a call",
        ArtifactReceipt,
        status=201,
        body=NewArtifact,
        errors=(400, 401, 403, 404, 409, 410, 413, 422, 429, 503, 507),
        also={200: ArtifactReceipt},
        needs_key=False,
    ),
    Endpoint("GET", "/livez", livez, "The process is alive", Health, needs_key=False),
)
