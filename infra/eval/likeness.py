"""When two messages are as good as one: the same words, or nearly the same letters."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

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


def near_ones(texts: Iterable[str], held: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each text and what of `held` it is nearly the same as."""
    letters = [trigrams(each) for each in held]
    where: defaultdict[str, list[int]] = defaultdict(list)
    for place, found in enumerate(letters):
        for group in found:
            where[group].append(place)
    for text in texts:
        given = trigrams(text)
        shared = Counter(chain.from_iterable(where[group] for group in given if group in where))
        for place, count in shared.items():
            if count >= NEAR * len(given) and are_near(given, letters[place]):
                yield text, held[place]
