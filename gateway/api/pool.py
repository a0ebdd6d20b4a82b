"""The pool of crew containers, for administrators of the organization that runs the installation."""

from typing import Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import admin_of
from gateway.api.bodies import PRIVATE, Body, Time, json_response
from gateway.api.path_ids import path_id
from gateway.api.services import public
from gateway.chat.model import WorkerState
from gateway.chat.timestamps import iso
from shared.ids import WorkerId


class WorkerBody(Body):
    """A crew container."""

    id: str
    state: Literal["well", "draining", "silent"] = Field(
        description="`draining` takes no more runs, `silent` was not heard of in time"
    )
    slots: int = Field(description="how many runs it takes at once")
    running: int
    runs_begun: int = Field(description="since it registered")
    registered_at: Time


class PoolBody(Body):
    """The crew containers, oldest first, and who waits for them."""

    workers: list[WorkerBody]
    ceiling: int = Field(description="how many containers there may be")
    waiting: int = Field(description="questions of all organizations that wait for a slot")


async def read_pool(request: Request) -> Response:
    """How the pool stands."""
    view = await public(request).pool.look(await admin_of(request))
    return json_response(
        PoolBody(workers=[_body(worker) for worker in view.state.workers], ceiling=view.ceiling, waiting=view.waiting)
    )


async def drain_worker(request: Request) -> Response:
    """Let a container finish what it has, and give it nothing more."""
    admin = await admin_of(request)
    await public(request).pool.drain(admin, WorkerId(path_id(request, "worker_id")))
    return Response(status_code=204, headers=PRIVATE)


def _body(worker: WorkerState) -> WorkerBody:
    return WorkerBody(
        id=worker.worker_id,
        state="silent" if not worker.is_heard else "draining" if worker.is_draining else "well",
        slots=worker.slots,
        running=worker.running,
        runs_begun=worker.runs_begun,
        registered_at=iso(worker.registered_at),
    )
