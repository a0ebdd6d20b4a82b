"""Keep CrewAI from calling home, printing, and leaving things behind.

The switches must be in the environment before CrewAI is imported for the first time; `engine/__init__` imports this
module first, so every way to CrewAI in this code base passes here. They are set, not proposed: nothing of a tenant may
leave the machine because of a variable that somebody exported.
"""

import logging
import os

SWITCHES = {
    # No spans to telemetry.crewai.com, and no signal handlers of CrewAI's own.
    "CREWAI_DISABLE_TELEMETRY": "true",
    "OTEL_SDK_DISABLED": "true",
    # No collection of traces at the first run, no consent prompt.
    "CREWAI_TRACING_ENABLED": "false",
    # No look-up of the newest version.
    "CREWAI_DISABLE_VERSION_CHECK": "true",
    # CrewAI loads a `.env` from the working directory at import: settings come from the environment alone.
    "PYTHON_DOTENV_DISABLED": "1",
}
os.environ.update(SWITCHES)


def quieten_crewai() -> None:
    """Turn off CrewAI's console output and its process-wide listeners, for the life of the process.

    Without it every run prints panels with the user's text to stdout, and about 180 handlers run per event in a pool of
    ten threads that all runs share.
    """
    # Here and not above: these modules are CrewAI, and the switches come first.
    from crewai.events.event_bus import crewai_event_bus  # noqa: PLC0415
    from crewai.events.event_listener import event_listener  # noqa: PLC0415

    if not event_listener.formatter.verbose:
        return
    event_listener.formatter.verbose = False
    # Entered and never left: inside the scope the built-in handlers do not exist.
    crewai_event_bus.scoped_handlers().__enter__()
    for name in ("crewai", "crewai_core"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
