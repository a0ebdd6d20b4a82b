"""The lines of a stream as typed events; what a newer gateway says beside them is kept as it came."""

import json
from dataclasses import dataclass
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError

from chat_client import models
from chat_client.errors import NotUnderstood

LINE: Final[TypeAdapter[models.StreamLine]] = TypeAdapter(models.StreamLine)


@dataclass(frozen=True, slots=True)
class UnknownLine:
    """A line of a type that this client does not know."""

    type: str
    data: dict[str, Any]

    @property
    def seq(self) -> int | None:
        """Its number in the log, if it is in it."""
        seq = self.data.get("seq")
        return seq if isinstance(seq, int) else None


Event = models.StreamLine | UnknownLine


def parse_line(line: str) -> Event:
    """Raises NotUnderstood."""
    try:
        return LINE.validate_json(line)
    except ValidationError as error:
        unknown = _unknown(line)
        if unknown is None:
            raise NotUnderstood("a line of a stream") from error
        return unknown


def _unknown(line: str) -> UnknownLine | None:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    kind = data.get("type") if isinstance(data, dict) else None
    return UnknownLine(kind, data) if isinstance(kind, str) and kind not in _known() else None


def _known() -> set[str]:
    union = get_args(models.StreamLine)[0]
    return {get_args(model.model_fields["type"].annotation)[0] for model in get_args(union)}
