"""Small writing jobs about a question and its answer: a title, and what could be asked next.

Recognised by what the instructions ask for. What the question or the answer say is material and asks for nothing.
"""

import re

from infra.simulators.model.brain.question import read_question
from infra.simulators.model.brain.words import STOP_WORDS, areas_of, content_stems, stem_set, word_set

_TITLE = re.compile(r"\b(?:write|give|make|suggest)\b[^.\n]*\btitle\b", re.IGNORECASE)
_SUGGESTIONS = re.compile(r"\bsuggest\b[^.\n]*\bquestions\b", re.IGNORECASE)
_MATERIAL = re.compile(
    r"\A\s*(?:question:\s*)?(?P<question>.*?)(?:\n\s*answer:\s*(?P<answer>.*))?\Z", re.IGNORECASE | re.DOTALL
)
_CLAUSE = re.compile(r"[?!.;,…\n]+|\s(?:and|but|or)\s")
_OPENERS = STOP_WORDS | word_set("why many often long far")
_MOST_WORDS = 6
_MOST_SUGGESTIONS = 3
_NOTHING_SAID = "New chat"

# What an analyst could be asked next, in the order in which that is natural.
_NEXT = (
    "Why did checkout conversion drop?",
    "What do people say about delivery?",
    "Which anomalies were found this week?",
    "How many interactions per channel do we have?",
    "Which days were the busiest last week?",
    "Which products are out of stock?",
    "What are the five cheapest products?",
    "What do we sell, and who is our market?",
)


def small_job(instructions: str, text: str) -> str | None:
    """What was to be written; None when the instructions ask for something else."""
    material = _MATERIAL.match(text)
    if material is None:
        return None
    question, answer = material["question"], material["answer"] or ""
    if _TITLE.search(instructions):
        return write_title(question)
    if _SUGGESTIONS.search(instructions):
        return "\n".join(_suggestions(question, answer))
    return None


def write_title(question: str) -> str:
    """What the first clause is about, without the words that only ask."""
    clauses = [clause.split() for clause in _CLAUSE.split(question) if clause.strip()]
    about = next(
        (clause for clause in clauses if len(content_stems(" ".join(clause))) > 1), clauses[0] if clauses else []
    )
    kept = _without_openers(about) or about
    line = " ".join(_without_tail(kept[:_MOST_WORDS]) or kept[:_MOST_WORDS]).strip(" \"'“”")
    return f"{line[:1].upper()}{line[1:]}" or _NOTHING_SAID


def _suggestions(question: str, answer: str) -> list[str]:
    """Questions near to what was asked and answered, none that says the same again."""
    asked = stem_set(" ".join(content_stems(question)))
    spoken = asked | stem_set(" ".join(content_stems(answer)))
    fields = areas_of(question)

    def nearness(suggestion: str) -> int:
        return 2 * len(areas_of(suggestion) & fields) + len(spoken.intersection(content_stems(suggestion)))

    fresh = [suggestion for suggestion in _NEXT if not asked.issuperset(content_stems(suggestion))]
    nearest = sorted(fresh, key=nearness, reverse=True)
    names = [name for clause in read_question(question, None).clauses for name in clause.names]
    about_names = [f"What else do we know about {name}?" for name in names[:1] if len(name) <= 40]
    return [*about_names, *nearest][:_MOST_SUGGESTIONS]


def _without_openers(words: list[str]) -> list[str]:
    at = 0
    while at < len(words) and words[at].lower() in _OPENERS:
        at += 1
    return words[at:]


def _without_tail(words: list[str]) -> list[str]:
    end = len(words)
    while end and words[end - 1].lower() in STOP_WORDS:
        end -= 1
    return words[:end]
