"""Cut what looks like a file in a text: base64 that goes on and on, in whatever pieces it comes. Pure.

Images in Markdown are found and kept elsewhere (`image_finder.py`). This is for all else: `<img src="data:…">`, a data
URL in a code block, base64 without a word before it. No answer is a megabyte because of it.
"""

import re
import string
from typing import Final

# Base64 in both alphabets, and what percent-encoding looks like. No language has words that long.
CHARACTERS: Final = f"{string.ascii_letters}{string.digits}+/=_%-"
RUN: Final = re.compile(r"[A-Za-z0-9+/=_%-]+")
CUT: Final = "#data-not-kept"


class LongRuns:
    """Feed it a text piece by piece; it gives the text back, each run up to `max_characters`, then a mark."""

    def __init__(self, max_characters: int) -> None:
        self._max_characters = max_characters
        # Of the run that the text ends with, so far.
        self._size = 0

    def cut(self, text: str) -> str:
        """The next piece of the text as it may stay."""
        if self._size + len(text) <= self._max_characters:
            at_end = len(text) - len(text.rstrip(CHARACTERS))
            self._size = at_end if at_end < len(text) else self._size + at_end
            return text
        kept: list[str] = []
        end = 0
        for run in RUN.finditer(text):
            if run.start() > 0:
                self._size = 0
            kept += [text[end : run.start()], self._kept(run[0])]
            end = run.end()
        if end < len(text):
            self._size = 0
        return "".join([*kept, text[end:]])

    def end(self) -> None:
        """The text is over; another one begins."""
        self._size = 0

    def _kept(self, run: str) -> str:
        left = self._max_characters - self._size
        self._size += len(run)
        if len(run) <= left:
            return run
        # The mark comes once, where the run is cut.
        return run[:left] + CUT if left >= 0 else ""
