"""No number in an answer is the simulator's own."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from infra.simulators.model.brain.think import think
from infra.simulators.model.brain.words import NUMBER_WORDS
from tests.infra.simulators.model.dialogue import ALL_TOOLS, ask, found, item, request

QUESTIONS = (
    "How many interactions per channel do we have?",
    "How many orders came from Germany?",
    "How many orders do we have?",
    "Which five products sold most units?",
    "What are the top 3 anomalies by severity?",
    "Why did checkout conversion drop, and what do people say about delivery?",
    "What do people say about delivery?",
    "Show the latest orders",
    "What do we sell and who is our market?",
    "How many web sessions and social posts are there, and why do people leave at checkout?",
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CITATION = re.compile(r" ?\[\d+\]")
_ORDINAL = re.compile(r"^\d+\. ", re.MULTILINE)
_DERIVED = re.compile(r"[^.\n]*\(derived[^)\n]*\)")

words = st.sampled_from(
    [
        "Germany",
        "delivery",
        "late",
        "checkout",
        "conversion",
        "order",
        "products",
        "units",
        "fell",
        "anomaly",
        "1.",
        "2.",
    ]
)
amounts = st.one_of(
    st.integers(0, 10**7),
    st.decimals(0, 10_000, places=2, allow_nan=False, allow_infinity=False).map(float),
)
texts = st.lists(st.one_of(words, amounts.map(str)), max_size=80).map(" ".join)
openings = st.sampled_from(
    ["", "Order from Germany, ", "Cancellation from Germany, ", "Best-selling products by units: 1. A: 7; "]
)


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    facts = draw(
        st.dictionaries(st.sampled_from(["web", "social", "total", "severity", "units", "note"]), amounts, min_size=3)
    )
    n = draw(st.integers(1, 40))
    return {**item(n, draw(texts), text=draw(openings) + draw(texts)), "facts": facts}


@st.composite
def results(draw: st.DrawFn) -> dict[str, Any]:
    made = found(*draw(st.lists(items(), min_size=1, max_size=5)), total=draw(st.integers(0, 10**6)))
    made["partial"] = draw(st.booleans())
    return made


def numbers_told(answer: str) -> set[str]:
    plain = _DERIVED.sub("", _ORDINAL.sub("", _CITATION.sub("", answer)))
    return set(_NUMBER.findall(plain))


def numbers_known(*texts_given: str) -> set[str]:
    known = {number for text in texts_given for number in _NUMBER.findall(text)}
    return known | {
        str(NUMBER_WORDS[word]) for text in texts_given for word in text.lower().split() if word in NUMBER_WORDS
    }


@settings(max_examples=25, deadline=None)
@given(question=st.sampled_from(QUESTIONS), by_tool=st.fixed_dictionaries({name: results() for name in ALL_TOOLS}))
def test_every_number_and_citation_of_an_answer_is_in_the_tool_results(question: str, by_tool: dict[str, Any]) -> None:
    told = ask(question, by_tool)

    assert numbers_told(told.answer) - numbers_known(question, *told.tool_texts) == set()
    citable = {str(each["n"]) for result in by_tool.values() for each in result["items"]}
    assert set(re.findall(r"\[(\d+)\]", told.answer)) <= citable


@settings(max_examples=40, deadline=None)
@given(first=texts, second=texts, question=st.sampled_from(QUESTIONS))
def test_a_synthesis_tells_no_number_that_no_finding_tells(first: str, second: str, question: str) -> None:
    findings = f"Findings:\n## Pattern analyst\n- {first} [3]\n\n## Product analyst\n{second} [4]"
    told = think(request([{"role": "user", "content": f"{question}\n\n{findings}"}])).text

    assert numbers_told(told) - numbers_known(question, findings) == set()
