"""What only the simulator has: liveness, switchable faults, the request log and the load report."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.simulators.platform.edge.faults import FaultRequest
from infra.simulators.platform.errors import bad_request
from infra.simulators.platform.simulator import simulator_of


def live(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def put_faults(request: Request) -> Response:
    """Replace all faults; `{"faults":[{path_prefix,status?,times?,delay_ms?,retry_after_seconds?}]}` or one."""
    try:
        faults = FaultRequest.parse(await request.body())
    except ValidationError as exc:
        raise bad_request() from exc
    simulator_of(request).faults.replace(faults)
    return _faults(request)


async def read_faults(request: Request) -> Response:
    return _faults(request)


async def clear_faults(request: Request) -> Response:
    simulator_of(request).faults.replace([])
    return _faults(request)


async def read_requests(request: Request) -> Response:
    """Answer `{requests:[{method,path,query,organization}],total}` since the start or the last DELETE, oldest first."""
    entries = simulator_of(request).requests.entries()
    return JSONResponse({"requests": entries, "total": len(entries)})


async def clear_requests(request: Request) -> Response:
    simulator_of(request).requests.clear()
    return JSONResponse({"requests": [], "total": 0})


async def read_load(request: Request) -> Response:
    return JSONResponse(simulator_of(request).load_report)


def _faults(request: Request) -> Response:
    return JSONResponse({"faults": simulator_of(request).faults.describe()})
