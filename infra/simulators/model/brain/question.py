"""What a question asks for: its clauses, the names in it, and whether it counts, ranks, or asks why."""

import re
from dataclasses import dataclass
from datetime import date

from infra.simulators.model.brain.periods import Period, read_period
from infra.simulators.model.brain.words import (
    NUMBER_WORDS,
    STOP_WORDS,
    areas,
    content_stems,
    stem,
    stem_set,
    word_set,
    words,
)

_CLAUSE_END = re.compile(
    r"[?!;\n]+|\.\s|,? and (?=(?:what|how|which|why|who|when|where|do|does|did|is|are)\b)", re.IGNORECASE
)
_NAME = re.compile(r"[A-Z][\w&’'-]*(?: (?:of )?[A-Z][\w&’'-]*)*")
_QUOTED = re.compile(r'["“]([^"“”\n]{2,80})["”]')
_CODE = re.compile(r"\b(?=[A-Z]*\d)[A-Z0-9]{5,12}\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LOWER_PLACE = re.compile(r"\b(?:from|in) ((?:the )?[^\W\d_]+(?: [^\W\d_]+){0,2})$")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_TOPIC = re.compile(r"\b(?:about|regarding|concerning|mention(?:s|ed|ing)?)\s+", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:any|they|them|those|these|it)\b", re.IGNORECASE)
_FOLLOW_UP = re.compile(r"^(?:and|what about|how about|same for|also)\b[\s,]*", re.IGNORECASE)

_CALENDAR = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december christmas easter"
)
_VOICE = stem_set("say complain complaint mention opinion feedback review think talk post tweet")
_WHY = stem_set("why cause reason because")
_FUTURE = word_set("will tomorrow forecast predict prediction future")
_LEAST = stem_set("least fewest lowest worst bottom cheapest")
_IDENTITY = stem_set("company organization organisation business brand shop audience market")
_RECENT = stem_set("latest recent newest last")
_CHANNELS = {
    "web": "web website online browser session page",
    "cctv": "cctv camera footfall in-store instore video",
    "social": "social twitter instagram reddit facebook tiktok post tweet review say complain complaint mention",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing asked."""

    text: str
    stems: tuple[str, ...]
    names: tuple[str, ...]
    topic: str | None
    noun: str | None
    wanted: int | None
    counts: bool
    ranks: bool
    least: bool
    asks_why: bool
    voices: bool
    asks_identity: bool
    recent: bool

    @property
    def subject(self) -> tuple[str, ...]:
        """The words without the names: "United Kingdom" has nothing to do with units."""
        named = {part for name in self.names for part in content_stems(name)}
        return tuple(word for word in self.stems if word not in named) or self.stems

    @property
    def strong(self) -> tuple[str, ...]:
        """The words an answer must be about: neither names nor words that fit every record."""
        named = {part for name in self.names for part in content_stems(name)}
        kept = (word for word in self.stems if word not in named)
        return tuple(word for word in kept if not areas(word) or _is_specific(word))

    @property
    def query(self) -> str:
        """What to type into a search: the meaningful words as they were written."""
        kept = [word for word in _written(self.text) if word.lower() not in STOP_WORDS]
        kept = [word for word in kept if stem(word.lower()) not in _WHY and word.lower() not in NUMBER_WORDS]
        if self.topic is not None:
            return self.topic
        kept = [word for word in kept if word != str(self.wanted)]
        if self.ranks and not self.least and "sell" in self.stems and "best-selling" not in kept:
            kept.append("best-selling")
        return " ".join(kept) or self.text

    @property
    def names_channel(self) -> bool:
        return self.channel(tuple(_CHANNELS)) is not None

    def channel(self, offered: tuple[str, ...]) -> str | None:
        """Which of the offered channel names the clause means, if it means just one."""
        meant = [
            name for name in offered if set(self.stems) & set(map(stem, _CHANNELS.get(name.lower(), name).split()))
        ]
        return meant[0] if len(meant) == 1 else None


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    clauses: tuple[Clause, ...]
    future: bool
    dates: tuple[str, ...]
    today: date | None = None
    period: Period | None = None

    @property
    def subject(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for clause in self.clauses for word in clause.subject))


def read_question(text: str, earlier: str | None = None, *, today: date | None = None) -> Question:
    """Read a question; a follow-up ("and in France?") borrows what it lacks from the earlier one."""
    full = _complete(text.strip(), earlier)
    parts = [part.strip(" ,.\t") for part in _CLAUSE_END.split(full)]
    named = _with_what_they_mean([part for part in parts if words(part)])
    return Question(
        full,
        tuple(_read_clause(part) for part in named),
        bool(_FUTURE & set(words(full))),
        tuple(_DATE.findall(full)),
        today,
        read_period(full, today),
    )


def _with_what_they_mean(parts: list[str]) -> list[str]:
    """ "… shirts in stock, and do any have complaints?": the second part means the shirts of the first."""
    named: list[str] = []
    for part in parts:
        meant = _PRONOUN.search(part)
        known = [word for word in content_stems(part) if not areas(word)]
        if meant is not None and named and not known:
            subject = [word for word in _written(named[-1]) if not areas(stem(word.lower())) and _is_subject(word)]
            part = f"{part} {' '.join(subject[:2])}".strip()  # noqa: PLW2901  the part as it was meant
        named.append(part)
    return named


def _is_subject(word: str) -> bool:
    small = word.lower()
    return small not in STOP_WORDS and small not in NUMBER_WORDS and stem(small) not in {"stock", "price"}


def _complete(text: str, earlier: str | None) -> str:
    opening = _FOLLOW_UP.match(text)
    if opening is None or earlier is None:
        return text
    added = text[opening.end() :]
    if len(content_stems(added)) > 4:
        return text
    old, new = _names(earlier), _names(added) or _lower_names(added.strip(" ?.!"))
    if len(old) == 1 and new:
        return earlier.replace(old[0], new[0])
    return f"{earlier.rstrip(' ?.!')} {added}"


def _read_clause(text: str) -> Clause:
    found = content_stems(text)
    lowered = words(text)
    names = _names(text)
    noun = _counted_noun(text)
    known = set(found)
    ranks = any("ranking" in areas(word) for word in known) or "most" in lowered
    if noun is not None and not names:
        names = _lower_names(text)
    return Clause(
        text=text,
        stems=tuple(found),
        names=names,
        topic=_topic(text),
        noun=noun,
        wanted=_wanted(lowered),
        counts=noun is not None,
        ranks=ranks,
        least=bool(_LEAST & known),
        asks_why=bool(_WHY & known),
        voices=bool(_VOICE & known),
        asks_identity=bool(_IDENTITY & known) or "we sell" in text.lower(),
        recent=bool(_RECENT & known),
    )


def _names(text: str) -> tuple[str, ...]:
    quoted = _QUOTED.findall(text)
    found = [
        _without_opening(match.group(), at_start=match.start() == 0 and text[match.end() :][:1] != ":")
        for match in _NAME.finditer(text)
    ]
    codes = [code for code in _CODE.findall(text) if not _YEAR.fullmatch(code)]
    kept = (name.removesuffix("'s").removesuffix("’s") for name in (*quoted, *found, *codes))
    proper = (name for name in kept if not _is_common(name))
    whole: list[str] = []
    for name in dict.fromkeys(proper):
        if not any(name in other for other in whole):
            whole.append(name)
    return tuple(whole)


def _without_opening(name: str, *, at_start: bool) -> str:
    """A sentence's first word is written large whatever it is."""
    first, _, rest = name.partition(" ")
    if at_start and not first.endswith(("'s", "’s")):
        return rest
    return rest if first.lower() in STOP_WORDS and rest else name


def _is_common(name: str) -> bool:
    """Capitalised, yet not a name: a sentence's first word, a weekday, an abbreviation of the trade."""
    parts = words(name)
    return not parts or all(
        part in STOP_WORDS or part in _CALENDAR or part in NUMBER_WORDS or bool(areas(stem(part))) for part in parts
    )


def _lower_names(text: str) -> tuple[str, ...]:
    """A place typed without capitals: "… from germany"."""
    found = _LOWER_PLACE.search(text.strip(" ?.!"))
    if found is None:
        return ()
    place = found.group(1).removeprefix("the ")
    parts = words(place)
    if any(part in STOP_WORDS or part in _CALENDAR or areas(stem(part)) for part in parts):
        return ()
    return () if parts[0] in {"total", "last", "stock", "general"} else (place,)


def _counted_noun(text: str) -> str | None:
    """The noun after "how many" or "number of"; None when nothing is counted."""
    written = _written(text)
    lowered = [word.lower() for word in written]
    for at in range(len(lowered) - 1):
        pair = (lowered[at], lowered[at + 1])
        if pair in {("how", "many"), ("number", "of"), ("count", "of")}:
            after = (word for word in lowered[at + 2 :] if word not in STOP_WORDS)
            return next(after, "")
    return "" if lowered[:1] == ["count"] else None


def _topic(text: str) -> str | None:
    """What follows "about …": "delivery" in "what do people say about the delivery"."""
    found = _TOPIC.search(text)
    if found is None:
        return None
    after: list[str] = []
    for word in _written(text[found.end() :]):
        if word.lower() in STOP_WORDS:
            if after:
                break
            continue
        after.append(word)
    return " ".join(after[:3]) or None


def _wanted(lowered: list[str]) -> int | None:
    """How many things are asked for, from digits or words; years and codes are no such number."""
    for word in lowered:
        if word in NUMBER_WORDS:
            return NUMBER_WORDS[word]
        if word.isdigit() and 0 < int(word[:6]) <= 100:
            return int(word)
    return None


def _is_specific(word: str) -> bool:
    return word in {"checkout", "conversion", "stock", "complaint", "complain", "footfall", "payment"}


def _written(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)
