"""Facts that a model found in a message: what they must be to be remembered. Pure.

Only the person's own words are a source. A fact that says what the message does not say is let go of, whoever wrote it:
the model may shorten, it may not add.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from gateway.chat.memory_rules import STOP_WORDS
from shared.memories import MAX_MEMORY_CHARACTERS, MemoryKind, MemoryScope

MAX_FACTS = 5
# Vectors of "customer 123" and "customer 124" are this near too: numbers decide.
SAME_LIKENESS = 0.92
# Inflected words begin alike.
STEM_CHARACTERS = 5

NEGATIONS: Final = (
    "not no never none nothing nobody neither nor without cannot don doesn didn isn aren wasn won wouldn "
    "shouldn stop nicht kein keine keinen nie niemals ohne nao nem nunca sem ne pas jamais sans non mai "
    "sin"
)

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\w*\d\w*")
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]{1,80})[\"“”„«»]")
_NEGATIONS: Final = frozenset(NEGATIONS.split())
# Scripts without spaces between words are compared by pairs of characters.
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class FoundFact:
    """What a model found in a message. `replaces` counts the known facts that it was shown, from 1."""

    text: str
    kind: MemoryKind = "fact"
    scope: MemoryScope = "user"
    replaces: int | None = None


def plain(text: str) -> str:
    """One line without control characters."""
    visible = "".join(" " if unicodedata.category(each) in {"Cc", "Zl", "Zp"} else each for each in text)
    return " ".join("".join(each for each in visible if unicodedata.category(each) not in {"Cs", "Co", "Cn"}).split())


def is_usable(text: str) -> bool:
    """Whether a plain text can be kept."""
    return bool(_WORD.search(text)) and len(text) <= MAX_MEMORY_CHARACTERS


def digest_of(text: str) -> str:
    """The same for texts that differ in case, accents, widths, blanks and punctuation alone."""
    return hashlib.sha256(" ".join(_words(text)).encode()).hexdigest()


def is_grounded(fact: str, *sources: str) -> bool:
    """Whether a fact is made of the words of its sources: only words that join others may be its own, never a not."""
    if not set(_numbers(fact)) <= {number for source in sources for number in _numbers(source)}:
        return False
    stems = {word[:STEM_CHARACTERS] for source in sources for word in _units(source)}
    telling = [word for word in _units(fact) if word in _NEGATIONS or word not in STOP_WORDS]
    return bool(telling) and all(word[:STEM_CHARACTERS] in stems for word in telling)


def differ(one: str, other: str) -> bool:
    """Whether two texts that look alike say different things: other numbers, a not, other quoted words."""
    return (
        sorted(_numbers(one)) != sorted(_numbers(other))
        or _NEGATIONS.intersection(_words(one)) != _NEGATIONS.intersection(_words(other))
        or sorted(map(str.casefold, _QUOTED.findall(one))) != sorted(map(str.casefold, _QUOTED.findall(other)))
    )


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def _words(text: str) -> list[str]:
    return _WORD.findall(_folded(text))


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(_folded(text))


def _units(text: str) -> list[str]:
    """Words; of scripts without spaces all pairs of neighbours."""
    units: list[str] = []
    for word in _words(text):
        if _WITHOUT_SPACES.search(word):
            units += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
        else:
            units.append(word)
    return units
