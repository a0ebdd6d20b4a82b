"""Which of the modules that the parts need are not installed."""

from importlib.util import find_spec
from typing import Final

NEEDED: Final = ("crewai", "httpx", "pydantic_settings", "starlette", "supervisor", "uvicorn")


def missing_modules() -> list[str]:
    """Return what cannot be imported, without importing it."""
    return [name for name in NEEDED if not _is_there(name)]


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
