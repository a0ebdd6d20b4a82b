"""Build an instance of a JSON schema, as sensible as a question and some options allow."""

import json
from dataclasses import dataclass

from pydantic import JsonValue

from infra.simulators.model.brain.conversation import Conversation, options_in
from infra.simulators.model.brain.jobs import write_title
from infra.simulators.model.brain.options import choose_options
from infra.simulators.model.brain.question import Question
from infra.simulators.model.request import JsonObject

_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Instance:
    """Fills schemas from one question; `prompt` is where the options are described."""

    root: JsonObject
    question: Question
    prompt: str

    def of(self, schema: JsonObject, name: str, depth: int = 0) -> JsonValue:
        schema = self._resolved(schema)
        enum = schema.get("enum")
        if "const" in schema:
            return schema["const"]
        if isinstance(enum, list) and enum:
            return self._chosen(enum, many=False, may_be_empty=False)[0]
        kind = _kind(schema)
        if kind in {"object", "array"}:
            return self._object(schema, depth) if kind == "object" else self._array(schema, name, depth)
        return self._scalar(schema, kind, name)

    def _scalar(self, schema: JsonObject, kind: str, name: str) -> JsonValue:
        match kind:
            case "boolean":
                return False
            case "integer":
                return round(_number(schema, step=1))
            case "number":
                return _number(schema, step=0)
            case "null":
                return None
            case _:
                return self._string(schema, name)

    def _object(self, schema: JsonObject, depth: int) -> JsonObject:
        properties = schema.get("properties")
        if not isinstance(properties, dict):
            return {}
        required = schema.get("required")
        needed = required if isinstance(required, list) else []
        # Past a certain depth only what must be there, so that a recursive schema ends.
        return {
            name: self.of(inner, name, depth + 1)
            for name, inner in properties.items()
            if isinstance(inner, dict) and (name in needed or depth < _DEEPEST // 4)
        }

    def _array(self, schema: JsonObject, name: str, depth: int) -> list[JsonValue]:
        items = schema.get("items")
        least = schema.get("minItems")
        most = schema.get("maxItems")
        minimum = least if isinstance(least, int) else 0
        if not isinstance(items, dict):
            return [None] * minimum
        inner = self._resolved(items)
        enum = inner.get("enum")
        if isinstance(enum, list) and enum:
            chosen = self._chosen(enum, many=True, may_be_empty=minimum == 0)
            chosen += [value for value in enum if value not in chosen][: max(0, minimum - len(chosen))]
            return chosen[: most if isinstance(most, int) else None]
        if depth >= _DEEPEST:
            return []
        return [self.of(inner, name, depth + 1) for _ in range(minimum)]

    def _chosen(self, enum: list[JsonValue], *, many: bool, may_be_empty: bool) -> list[JsonValue]:
        names = [value for value in enum if isinstance(value, str)]
        if not names:
            return enum[:1]
        described = options_in(self.prompt, names)
        options = {name: described.get(name, "") for name in names}
        return list(choose_options(self.question, options, many=many, may_be_empty=may_be_empty))

    def _string(self, schema: JsonObject, name: str) -> str:
        text = write_title(self.question.text) if "title" in name.lower() else " ".join(self.question.text.split())
        most, least = schema.get("maxLength"), schema.get("minLength")
        text = text[: most if isinstance(most, int) else 500]
        return text.ljust(least, ".") if isinstance(least, int) else text

    def _resolved(self, schema: JsonObject) -> JsonObject:
        """Follow `$ref` and take the first branch that says something of a choice."""
        for _ in range(_DEEPEST):
            reference = schema.get("$ref")
            branches = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
            if isinstance(reference, str):
                schema = self._at(reference)
            elif isinstance(branches, list) and branches:
                said = [each for each in branches if isinstance(each, dict) and each.get("type") != "null"]
                schema = said[0] if said else {"type": "null"}
            else:
                break
        return schema

    def _at(self, reference: str) -> JsonObject:
        found: JsonValue = self.root
        for step in reference.removeprefix("#").strip("/").split("/"):
            found = found.get(step) if isinstance(found, dict) and step else found
        return found if isinstance(found, dict) else {}


def write_instance(schema: JsonObject, conversation: Conversation, question: Question, prompt: str) -> str:
    instance = Instance(schema, question, f"{conversation.instructions}\n{prompt}")
    return json.dumps(instance.of(schema, "answer"), ensure_ascii=False)


def _kind(schema: JsonObject) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "null")
    if isinstance(kind, str):
        return kind
    return "object" if "properties" in schema else "string"


def _number(schema: JsonObject, *, step: int) -> float:
    """The middle of the bounds; one bound alone is taken as it is."""
    low, high = schema.get("minimum"), schema.get("maximum")
    under, over = schema.get("exclusiveMaximum"), schema.get("exclusiveMinimum")
    least = float(low) if isinstance(low, (int, float)) else None
    most = float(high) if isinstance(high, (int, float)) else None
    if least is None and isinstance(over, (int, float)):
        least = float(over) + (step or 0.5)
    if most is None and isinstance(under, (int, float)):
        most = float(under) - (step or 0.5)
    if least is not None and most is not None:
        return (least + most) / 2 if step == 0 else (least + most) // 2
    return next((bound for bound in (least, most) if bound is not None), 0.0)
