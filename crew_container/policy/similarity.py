"""Tell whether two searches ask for the same thing in other words. Pure.

The rule is "three quarters alike", and its veto: numbers, dates, ids, quoted words, negations and everything else that
says something must be the same on both sides. Likeness alone takes "store A" for "store B" and January for February,
and does not see that "search for API docs" is "search api documentation". So words that only ask ("find", "about") are
dropped, forms of a word count as one, and what is left has to correspond word for word.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

THRESHOLD = 0.75
# Longer texts count as the same only when they are: the comparison is quadratic.
MAX_CHARACTERS = 512
# Shorter words have no other form than a plural: "car" is not "care".
LEAST_STEM = 5
LONGEST_ENDING = 3
# Short forms in use; their long forms begin with them.
SHORTENED = frozenset({"ad", "app", "config", "demo", "doc", "photo", "promo", "spec", "stat"})
LONGEST_REST = 10

_TOKEN = re.compile(r"[^\W_]+(?:[.\-/:'’][^\W_]+)*")
_QUOTED = re.compile(r'["“”«»]([^"“”«»]{1,200})["“”«»]')
_NEGATIONS = frozenset(
    ("except", "excluding", "neither", "never", "no", "nobody", "non", "none", "nor", "not", "nothing", "without")
)
_NOT = ("n't", "n’t")
# Words that ask and join and say nothing themselves. "this" is none of them: this week is not every week.
_ASKING = frozenset(
    (
        *("a", "an", "the", "of", "for", "on", "at", "by", "with", "into", "in", "and", "or", "it", "its", "that"),
        *("about", "regarding", "concerning", "these", "those", "there", "their", "our", "my", "your", "we", "us"),
        *("is", "are", "was", "were", "be", "been", "do", "does", "did", "have", "has", "had"),
        *("what", "which", "who", "how", "why", "when", "where", "all", "any", "some", "please", "tell", "me", "up"),
        *("search", "searching", "find", "finding", "look", "looking", "show", "showing", "list", "listing"),
        *("get", "getting", "give", "info", "information", "data", "details", "result", "results"),
    )
)
# From Berlin to Paris is not from Paris to Berlin: these words belong to the next one.
_DIRECTIONS = frozenset({"from", "to"})


def is_same_search(one: str, other: str) -> bool:
    """Tell whether the texts are three quarters alike and differ in nothing that says something."""
    if len(one) > MAX_CHARACTERS or len(other) > MAX_CHARACTERS:
        return one == other
    if _quoted(one) != _quoted(other) or _negations(one) != _negations(other):
        return False
    left, right = _telling_words(one), _telling_words(other)
    if not left or not _correspond(left, right):
        return False
    return max(_likeness(_plain(one), _plain(other)), _likeness(_stems(left, right), _stems(right, left))) >= THRESHOLD


def _telling_words(text: str) -> list[str]:
    """The words that say something but negations, in small letters and in order of the alphabet, each once."""
    found: set[str] = set()
    direction = ""
    for match in _TOKEN.finditer(text):
        written, word = match[0], match[0].casefold()
        if word in _DIRECTIONS:
            direction = f"{word}>"
        # A capital letter alone is a name, as in "store A".
        elif not _is_negation(word) and (word not in _ASKING or (len(written) == 1 and written.isupper())):
            found.add(direction + word)
            direction = ""
    return sorted(found)


def _correspond(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether each word has a form of itself on the other side, and no word stands for two."""
    unmatched = list(right)
    for word in left:
        match = next((other for other in unmatched if _is_form_of(word, other)), None)
        if match is None:
            return False
        unmatched.remove(match)
    return not unmatched


def _is_form_of(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    if short == long:
        return True
    if not (short.isalpha() and long.isalpha()):
        # Numbers, dates, ids and directions have no forms.
        return False
    stem = short.removesuffix("s")
    rest = long.removeprefix(stem)
    if rest == long:
        return False
    if stem in SHORTENED:
        return len(rest) <= LONGEST_REST
    return rest in {"s", "es"} or (len(stem) >= LEAST_STEM and len(rest) <= LONGEST_ENDING)


def _stems(words: Sequence[str], others: Sequence[str]) -> str:
    """The words, each in the shorter of the two forms."""
    return " ".join(min((word, *(other for other in others if _is_form_of(word, other))), key=len) for word in words)


def _plain(text: str) -> str:
    return " ".join(match[0].casefold() for match in _TOKEN.finditer(text))


def _likeness(one: str, other: str) -> float:
    # The ratio depends on the order of its two texts; this one must not.
    return max(SequenceMatcher(None, one, other).ratio(), SequenceMatcher(None, other, one).ratio())


def _quoted(text: str) -> frozenset[str]:
    return frozenset(match[1].casefold().strip() for match in _QUOTED.finditer(text))


def _negations(text: str) -> list[str]:
    words = (match[0].casefold() for match in _TOKEN.finditer(text))
    return sorted("not" if word.endswith(_NOT) else word for word in words if _is_negation(word))


def _is_negation(word: str) -> bool:
    return word in _NEGATIONS or word.endswith(_NOT)
