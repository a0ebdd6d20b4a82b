"""What a running simulator holds, and how a handler reaches it."""

from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from infra.simulators.platform.database import Database
from infra.simulators.platform.edge.faults import FaultList
from infra.simulators.platform.edge.request_log import RequestLog
from infra.simulators.platform.settings import PlatformSimSettings


@dataclass(frozen=True, slots=True)
class Simulator:
    """One process: its settings, its file, how the file came to be, and what tests may switch and read."""

    settings: PlatformSimSettings
    database: Database
    load_report: dict[str, Any]
    faults: FaultList = field(default_factory=FaultList)
    requests: RequestLog = field(default_factory=RequestLog)


def simulator_of(request: Request) -> Simulator:
    simulator: Simulator = request.app.state.simulator
    return simulator
