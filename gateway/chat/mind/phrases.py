"""Read a short English request as a row of known phrases, or not at all. Pure.

Every word must belong to a phrase: one that is not known may change everything ("except", "in Berlin", "don't"). So no
list of exceptions is needed, and what is not read is simply not certain.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

MAX_CHARACTERS = 160
_HIGHEST_NUMBER = 50
# Colons, quotes, brackets, line breaks and letters of other scripts: something is said that phrases do not know.
_READABLE: Final = re.compile(r"[A-Za-z0-9 ,.?!'_-]+")
_GREETING: Final = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear team|ok|okay)(?: there| team)?[,.!]? "
)
_THANKS: Final = re.compile(r"[,.?!]? ?(?:thanks|thank you|thanks a lot|many thanks|cheers|please)[.!? ]*$")
_BETWEEN_LETTERS: Final = re.compile(r"(?<=[a-z])-(?=[a-z])")
_LAST_DAYS: Final = re.compile(r"\b(?:in |over |during |for |of |from )?(?:the )?(?:last|past) ([a-z0-9]+) days\b")
# A digit tells an id from a word; what looks like a date is none.
_CODE: Final = re.compile(
    r"(?!(?:19|20)[0-9]{2}-[0-9]{1,2}(?:-[0-9]{1,2})?$)(?=[a-z0-9_-]*[0-9])[a-z0-9][a-z0-9_-]{3,127}"
)
_NUMBERS: Final = dict(
    zip(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "thirty", "fifty"),
        (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 50),
        strict=True,
    )
)
OPENING: Final = frozenset({"show", "many", "which", "what are", "tell about", "what does", "what did"})

_PHRASES: Final[Mapping[str, str]] = {
    # "Would you like me to …?" leaves its "me to" when it was agreed to.
    "courtesy": "please|me to|kindly|can you|could you|would you|can you please|could you please|would you please",
    "show": (
        "show|show me|show us|give me|give us|list|list me|display|get me|tell me|let me see|let me know|can i see|"
        "could i see|i need|i need to know|i want|i want to see|i want to know|i would like to see|i'd like to see|"
        "i would like to know|i'd like to know|are there any|look up"
    ),
    "many": (
        "how many|number of|the number of|total number of|the total number of|count of|the count of|a breakdown of|"
        "breakdown of|a summary of|summary of|an overview of|overview of|what is the number of|what is the count of"
    ),
    "which": "which",
    "what are": "what are|what were|what is|what's|whats|what was",
    "ours": "the|our|all|all of|all the|all our|all of the|all of our",
    "have": (
        "do we have|did we have|we have|have we got|are there|were there|there are|there were|are|were|is|exist|"
        "do we carry|we carry|did we get|did we record|was there"
    ),
    "total": "in total|total|overall|altogether|in all|so far|of all time|over all time",
    "recorded": "recorded|have been recorded|been recorded|are recorded|were recorded",
    "now": "currently|current|right now|now|at the moment|open",
    "latest": "latest|newest|most recent|recent|last",
    "detected": "detected|have been detected|were detected|are detected|did you detect|have you detected",
    "top": "top",
    "with severity": "with severity|with their severity|with the severity",
    "high": "high severity|with high severity|of high severity",
    "medium": "medium severity|with medium severity|of medium severity",
    "low": "low severity|with low severity|of low severity",
    "interactions": "interactions",
    "web": "web sessions|web interactions|website sessions|sessions on the web",
    "cctv": "camera events|camera interactions|cctv events|cctv interactions|in store interactions",
    "social": "social posts|social media posts|social interactions|posts on social media",
    "anomalies": "anomalies",
    "patterns": "patterns",
    "trends": "trends",
    "report": "report|pattern report|patterns report",
    "daily": "daily",
    "weekly": "weekly",
    "monthly": "monthly",
    "yearly": "yearly",
    "products": "products|items|articles",
    "product": "product|sku|article|item|product number|article number|product id",
    "categories": "categories|product categories",
    "days": "days|day",
    "hours": "hours|hour",
    "busiest": "busiest|the busiest",
    "usage events": "usage events",
    "per channel": (
        "per channel|by channel|for each channel|in each channel|on each channel|for every channel|across channels|"
        "across all channels|split by channel|broken down by channel"
    ),
    "per day": "per day|by day|for each day|day by day",
    "per category": "per category|by category|in each category|for each category",
    "per type": "per type|by type",
    "in catalogue": "in the catalogue|in our catalogue|in the catalog|in our catalog",
    "cheapest": "cheapest",
    "most expensive": "most expensive|priciest",
    "in stock": "in stock|available",
    "out of stock": "out of stock|not in stock|sold out|not available",
    "what did": "what did",
    "what does": "what does|how much does|how much is",
    "say": "say",
    "costs": "cost|costs",
    "what of": "details of|the details of|details on|details about|the price of|price of",
    "tell about": "tell me about|what about us|what do you know about",
    "company": "company|shop|business|organization|organisation",
    "about": "about",
    "who we are": "what do we sell|what does our company sell|what does our shop sell|who are we",
    "dashboard use": "how is the dashboard used|how is our dashboard used|how is the dashboard being used",
    "today": "today|for today|from today|of today",
    "yesterday": "yesterday|for yesterday|from yesterday|of yesterday",
    "this week": "this week|in this week|of this week|for this week|from this week",
    "last week": "last week|in last week|of last week|for last week|from last week",
    "this month": "this month|in this month|of this month|for this month|from this month",
    "last month": "last month|in last month|of last month|for last month|from last month",
}
_KINDS: Final[Mapping[str, str]] = {phrase: kind for kind, told in _PHRASES.items() for phrase in told.split("|")}
_LONGEST: Final = max(len(phrase.split()) for phrase in _KINDS)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The kinds of its phrases, how many things are wanted, of how many days, and the id of one thing."""

    kinds: frozenset[str]
    number: int | None = None
    days: int | None = None
    code: str | None = None


def spoken(text: str) -> Spoken | None:
    """The phrases of a text; None where a word, a sign or the order of the phrases is not known."""
    bare = bare_request(text)
    if bare is None:
        return None
    days = None
    if (span := _LAST_DAYS.search(bare)) is not None:
        days = _number(span.group(1))
        # The blank keeps apart what no blank did before: two ends of words are no word.
        bare = f"{bare[: span.start()]} {bare[span.end() :]}".strip()
        if days is None:
            return None
    return _read(bare, text, days)


def bare_request(text: str) -> str | None:
    """A text in small letters, without greeting, thanks and the sign at its end; None where a sign is not known.

    A sign inside stays with its word, which is no known one then: a second sentence begins there, or a part of one.
    """
    told = _with_plain_apostrophes(text.strip())
    if len(told) > MAX_CHARACTERS or _READABLE.fullmatch(told) is None:
        return None
    bare = _THANKS.sub("", told.casefold()).rstrip(" .?!")
    return _GREETING.sub("", bare, count=1).strip() or None


def as_written(words: str, told: str) -> str:
    """What became small letters, as it was: ids and names are not all in small letters."""
    told = _with_plain_apostrophes(told)
    at = told.casefold().index(words)
    return told[at : at + len(words)]


def _read(bare: str, told: str, days: int | None) -> Spoken | None:
    kinds: list[str] = []
    number: int | None = None
    code: str | None = None
    for kind, word in _phrases(bare.split()):
        if kind is not None:
            kinds.append(kind)
        elif number is None and (counted := _number(word)) is not None:
            number = counted
        elif code is None and _CODE.fullmatch(word) is not None:
            code = as_written(word, told)
        else:
            return None
    is_ordered = _opens_in_order([kind for kind in kinds if kind != "courtesy"])
    return Spoken(frozenset(kinds), number, days, code) if is_ordered else None


def _phrases(words: list[str]) -> Iterator[tuple[str | None, str]]:
    """The kind of each phrase, longest phrases first; no kind for a word that begins none."""
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            phrase = _BETWEEN_LETTERS.sub(" ", " ".join(words[at : at + size]))
            if phrase in _KINDS:
                yield _KINDS[phrase], phrase
                at += size
                break
        else:
            yield None, words[at]
            at += 1


def _opens_in_order(kinds: list[str]) -> bool:
    """Whether what asks stands at the beginning, each once: after that, another question would begin."""
    opening = [kind for kind in kinds if kind in OPENING]
    return opening == kinds[: len(opening)] and len(set(opening)) == len(opening)


def _with_plain_apostrophes(text: str) -> str:
    return text.replace("’", "'")


def _number(word: str) -> int | None:
    number = int(word) if word.isdecimal() and len(word) <= len(str(_HIGHEST_NUMBER)) else _NUMBERS.get(word, 0)
    return number if 2 <= number <= _HIGHEST_NUMBER else None
