"""Words: how the simulated analyst recognises that two texts speak of the same thing.

General language knowledge only: stop words, a light stemmer and two tables of synonyms. `AREAS` are broad (they
decide which analyst or tool a question belongs to), `SYNONYMS` are narrow (they decide whether a found item is
about what was asked).
"""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = word_set(
    "a an the this that these those there here it its is are was were be been being am do does did done "
    "doing have has had having i me my you your yours he she they them their we us our ours of in on at "
    "by for from to into with within about over under between among and or nor but if then than so as not "
    "no yes how what which who whom whose when where while can could would should will shall may might "
    "must please tell show give list find explain describe compare summarise summarize let know get got "
    "see look come go make take all any some each every per much also just only very too more same "
    "other another such up down out off again ever me using use based data question answer s t re ve ll d "
    "m"
)
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
NUMBER_WORDS = {word: value for value, word in enumerate(_NUMBERS.split(), start=1)}
_IRREGULAR = {
    "said": "say", "sold": "sell", "sale": "sell", "sales": "sell", "bought": "buy", "fell": "fall",
    "fallen": "fall", "came": "come", "went": "go", "rose": "rise", "risen": "rise", "paid": "pay",
    "told": "tell", "spoke": "speak", "left": "leave", "cities": "city", "cameras": "camera", "picked": "pick",
}  # fmt: skip

_AREA_WORDS = {
    "interaction": "interaction visitor visit footfall order customer shopper people session camera cctv social "
    "post review comment mention complaint complain say tell talk web website in-store invoice buyer channel "
    "conversation feedback opinion traffic purchase cancellation",
    "pattern": "pattern trend anomaly drop decline fall decrease rise increase spike surge peak change why cause "
    "reason because insight severity correlation conversion seasonal unusual report",
    "product": "product item catalogue catalog stock price category sell bestseller selling unit sku cheap "
    "cheapest expensive goods article inventory assortment",
    "ranking": "most least top bottom best worst highest lowest ranking rank aggregate busiest bestselling "
    "bestseller largest biggest fewest popular",
    "count": "count number often total",
    "time": "day week month year today yesterday hour time period last latest recent newest",
    "organization": "organization organisation company shop business brand store firm market audience",
}
_SYNONYM_WORDS = {
    "delivery": "delivery deliver delivering shipping ship shipment parcel courier package carrier",
    "payment": "payment pay checkout card",
    "conversion": "conversion convert",
    "drop": "drop decline decrease fall reduction plunge",
    "rise": "rise increase spike surge growth jump",
    "refund": "refund return",
    "price": "price cost cheap cheapest expensive",
    "complaint": "complaint complain",
    "stock": "stock inventory availability stockout",
    "cancellation": "cancellation cancel",
    "queue": "queue waiting line",
    "visitor": "visitor footfall shopper",
    "unusual": "anomaly unusual outlier",
    "cause": "why cause reason because",
}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A light stem: plural, -ed, -ing and a final e are dropped. Not a word, only comparable."""
    known = _IRREGULAR.get(word)
    if known is not None:
        return known
    base = word.removesuffix("'s").removesuffix("’s")
    if len(base) > 4 and base.endswith("ies"):
        base = base[:-3] + "y"
    elif len(base) > 3 and base.endswith("s") and not base.endswith(("ss", "us", "is")):
        base = base[:-1]
    for ending in ("ing", "ed"):
        if len(base) >= len(ending) + 3 and base.endswith(ending):
            base = base[: -len(ending)]
            base = base[:-1] if base[-1] == base[-2] and base[-1] not in "ls" else base
            break
    return base[:-1] if len(base) > 3 and base.endswith("e") else base


def stem_set(text: str) -> frozenset[str]:
    return frozenset(map(stem, text.split()))


def _index(table: dict[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for concept, words in table.items():
        for word in words.split():
            found.setdefault(stem(word), set()).add(concept)
    return {word: frozenset(concepts) for word, concepts in found.items()}


_STOP_STEMS = STOP_WORDS | stem_set(" ".join(STOP_WORDS))
_AREAS = _index(_AREA_WORDS)
_SYNONYMS = _index(_SYNONYM_WORDS)
_NOTHING: frozenset[str] = frozenset()


def words(text: str) -> list[str]:
    return [match.lower() for match in _WORD.findall(text)]


def stems(text: str) -> list[str]:
    """Every word's stem, in order."""
    return [stem(word) for word in words(text)]


def content_stems(text: str) -> list[str]:
    """The stems that carry meaning, in order, each once. "why" and "many" carry what is wanted."""
    kept = (
        stem(word) for word in words(text) if word not in STOP_WORDS and word not in NUMBER_WORDS and not word.isdigit()
    )
    return list(dict.fromkeys(kept))


def areas(word_stem: str) -> frozenset[str]:
    return _AREAS.get(word_stem, _NOTHING)


def areas_of(text: str) -> frozenset[str]:
    return frozenset(area for word in stems(text) for area in areas(word))


def synonyms(word_stem: str) -> frozenset[str]:
    return _SYNONYMS.get(word_stem, _NOTHING)


def is_about(word_stem: str, text_stems: frozenset[str]) -> bool:
    """Whether a text, given by its stems, has the word or a narrow synonym of it."""
    if word_stem in text_stems:
        return True
    meanings = synonyms(word_stem)
    return bool(meanings) and any(synonyms(other) & meanings for other in text_stems)
