"""JSON-schema requests: choosing among described options, and instances of any schema."""

import json
from typing import Any

import pytest

from infra.simulators.model.brain.think import think
from tests.infra.simulators.model.dialogue import request

OPTIONS = {
    "interaction_analyst": "what visitors and customers did and said: web sessions, orders, in-store cameras, social "
    "posts; counts per channel",
    "pattern_analyst": "detected trends, anomalies and drops, their causes and severity, aggregates over orders "
    "and sales",
    "product_analyst": "the catalogue: products, prices, stock, categories, units sold, and what the shop is",
}
INTERACTION, PATTERN, PRODUCT = OPTIONS
PLAN = {
    "type": "object",
    "properties": {"analysts": {"type": "array", "items": {"type": "string", "enum": list(OPTIONS)}}},
    "required": ["analysts"],
    "additionalProperties": False,
}


def answer(question: str, schema: dict[str, Any], *, history: list[dict[str, Any]] | None = None) -> Any:
    lines = "\n".join(f"- {slug}: {description}" for slug, description in OPTIONS.items())
    messages = [
        {"role": "system", "content": f"Choose the analysts that the question needs.\n\nAnalysts:\n{lines}"},
        *(history or []),
        {"role": "user", "content": question},
    ]
    response_format = {"type": "json_schema", "json_schema": {"name": "plan", "strict": True, "schema": schema}}
    return json.loads(think(request(messages, response_format=response_format)).text)


@pytest.mark.parametrize(
    ("question", "analysts"),
    [
        ("How many interactions per channel do we have?", [INTERACTION]),
        ("How many orders came from Germany?", [INTERACTION]),
        ("How many orders came from the United Kingdom?", [INTERACTION]),
        ("What do people say about delivery?", [INTERACTION]),
        ("How is footfall in the store?", [INTERACTION]),
        ("Why did checkout conversion drop?", [INTERACTION, PATTERN]),
        ("Show top anomalies this week with severity", [PATTERN]),
        ("Why did checkout conversion drop, and what do people say about delivery?", [INTERACTION, PATTERN]),
        ("Which five products sold most units?", [PATTERN, PRODUCT]),
        ("What does the red shirt cost and is it in stock?", [PRODUCT]),
        ("What do we sell?", [PRODUCT]),
        ("hi", []),
        ("Thanks a lot!", []),
        ("What will the weather be tomorrow?", [INTERACTION, PATTERN, PRODUCT]),
    ],
)
def test_the_options_that_fit_the_question_are_chosen(question: str, analysts: list[str]) -> None:
    assert answer(question, PLAN) == {"analysts": analysts}


def test_a_follow_up_is_planned_like_the_question_before() -> None:
    history = [
        {"role": "user", "content": "How many orders came from Germany?"},
        {"role": "assistant", "content": "12 [1]"},
    ]

    assert answer("and in France?", PLAN, history=history) == {"analysts": [INTERACTION]}


def test_small_talk_needs_somebody_when_the_schema_says_so() -> None:
    options = {"type": "array", "items": {"enum": list(OPTIONS)}, "minItems": 1}

    assert len(answer("hi", options)) == 1


def test_options_behind_a_reference_are_found() -> None:
    schema = {
        "$defs": {"Analyst": {"type": "string", "enum": list(OPTIONS)}},
        "type": "object",
        "properties": {"analyst": {"$ref": "#/$defs/Analyst"}},
        "required": ["analyst"],
    }

    assert answer("Why did sales drop?", schema) == {"analyst": PATTERN}


def test_an_instance_keeps_to_bounds_enums_and_required_fields() -> None:
    schema = {
        "type": "object",
        "properties": {
            "title": {"type": "string", "maxLength": 12},
            "score": {"type": "number", "minimum": 0.2, "maximum": 0.4},
            "level": {"type": "integer", "minimum": 3, "maximum": 3},
            "urgent": {"type": "boolean"},
            "kind": {"const": "question"},
            "note": {"anyOf": [{"type": "null"}, {"type": "string"}]},
            "pairs": {
                "type": "array",
                "minItems": 2,
                "items": {"type": "object", "properties": {"a": {"type": "integer"}}},
            },
        },
        "required": ["title", "score", "level", "urgent", "kind", "note", "pairs"],
    }

    made = answer("Why did sales drop?", schema)

    assert made["title"] == "Sales drop"
    assert 0.2 <= made["score"] <= 0.4
    assert (made["level"], made["urgent"], made["kind"]) == (3, False, "question")
    assert made["note"] == "Why did sales drop?"
    assert made["pairs"] == [{"a": 0}, {"a": 0}]


def test_a_recursive_schema_ends() -> None:
    schema = {
        "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}},
        "$ref": "#/$defs/Node",
    }

    assert isinstance(answer("Why did sales drop?", schema), dict)
