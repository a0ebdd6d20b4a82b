"""Texts that come from outside."""


def without_nul(text: str) -> str:
    """The text itself. Raises ValueError: some stores end a text there, and nobody types it."""
    if "\0" in text:
        raise ValueError("must not contain NUL")
    return text
