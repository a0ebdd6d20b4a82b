"""From what SQLite gives back to what the core means."""

from typing import Any

from gateway.storage.database import Value


def text(value: Value) -> str:
    """A column that holds text and never NULL."""
    assert isinstance(value, str)
    return value


def integer(value: Value) -> int:
    """A column that holds an integer and never NULL."""
    assert isinstance(value, int)
    return value


def one_of(value: Value) -> Any:  # noqa: ANN401 - the caller's annotation names the Literal
    """A column whose CHECK constraint allows just the words of a Literal."""
    return value
