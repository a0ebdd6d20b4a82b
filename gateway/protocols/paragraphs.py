"""The texts of an answer as one text, for protocols that know only one: a blank line between them, as in history."""

SEPARATOR = "\n\n"


class Paragraphs:
    """Tell it where a text begins, and every piece of it."""

    __slots__ = ("_has_text", "_is_new")

    def __init__(self) -> None:
        self._has_text = False
        self._is_new = False

    def start(self) -> None:
        """Another text begins."""
        self._is_new = True

    def add(self, text: str) -> str:
        """The piece as it is to be sent: with a blank line before it when it begins a further text."""
        begins_further = self._is_new and self._has_text
        self._is_new, self._has_text = False, True
        return SEPARATOR + text if begins_further else text
