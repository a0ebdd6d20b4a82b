"""When two messages are as good as one: the same words, or nearly the same letters."""

import re
import unicodedata

WORD = re.compile(r"\w+")
# Shared trigrams of all trigrams, from where on two messages count as near duplicates.
NEAR = 0.7


def normalised(text: str) -> str:
    """The words alone: no case, no accents, no punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(WORD.findall("".join(each for each in plain if not unicodedata.combining(each))))


def trigrams(text: str) -> frozenset[str]:
    """The groups of three letters of the normalised text, with its edges."""
    padded = f"  {normalised(text)}  "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def are_near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether texts with these trigrams are near duplicates."""
    shorter, longer = sorted((len(one), len(other)))
    return shorter >= NEAR * longer and len(one & other) >= NEAR * len(one | other)
