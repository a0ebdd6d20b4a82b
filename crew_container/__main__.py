"""`python -m crew_container`: check the settings, make a private home for CrewAI's files, serve."""

import gc
import logging
import os
import sys
import tempfile

from crew_container.settings import CrewSettings, SettingsError, load_settings
from shared.logs import log_to_stderr

EXIT_USAGE = 2

log = logging.getLogger(__name__)


def main() -> int:
    """Serve and return the exit code; a wrong setting is one line and code 2."""
    try:
        settings = load_settings()
    except SettingsError as exc:
        return _refuse(exc)
    log_to_stderr()
    logging.getLogger("crewai_core").setLevel(logging.WARNING)
    log.info("starting", extra={"environment": settings.environment})
    with tempfile.TemporaryDirectory(prefix="crew-") as home:
        # CrewAI writes keys and state below the home folder while it is imported; the real one may be read-only.
        os.environ.update(HOME=home, XDG_DATA_HOME=home, CREWAI_STORAGE_DIR="crew")
        return _serve(settings)


def _serve(settings: CrewSettings) -> int:
    # Nothing that is imported is garbage, and looking for some would be a fifth of the start.
    gc.disable()
    # Here and not above: this imports CrewAI, which takes seconds and needs the home folder.
    from crew_container.engine.agent_tools import ToolMissing  # noqa: PLC0415
    from crew_container.server import CannotListen, serve  # noqa: PLC0415

    # What is there now stays: it need not be looked through again, in the middle of answers.
    gc.freeze()
    gc.enable()
    try:
        serve(settings)
    except (CannotListen, ToolMissing) as exc:
        return _refuse(exc)
    return 0


def _refuse(reason: Exception) -> int:
    sys.stderr.write(f"crew_container: {reason}\n".replace("\n", " ").rstrip() + "\n")
    return EXIT_USAGE


if __name__ == "__main__":
    sys.exit(main())
