"""What a reader of a turn gets, as schemas: the lines of the protocol `ndjson` and the document of `json`.

The lines are the events of the log (`shared/events.py`) with their numbers, and three that are no part of it.
"""

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from gateway.api.bodies import Time
from gateway.api.description.schemas import Plain
from gateway.api.explanation_bodies import ExplanationBody
from shared.events import TURN_EVENT, TurnOutcome
from shared.tools import Reference

Json = dict[str, Any]
LINE: Final = "StreamLine"
SEQ: Final = {
    "type": "integer",
    "minimum": 1,
    "description": "number in the log, where it is in it",
}


class Told(BaseModel):
    """Base of what is told beside events."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class QueueLine(Told):
    """The turn waits; 1 is next. Told again whenever it changes."""

    type: Literal["queue"]
    position: int = Field(ge=1)
    eta_seconds: int | None = None


class KeepAliveLine(Told):
    """Nothing happens, and the connection is well."""

    type: Literal["keep-alive"]


class BrokenLine(Told):
    """The stream cannot go on; the turn may. Follow it again after the last `seq`."""

    type: Literal["broken"]
    message: str


class AnswerError(Told):
    """Why there is no whole answer; `message` may be shown to people."""

    code: str
    message: str


class AnswerMessage(Told):
    """The answer as it is stored. `parts` are those of an AI SDK `UIMessage`."""

    id: str
    session_id: str
    role: Literal["assistant"]
    status: Literal["complete", "failed", "stopped", "interrupted"]
    parts: list[dict[str, JsonValue]]
    references: list[Reference]
    metadata: dict[str, JsonValue]
    created_at: Time


class WholeAnswer(Told):
    """A turn as one document. The status of the response was sent long before the end: `status` here is what counts."""

    session_id: str | None = None
    turn_id: str | None = None
    status: TurnOutcome | Literal["broken"] = Field(description="`broken`: it cannot be told to the end here")
    text: str | None = None
    message: AnswerMessage | None = None
    error: AnswerError | None = None


BESIDE_EVENTS: Final[tuple[type[BaseModel], ...]] = (QueueLine, KeepAliveLine, BrokenLine)
MODELS: Final[tuple[type[BaseModel], ...]] = (*BESIDE_EVENTS, WholeAnswer, ExplanationBody)


def line_schemas(template: str) -> Json:
    """The component of a line, and those of the events in it."""
    union = TURN_EVENT.json_schema(ref_template=template, mode="serialization", schema_generator=Plain)
    definitions: Json = union.pop("$defs")
    mapping: dict[str, str] = union["discriminator"]["mapping"]
    for reference in mapping.values():
        event = definitions[reference.rpartition("/")[2]]
        event["properties"] = {"type": event["properties"].pop("type"), "seq": SEQ, **event["properties"]}
        event["required"] = ["type", *event.get("required", [])]
    lines = dict(mapping) | {_type_of(model): template.format(model=model.__name__) for model in BESIDE_EVENTS}
    definitions[LINE] = {
        "title": LINE,
        "description": "One line of the protocol `ndjson`. New types may come: leave out what you do not know.",
        "oneOf": [{"$ref": reference} for reference in lines.values()],
        "discriminator": {"propertyName": "type", "mapping": lines},
    }
    return definitions


def _type_of(model: type[BaseModel]) -> str:
    (name,) = model.model_fields["type"].annotation.__args__  # type: ignore[union-attr]  # a Literal of one word
    return str(name)
