"""What a classifier sees of a message: its words and letters in buckets, a few counts, and its vector if there is one.

The training script uses the very same functions; a change here makes all weights void (`VERSION`).
"""

import math
import re
import unicodedata
from itertools import groupby, pairwise
from typing import Final
from zlib import crc32

from gateway.chat.mind.recollection import asks_for_the_past, tells_to_keep
from gateway.chat.mind.topics import SIDES, TOPICS, topics

VERSION = 2
BUCKETS = 8192
SHORT = 2
LONG = 25
# A message is judged by its beginning; a long text that was pasted is long anyway.
MAX_CHARACTERS = 1_000
# Of the turn before, only what it speaks of matters.
MAX_PREVIOUS_CHARACTERS = 400
# A word of fewer letters keeps too little without its vowels.
LEAST_TYPED = 4
# How much each kind of gram says: a word, a pair of words, the beginning, letters, and a word as it may be mistyped.
_SAYS: Final = {"w": 1.0, "p": 0.7, "f": 0.7, "c": 0.5, "s": 0.5}
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")
_VOWELS = re.compile(r"(?<!^)[aeiouy]")
# Scripts that are written without spaces: each sign is a word.
_DENSE_SCRIPT = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
BUSINESS: Final = tuple(topic for side in SIDES for topic in side)


def plain(text: str) -> str:
    """The words alone: lower case, no accents, no punctuation."""
    spaced = _DENSE_SCRIPT.sub(lambda sign: f" {sign[0]} ", text[:MAX_CHARACTERS].casefold())
    parts = unicodedata.normalize("NFKD", spaced)
    return " ".join(_WORD.findall("".join(each for each in parts if not unicodedata.combining(each))))


def contracted(text: str) -> str:
    """The words alone, where an apostrophe parts none: "whats", "jai"."""
    return plain(text.replace("'", "").replace("’", ""))


def buckets(text: str) -> dict[int, float]:
    """Words, pairs of words and letters of words, each in one of `BUCKETS`; of length 1 altogether."""
    words = [_NUMBER.sub("0", word) for word in plain(text).split()]
    grams = {f"w{word}" for word in words}
    grams |= {f"p{one} {other}" for one, other in pairwise(words)}
    grams |= {f"f{' '.join(words[:length])}" for length in (1, 2) if len(words) >= length}
    for word in words:
        padded = f"<{word}>"
        grams |= {f"c{padded[at : at + 4]}" for at in range(max(1, len(padded) - 3))}
        if len(word) >= LEAST_TYPED:
            grams.add(f"s{mistyped(word)}")
    found: dict[int, float] = {}
    for gram in grams:
        bucket = crc32(gram.encode()) % BUCKETS
        found[bucket] = found.get(bucket, 0.0) + _SAYS[gram[0]]
    length = math.sqrt(math.fsum(value * value for value in found.values()))
    return {bucket: value / length for bucket, value in found.items()} if length else {}


def mistyped(word: str) -> str:
    """A word and most of its misspellings alike: no vowels, nothing doubled, the letters behind the first in order."""
    letters = "".join(sign for sign, _ in groupby(_VOWELS.sub("", word)))
    return letters[:1] + "".join(sorted(set(letters[1:])))


def counts(text: str, previous: str | None) -> tuple[float, ...]:
    """How a message is built and what it speaks of, each from 0 to 1; and what was spoken of before it."""
    cut = text[:MAX_CHARACTERS]
    words, said = plain(cut).split(), contracted(cut)
    found = topics(words)
    sides = sum(any(topic in found for topic in side) for side in SIDES)
    before = frozenset() if previous is None else topics(plain(previous[:MAX_PREVIOUS_CHARACTERS]).split())
    is_bare = previous is not None and sides == 0
    return (
        1.0,
        min(len(words), LONG) / LONG,
        float(len(words) <= SHORT),
        float(previous is not None and len(words) <= 2 * SHORT),
        float(bool(_NUMBER.search(cut))),
        float("?" in cut or "？" in cut),
        min(cut.count(",") + cut.count(":") + cut.count(";"), 4) / 4,
        float(previous is not None),
        float(previous is not None and previous.rstrip().endswith("?")),
        float(sides == 0),
        float(sides == 1),
        float(sides >= 2),
        float(is_bare),
        float("why" in found and sides >= 2),
        float("why" in found and is_bare),
        float("compare" in found and sides == 1),
        float("work" in found and "whole" in found),
        float(asks_for_the_past(said)),
        float(tells_to_keep(said)),
        *(float(topic in found) for topic in TOPICS),
        *(float(is_bare and topic in before) for topic in BUSINESS),
    )
