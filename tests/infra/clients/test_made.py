"""The files that are made of the API's description are those that are in the repository, and whole."""

import re

import pytest

from chat_client import ChatClient, models
from infra.clients.__main__ import ROOT, made
from infra.clients.python_operations import operations_of
from infra.clients.python_types import annotation_of, name_of
from infra.clients.typescript import type_of
from tests.requirements import requirement
from tests.support.conformance import description


@requirement("python-client")
def test_the_files_are_as_the_description_says() -> None:
    assert [str(path.relative_to(ROOT)) for path, text in made().items() if path.read_text() != text] == []


def test_every_operation_that_answers_at_once_is_a_method() -> None:
    names = {operation.told["operationId"] for operation in operations_of(description())}

    assert len(names) > 25
    assert [name for name in sorted(names) if not callable(getattr(ChatClient, name, None))] == []


def test_every_operation_and_schema_has_its_type() -> None:
    text = (ROOT / "clients" / "typescript" / "crew-chat.d.ts").read_text()
    document = description()
    operations = {op["operationId"] for item in document["paths"].values() for op in item.values()}

    assert [path for path in document["paths"] if f'\n  "{path}": {{' not in text] == []
    assert [name for name in operations if f"\n  {name}: {{" not in text] == []
    assert [name for name in document["components"]["schemas"] if f"export type {name} = " not in text] == []
    named = set(re.findall(r'components\["schemas"\]\["(\w+)"\]', text))
    assert named <= set(document["components"]["schemas"])
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize(
    ("schema", "typescript", "python"),
    [
        ({"type": "string"}, "string", "str"),
        ({"type": "integer", "minimum": 1}, "number", "int"),
        ({"type": "string", "format": "date-time"}, "string", "datetime"),
        ({"enum": ["a", "b"]}, '"a" | "b"', "Literal['a', 'b']"),
        ({"const": 1}, "1", "Literal[1]"),
        ({"type": "array", "items": {"enum": [1, 2]}}, "(1 | 2)[]", "list[Literal[1, 2]]"),
        (
            {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "null"}]},
            "[number, null]",
            "tuple[int, None]",
        ),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string | null", "str | None"),
        ({"$ref": "#/components/schemas/Health"}, 'components["schemas"]["Health"]', "Health"),
        ({"type": "object"}, "{ [key: string]: unknown; }", "dict[str, JsonValue]"),
        ({}, "unknown", "JsonValue"),
    ],
)
def test_a_schema_becomes_a_type(schema: dict[str, object], typescript: str, python: str) -> None:
    assert type_of(schema) == typescript
    assert annotation_of(schema) == python


@pytest.mark.parametrize(
    ("word", "name"),
    [("Idempotency-Key", "idempotency_key"), ("chatId", "chat_id"), ("from", "from_"), ("copy", "copy_"), ("q", "q")],
)
def test_a_parameter_has_a_name_for_python(word: str, name: str) -> None:
    assert name_of(word) == name


def test_fields_with_other_names_are_sent_under_those_of_the_api() -> None:
    data = {"agent": "a", "name": "A", "state": "done", "startedAt": 1, "toolCallIds": []}
    part = models.AgentData.model_validate(data)

    assert part.started_at == 1
    assert part.model_dump(by_alias=True, exclude_unset=True)["startedAt"] == 1
