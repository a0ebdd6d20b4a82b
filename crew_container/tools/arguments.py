"""The base of all tool arguments, and the JSON schema of them that a model is shown."""

import functools
from datetime import UTC, datetime, time
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, JsonValue, model_validator
from pydantic_core import from_json, to_json

SourceType = Literal["web", "cctv", "social"]
_NOTHING = frozenset({"", "null", "none", "None"})
_DATE_LENGTH = len("2026-01-31")


class Arguments(BaseModel):
    """Arguments as a model sends them: unknown ones are refused, an empty optional one counts as not given."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @classmethod
    def model_json_schema(cls, *given: Any, **named: Any) -> dict[str, Any]:  # noqa: ANN401 - as pydantic has it
        """A schema of one's own, as pydantic makes it, but made once: CrewAI asks twice for that of each tool."""
        schema: dict[str, Any] = from_json(_made_schema(cls, given, frozenset(named.items())))
        return schema

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        fields = cls.model_fields
        return {
            name: value
            for name, value in data.items()
            if not (name in fields and not fields[name].is_required() and _is_nothing(value))
        }


class NoArguments(Arguments):
    """The tool takes no arguments."""


@functools.cache
def _made_schema(arguments: type[Arguments], given: tuple[Any, ...], named: frozenset[tuple[str, Any]]) -> bytes:
    return to_json(super(Arguments, arguments).model_json_schema(*given, **dict(named)))


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.strip() in _NOTHING)


def _moment(value: object, *, end_of_day: bool) -> object:
    """Read a date or a time in ISO 8601, or Unix milliseconds; without a zone it is UTC."""
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if end_of_day and len(value) == _DATE_LENGTH:
        moment = datetime.combine(moment.date(), time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Since = Annotated[AwareDatetime, BeforeValidator(lambda value: _moment(value, end_of_day=False))]
# A day given as the end of a period is meant with all its hours.
Until = Annotated[AwareDatetime, BeforeValidator(lambda value: _moment(value, end_of_day=True))]


def model_schema(arguments: type[BaseModel]) -> dict[str, JsonValue]:
    """Return the schema in the plain form that small models follow best: no titles, no `null` alternatives."""
    schema = arguments.model_json_schema()
    return {
        "type": "object",
        "properties": {name: _plain(field) for name, field in schema.get("properties", {}).items()},
        "required": schema.get("required", []),
        "additionalProperties": False,
    }


def _plain(field: dict[str, Any]) -> dict[str, JsonValue]:
    alternatives = [choice for choice in field.get("anyOf", ()) if choice.get("type") != "null"]
    merged = {**field, **alternatives[0]} if len(alternatives) == 1 else field
    dropped = {"title", "anyOf"} if len(alternatives) == 1 else {"title"}
    return {
        key: value for key, value in merged.items() if key not in dropped and not (key == "default" and value is None)
    }
