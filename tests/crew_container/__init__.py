"""Tests of the crew container. CrewAI is imported here, before any test: see below."""

import importlib
import os
import tempfile
import warnings

HOMES = ("HOME", "XDG_DATA_HOME", "CREWAI_STORAGE_DIR")


def _import_crewai() -> None:
    """Import CrewAI with a home of its own, as the container does, and without its warnings.

    At import it writes into the home folder, and its way of loading `crewai.rag` makes an ImportWarning that no filter
    by module can name: it is raised inside importlib.
    """
    before = {name: os.environ.get(name) for name in HOMES}
    with tempfile.TemporaryDirectory() as home, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        os.environ.update(HOME=home, XDG_DATA_HOME=home, CREWAI_STORAGE_DIR="crew")
        importlib.import_module("crew_container.app")
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


_import_crewai()
