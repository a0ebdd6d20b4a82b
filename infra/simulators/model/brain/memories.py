"""What people say of themselves: found in a message when that is the task, and told again when they ask for it.

Found are sentences in the first person that ask for nothing. What the instructions hold between `<memories>` and
`</memories>` is what was said earlier: only a question about that is answered from it.
"""

import json
import re
from collections.abc import Iterator

from infra.simulators.model.brain.words import content_stems, word_set, words

_TASK = re.compile(r"\bfind\b[^.\n]*\bfacts\b", re.IGNORECASE)
_MATERIAL = re.compile(r"\A\s*known:\s*\n(?P<known>.*?)\n\s*message:\s*\n(?P<message>.*)\Z", re.IGNORECASE | re.DOTALL)
_KNOWN = re.compile(r"^\s*(\d{1,3})\.\s+(.+)$", re.MULTILINE)
_SENTENCE = re.compile(r"[^.!?\n;]+[.!?\n;]*")
_LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|thanks|and|but|also|so|ok|okay|by the way|fyi|please note|(?:please )?remember|note)\b"
    r"(?:\s+that\b)?[\s,:]*)+",
    re.IGNORECASE,
)
_OF_ONESELF = re.compile(r"(?:i|i['’]m|i['’]ve|my|we|our)\b", re.IGNORECASE)
_WISH = re.compile(
    r"(?:please\s+)?(?:always|never|call me|answer|reply|write|use|keep)\b|i\s+(?:prefer|like|hate)\b", re.IGNORECASE
)
_HERE = re.compile(r"\b(?:in|for) this (?:chat|conversation|session)\b", re.IGNORECASE)
# In the first person too, but about the moment.
_ASKS = re.compile(
    r"(?:i|we)\s*(?:['’]d|would|want|need|wonder|think|guess|mean|see|hope|cannot|can|could|am looking|asked|meant)\b|"
    r"(?:i|we)\s+(?:have a question|do not know|don['’]t know)\b",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"<memories>\n(?P<lines>.*?)\n</memories>", re.DOTALL)
_MINE = word_set("i me my mine i'm we our us")
_RECALLS = re.compile(
    r"\b(?:what|which|who|where|when|how|do you (?:know|remember)|tell me|remind me|did i)\b", re.IGNORECASE
)
_EVERYTHING = re.compile(r"\bwhat do you (?:know|remember) (?:of|about) me\b|\bwho am i\b", re.IGNORECASE)
_TELLING = frozenset(content_stems("remember remind tell told said mention mentioned know knew earlier before"))
_MOST_FACTS = 5
_SAME_WORDS = 2


def found_facts(instructions: str, text: str) -> str | None:
    """The facts in a message, as JSON; None when the instructions ask for something else."""
    material = _MATERIAL.match(text)
    if material is None or _TASK.search(instructions) is None:
        return None
    known = [(int(number), said) for number, said in _KNOWN.findall(material["known"])]
    facts = [
        {"fact": said, "kind": kind, "scope": scope, "replaces": _replaced(said, known)}
        for said, kind, scope in _said(material["message"])
        if all(content_stems(said) != content_stems(old) for _, old in known)
    ]
    return json.dumps(facts[:_MOST_FACTS], ensure_ascii=False)


def told_earlier(instructions: str, question: str) -> str | None:
    """The answer to a question about what was said earlier; None when it is about something else, or nothing fits."""
    block = _BLOCK.search(instructions)
    if block is None or not _MINE.intersection(words(question)) or not _RECALLS.search(question):
        return None
    remembered = [json.loads(line)["text"] for line in block["lines"].splitlines()]
    if _EVERYTHING.search(question):
        fitting = remembered
    else:
        wanted = [stem for stem in content_stems(question) if stem not in _TELLING]
        fitting = [said for said in remembered if wanted and set(wanted) <= set(content_stems(said))]
    quoted = [f"“{said.rstrip('.')}”" for said in fitting]
    return f"You told me: {', '.join(quoted)}." if quoted else None


def _said(message: str) -> Iterator[tuple[str, str, str]]:
    """What the message says of the person: text, kind, scope."""
    for sentence in _SENTENCE.findall(message):
        said = _LEAD.sub("", sentence.strip())
        scope = "session" if _HERE.search(said) else "user"
        if said.endswith("?") or _ASKS.match(said) or not content_stems(said):
            continue
        if _WISH.match(said):
            yield said.rstrip("!;"), "preference", scope
        elif _OF_ONESELF.match(said) or (scope == "session" and not said.endswith("?")):
            yield said.rstrip("!;"), "fact", scope


def _replaced(said: str, known: list[tuple[int, str]]) -> int | None:
    """The known fact about the same, which says otherwise: two words of it, and the verb, in common."""
    own = content_stems(said)
    for number, old in known:
        common = [stem for stem in content_stems(old) if stem in own]
        if len(common) >= _SAME_WORDS and own[:1] == content_stems(old)[:1]:
            return number
    return None
