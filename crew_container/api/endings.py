"""`DELETE /runs/{run_id}`: end a run, and answer when nothing of it is left."""

from starlette.requests import Request
from starlette.responses import Response

from crew_container.api.problems import problem
from crew_container.engine.runs import Runs, RunUnknown, RunWillNotEnd
from shared.ids import RunId


class EndRun:
    """The end of a run, asked for by the gateway, which may have closed the run's request before."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs

    async def end(self, request: Request) -> Response:
        """Answer 204, 404 or 409; in any case nothing of that run will begin here later."""
        try:
            await self._runs.stop(RunId(request.path_params["run_id"]))
        except RunUnknown:
            return problem(404, "Not Found", "No such run is under way here.", code="run_unknown")
        except RunWillNotEnd:
            detail = "Something of this run cannot be ended; the container leaves and is to be replaced."
            return problem(409, "Conflict", detail, code="run_will_not_end")
        return Response(status_code=204)
