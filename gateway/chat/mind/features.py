"""What a classifier sees of a message: its words and letters in buckets, a few counts, and its vector if there is one.

The training script uses the very same functions; a change here makes all weights void (`VERSION`).
"""

import math
import re
import unicodedata
from itertools import pairwise
from zlib import crc32

from gateway.chat.mind.topics import SIDES, TOPICS, topics

VERSION = 1
BUCKETS = 4096
SHORT = 2
# A message is judged by its beginning; a long text that was pasted is long anyway.
MAX_CHARACTERS = 1_000
_WORD = re.compile(r"\w+")
# Scripts that are written without spaces: each sign is a word.
_DENSE_SCRIPT = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def plain(text: str) -> str:
    """The words alone: lower case, no accents, no punctuation."""
    spaced = _DENSE_SCRIPT.sub(lambda sign: f" {sign[0]} ", text[:MAX_CHARACTERS].casefold())
    parts = unicodedata.normalize("NFKD", spaced)
    return " ".join(_WORD.findall("".join(each for each in parts if not unicodedata.combining(each))))


def buckets(text: str) -> dict[int, float]:
    """Words, pairs of words and letters of words, each in one of `BUCKETS`; of length 1 altogether."""
    words = plain(text).split()
    grams = {f"w{word}" for word in words}
    grams |= {f"p{one} {other}" for one, other in pairwise(words)}
    for word in words:
        padded = f"<{word}>"
        grams |= {f"c{padded[at : at + 4]}" for at in range(max(1, len(padded) - 3))}
    found: dict[int, float] = {}
    for gram in grams:
        # Words say more than their letters do.
        bucket = crc32(gram.encode()) % BUCKETS
        found[bucket] = found.get(bucket, 0.0) + (1.0 if gram[0] != "c" else 0.5)
    length = math.sqrt(math.fsum(value * value for value in found.values()))
    return {bucket: value / length for bucket, value in found.items()} if length else {}


def counts(text: str, previous: str | None) -> tuple[float, ...]:
    """How a message is built and what it speaks of, each from 0 to 1; and whether something was said before it."""
    cut = text[:MAX_CHARACTERS]
    words = plain(cut).split()
    found = topics(words)
    sides = sum(any(topic in found for topic in side) for side in SIDES)
    return (
        1.0,
        min(len(words), 30) / 30,
        float(len(words) <= SHORT),
        float("?" in cut or "？" in cut),
        min(cut.count(",") + cut.count(":") + cut.count(";"), 4) / 4,
        float(previous is not None),
        float(previous is not None and previous.rstrip().endswith("?")),
        float(sides == 0),
        float(sides == 1),
        float(sides >= 2),
        float("why" in found and sides >= 2),
        float("work" in found and "whole" in found),
        *(float(topic in found) for topic in TOPICS),
    )
