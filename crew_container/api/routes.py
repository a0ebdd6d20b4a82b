"""Every URL of the crew container."""

from starlette.routing import Route

from crew_container.api.endings import EndRun
from crew_container.api.probes import Probes
from crew_container.api.runs import RunsEndpoint


def routes(probes: Probes, runs: RunsEndpoint, endings: EndRun) -> list[Route]:
    """Return the routes."""
    return [
        Route("/livez", probes.livez, methods=["GET"]),
        Route("/readyz", probes.readyz, methods=["GET"]),
        Route("/runs", runs, methods=["POST"]),
        Route("/runs/{run_id}", endings.end, methods=["DELETE"]),
    ]
