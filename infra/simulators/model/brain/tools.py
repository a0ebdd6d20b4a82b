"""The tools a request offers: what each is about, and how its arguments are filled by their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from infra.simulators.model.brain.words import areas, areas_of, is_about, stem, stems
from infra.simulators.model.request import JsonObject, Tool

Role = Literal[
    "text",
    "limit",
    "order",
    "channel",
    "since",
    "until",
    "bucket",
    "group",
    "period",
    "id",
    "stock",
    "category",
    "kind",
    "other",
]
# A course counts along time, a report tells of a period, a catalogue is in order, a single thing has an id.
Kind = Literal["overview", "lookup", "search", "course", "report", "catalogue", "single"]

_ROLES: dict[str, Role] = {
    **dict.fromkeys(("q", "query", "search", "text", "keyword", "keywords", "question", "term", "contains"), "text"),
    **dict.fromkeys(("limit", "top_k", "topk", "k", "max_results", "page_size", "pagesize"), "limit"),
    **dict.fromkeys(("order", "sort"), "order"),
    **dict.fromkeys(("source_type", "sourcetype", "channel", "source"), "channel"),
    **dict.fromkeys(("since", "from", "start", "start_date"), "since"),
    **dict.fromkeys(("until", "to", "end", "end_date"), "until"),
    **dict.fromkeys(("bucket", "interval", "granularity"), "bucket"),
    **dict.fromkeys(("group_by", "groupby"), "group"),
    "period": "period",
    **dict.fromkeys(("id", "product_id", "productid"), "id"),
    **dict.fromkeys(("in_stock", "instock"), "stock"),
    "category": "category",
    **dict.fromkeys(("type", "kind"), "kind"),
}  # fmt: skip
# Parameters by which a tool's kind is known, whether it takes a text too or not.
_MARKS_BESIDE_TEXT: tuple[tuple[Role, Kind], ...] = (("bucket", "course"), ("period", "report"))
_MARKS: tuple[tuple[Role, Kind], ...] = (*_MARKS_BESIDE_TEXT, ("category", "catalogue"), ("id", "single"))
_LITERAL_NAMES = frozenset({"q", "contains", "keyword", "keywords", "term"})
_LITERAL_WORDS = frozenset(stems("substring contains exact exactly literal"))


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    role: Role
    schema: JsonObject
    required: bool

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(value for value in _alternatives(self.schema, "enum") if isinstance(value, str))

    @property
    def nullable(self) -> bool:
        kinds = _alternatives(self.schema, "type")
        return "null" in kinds or None in _alternatives(self.schema, "enum")

    def bounded(self, wanted: int) -> int:
        highest = [value for value in _alternatives(self.schema, "maximum") if isinstance(value, int)]
        lowest = [value for value in _alternatives(self.schema, "minimum") if isinstance(value, int)]
        return max([min([wanted, *highest]), *lowest])


@dataclass(frozen=True, slots=True)
class OfferedTool:
    name: str
    description: str
    parameters: tuple[Parameter, ...]

    @property
    def kind(self) -> Kind:
        text = self.parameter("text")
        offered = {parameter.role for parameter in self.parameters}
        for role, kind in _MARKS if text is None else _MARKS_BESIDE_TEXT:
            if role in offered:
                return kind
        if text is None:
            return "overview"
        told = set(stems(str(text.schema.get("description") or "")))
        if text.name.lower() in _LITERAL_NAMES or told & _LITERAL_WORDS:
            return "lookup"
        # What can be called without words tells of something as a whole.
        return "search" if text.required or len(self.parameters) > 1 else "overview"

    @property
    def label(self) -> str:
        return label(self.name)

    def parameter(self, role: Role) -> Parameter | None:
        return next((parameter for parameter in self.parameters if parameter.role == role), None)

    def fits(self, words: tuple[str, ...]) -> int:
        """How well the tool's name and description meet the words: own words count more than their area."""
        own = frozenset(stems(self.name.replace("_", " ")))
        told = frozenset(stems(self.description))
        named = areas_of(self.name.replace("_", " "))
        score = 0
        for word in words:
            if word in own or (not areas(word) and is_about(word, told)):
                score += 3
            elif areas(word) & named:
                score += 2
            elif word in told:
                score += 1
        return score

    def speaks_of(self, word: str) -> bool:
        return stem(word.lower()) in stems(f"{self.name.replace('_', ' ')} {self.description}")

    def arguments(self, wanted: Mapping[Role, str | int | None]) -> JsonObject | None:
        """Fill what is wanted and what is required; None when a required argument cannot be known."""
        filled: JsonObject = {}
        for parameter in self.parameters:
            value = _value(parameter, wanted.get(parameter.role))
            if value is not None:
                filled[parameter.name] = value
            elif parameter.required:
                if not parameter.nullable:
                    return None
                filled[parameter.name] = None
        return filled


def offered_tools(tools: list[Tool] | None) -> tuple[OfferedTool, ...]:
    return tuple(
        OfferedTool(tool.function.name, tool.function.description or "", _parameters(tool.function.parameters or {}))
        for tool in tools or ()
    )


def asked_for(arguments: JsonObject, role: Role) -> str | None:
    """What a call gave for this role, as text."""
    given = (value for name, value in arguments.items() if _ROLES.get(name.lower()) == role)
    return next((str(value) for value in given if isinstance(value, (str, int))), None)


def looked_for(arguments: JsonObject) -> str:
    """The words a call searched with; empty when it had none."""
    texts = (value for name, value in arguments.items() if _ROLES.get(name.lower()) == "text")
    return next((text for text in texts if isinstance(text, str)), "")


def label(tool_name: str) -> str:
    """`get_interaction_summary` → "interaction summary"."""
    spoken = tool_name.replace("_", " ").strip()
    first, _, rest = spoken.partition(" ")
    return rest if rest and first in {"get", "list", "search", "find", "fetch", "query"} else spoken


def _parameters(schema: JsonObject) -> tuple[Parameter, ...]:
    properties = schema.get("properties")
    required = schema.get("required")
    needed = required if isinstance(required, list) else []
    if not isinstance(properties, dict):
        return ()
    return tuple(
        Parameter(name, _ROLES.get(name.lower(), "other"), inner if isinstance(inner, dict) else {}, name in needed)
        for name, inner in properties.items()
    )


def _alternatives(schema: JsonObject, key: str) -> list[JsonValue]:
    """The values of a keyword in a schema and in its `anyOf` branches."""
    found: list[JsonValue] = []
    branches = schema.get("anyOf") or schema.get("oneOf") or []
    for each in (schema, *(branches if isinstance(branches, list) else ())):
        value = each.get(key) if isinstance(each, dict) else None
        if isinstance(value, list):
            found.extend(value)
        elif value is not None:
            found.append(value)
    return found


def _value(parameter: Parameter, wanted: str | int | None) -> JsonValue:
    choices = parameter.choices
    if choices:
        first = choices[0] if parameter.required and not parameter.nullable else None
        return wanted if wanted in choices else first
    match parameter.role:
        case "limit" if isinstance(wanted, int):
            return parameter.bounded(wanted)
        case "limit":
            return parameter.bounded(10) if parameter.required and not parameter.nullable else None
        case "stock":
            return wanted if isinstance(wanted, bool) else None
        case "text" | "since" | "until" | "id" | "category" | "kind" if wanted is not None:
            highest = [value for value in _alternatives(parameter.schema, "maxLength") if isinstance(value, int)]
            return str(wanted)[: min([400, *highest])]
        case _:
            return parameter.schema.get("default") if parameter.required else None
