"""Texts as people compare them: without case, accents and widths."""

import unicodedata


def folded(text: str | None) -> str | None:
    """The text to look in and to look for; NULL stays NULL, as in every function of SQL."""
    if text is None:
        return None
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in taken_apart if not unicodedata.combining(character)).casefold()
