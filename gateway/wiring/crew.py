"""Who starts containers."""

from gateway.crews.local_launcher import LocalLauncher
from gateway.crews.supervisord import Supervisord
from gateway.settings import GatewaySettings
from gateway.storage.workers import SqliteWorkers
from gateway.wiring.clock import clock


def local_launcher(settings: GatewaySettings, workers: SqliteWorkers) -> LocalLauncher | None:
    """Containers are started and stopped from here only where a supervisord of this machine runs them."""
    if settings.crew_supervisor_socket is None:
        return None
    supervisord = Supervisord(settings.crew_supervisor_socket)
    return LocalLauncher(supervisord, settings.crew_supervisor_programs, workers=workers, clock=clock)
