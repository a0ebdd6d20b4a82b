"""What people type, and how much of it."""

MAX_MESSAGE_CHARACTERS = 32_000
MAX_TITLE_CHARACTERS = 200


def without_nul(text: str) -> str:
    """The text itself. Raises ValueError."""
    # SQLite ends a text at NUL in some of its functions; no person types one.
    if "\0" in text:
        raise ValueError("must not contain NUL")
    return text
