"""Models as schemas: the components of the document and references to them."""

from collections.abc import Iterable
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

Json = dict[str, Any]
Mode = Literal["validation", "serialization"]

TEMPLATE: Final = "#/components/schemas/{model}"


class Plain(GenerateJsonSchema):
    """Schemas without what says nothing: titles made from names, a default of null where null is refused."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401 - pydantic's own union
        """Never: the name is there."""
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """The default, where it is one that could be sent."""
        found = super().default_schema(schema)
        if "default" in found and found["default"] is None and {"type": "null"} not in found.get("anyOf", ()):
            del found["default"]
        return found


class Schemas:
    """The schemas of everything that goes in (`validation`) and out (`serialization`)."""

    def __init__(self, incoming: Iterable[type[BaseModel]], outgoing: Iterable[type[BaseModel]]) -> None:
        uses: list[tuple[type[BaseModel], Mode]] = []
        uses += [(model, "validation") for model in dict.fromkeys(incoming)]
        uses += [(model, "serialization") for model in dict.fromkeys(outgoing)]
        self._references, found = models_json_schema(uses, ref_template=TEMPLATE, schema_generator=Plain)
        self.components: Json = found["$defs"]

    def incoming(self, model: type[BaseModel]) -> Json:
        """A reference to what a client sends."""
        return self._references[(model, "validation")]

    def outgoing(self, model: type[BaseModel]) -> Json:
        """A reference to what a client gets."""
        return self._references[(model, "serialization")]

    def query(self, model: type[BaseModel] | None) -> Json:
        """The schema of a query, in full."""
        if model is None:
            return {}
        schema = model.model_json_schema(ref_template=TEMPLATE, schema_generator=Plain)
        self.components |= schema.pop("$defs", {})
        return schema
