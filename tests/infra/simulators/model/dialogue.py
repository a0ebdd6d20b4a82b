"""Play an agent framework: offer tools, run the calls the model asks for, hand back the results, until it answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.simulators.model.brain.think import think
from infra.simulators.model.reply import Call
from infra.simulators.model.request import CompletionRequest

ToolBody = Callable[[Mapping[str, Any]], dict[str, Any]]

_OPTIONAL_TEXT = {"anyOf": [{"type": "string", "maxLength": 256}, {"type": "null"}]}
_CHANNEL = {"anyOf": [{"type": "string", "enum": ["web", "cctv", "social"]}, {"type": "null"}]}


def _limit(highest: int) -> dict[str, Any]:
    return {"anyOf": [{"type": "integer", "minimum": 1, "maximum": highest}, {"type": "null"}]}


_QUERY = {"type": "string", "description": "What to look for, in plain words.", "minLength": 1, "maxLength": 512}

TOOLS: dict[str, tuple[str, dict[str, Any]]] = {
    "get_interaction_summary": ("How many interactions each channel has, of all time.", {}),
    "list_interactions": (
        "Single interactions (web sessions, orders, camera events, social posts); total counts all matches.",
        {
            "source_type": _CHANNEL,
            "q": {**_OPTIONAL_TEXT, "description": "Text that the record contains."},
            "product_id": _OPTIONAL_TEXT,
            "since": _OPTIONAL_TEXT,
            "until": _OPTIONAL_TEXT,
            "order": {"type": "string", "enum": ["newest", "oldest"]},
            "limit": _limit(50),
        },
    ),
    "search_interactions": (
        "Search interactions by meaning: what visitors and customers did and said.",
        {"query": _QUERY, "limit": _limit(20), "source_type": _CHANNEL},
    ),
    "search_patterns": (
        "Search detected patterns by meaning: trends, anomalies, drops, causes, rankings and aggregates.",
        {"query": _QUERY, "limit": _limit(20)},
    ),
    "search_products": (
        "Search the catalogue by meaning: products, prices, categories, stock.",
        {"query": _QUERY, "limit": _limit(20)},
    ),
    "interaction_timeseries": (
        "Count interactions of a period per hour, day or week, by channel or by what people did with a product.",
        {
            "source_type": _CHANNEL,
            "q": {**_OPTIONAL_TEXT, "description": "Text that the record contains."},
            "since": {"type": "string"},
            "until": _OPTIONAL_TEXT,
            "bucket": {"type": "string", "enum": ["hour", "day", "week", "all"]},
            "group_by": {"type": "string", "enum": ["source_type", "tag", "product", "product_action"]},
        },
    ),
    "get_pattern_report": (
        "The latest report of a period: its anomalies with severity.",
        {"period": {"type": "string", "enum": ["1h", "daily", "weekly", "monthly", "yearly"]}, "latest": _limit(3)},
    ),
    "list_products": (
        "The products of the catalogue or of a category, by price.",
        {
            "category": _OPTIONAL_TEXT,
            "in_stock": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
            "sort": {"type": "string", "enum": ["catalogue", "cheapest", "most_expensive"]},
            "limit": _limit(100),
        },
    ),
    "get_product": ("One product by its id.", {"id": {"type": "string"}}),
    "create_artifact": (
        "Keep a result beside the answer: a chart, a table, a summary.",
        {
            "kind": {"type": "string", "enum": ["chart", "table", "summary", "file"]},
            "title": {"type": "string"},
            "columns": {"type": "array", "items": {"type": "string"}},
            "rows": {"type": "array", "items": {"type": "array"}},
            "chart": {"type": "string"},
            "text": {"type": "string"},
        },
    ),
    "get_organization_context": ("What the organization is: its name, what the shop sells, its topics.", {}),
}
# A Wednesday.
INSTRUCTIONS = (
    "You are an analyst. You read records.\nYour personal goal is: answer truly.\n\n"
    "The current time is 2026-11-18T09:30:00+00:00."
)
INTERACTION_TOOLS = ("get_interaction_summary", "list_interactions", "search_interactions")
PATTERN_TOOLS = ("search_patterns",)
PRODUCT_TOOLS = ("search_products", "get_organization_context")
ALL_TOOLS = tuple(TOOLS)


def item(n: int, title: str, *, text: str | None = None, kind: str = "interaction", **facts: object) -> dict[str, Any]:
    body = {"n": n, "type": kind, "id": f"{kind}-{n}", "title": title, "facts": facts}
    return body if text is None else {**body, "text": text}


def found(*items: dict[str, Any], total: int | None = None, **more: object) -> dict[str, Any]:
    count = len(items) if total is None else total
    return {"ok": True, "items": list(items), "total": count, "shown": len(items), "partial": False, **more}


def failed(code: str = "unavailable", message: str = "The platform does not answer.") -> dict[str, Any]:
    return {"ok": False, "items": [], "shown": 0, "partial": False, "error": {"code": code, "message": message}}


@dataclass
class Dialogue:
    """What was said: the calls by round, the tool messages, the answer."""

    rounds: list[list[Call]] = field(default_factory=list)
    tool_texts: list[str] = field(default_factory=list)
    answer: str = ""

    @property
    def calls(self) -> list[Call]:
        return [call for calls in self.rounds for call in calls]

    def called(self, tool: str) -> list[dict[str, Any]]:
        return [dict(call.arguments) for call in self.calls if call.tool == tool]


def request(messages: list[dict[str, Any]], tools: tuple[str, ...] = (), **more: object) -> CompletionRequest:
    body: dict[str, Any] = {"model": "any", "messages": messages, **more}
    if tools:
        body["tools"] = [tool_spec(name) for name in tools]
    return CompletionRequest.model_validate(body)


def tool_spec(name: str) -> dict[str, Any]:
    """As an agent framework offers it: strict, every parameter required, optional ones nullable."""
    description, properties = TOOLS[name]
    parameters = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {
        "type": "function",
        "function": {"name": name, "description": description, "strict": True, "parameters": parameters},
    }


def ask(
    question: str,
    bodies: Mapping[str, ToolBody | dict[str, Any]],
    *,
    tools: tuple[str, ...] | None = None,
    wrap: str = "{}",
    history: tuple[dict[str, Any], ...] = (),
    obey_injections: bool = False,
) -> Dialogue:
    """`bodies` answers each tool, by a fixed result or from the call's arguments; `wrap` surrounds each result."""
    offered = tuple(bodies) if tools is None else tools
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": INSTRUCTIONS},
        *history,
        {"role": "user", "content": f"\nCurrent Task: {question}"},
    ]
    dialogue = Dialogue()
    for _ in range(6):
        reply = think(request(messages, offered), obey_injections=obey_injections)
        if not reply.calls:
            dialogue.answer = reply.text
            return dialogue
        dialogue.rounds.append(list(reply.calls))
        messages.extend(_turn(dialogue, reply.calls, bodies, wrap))
    raise AssertionError("the model never answered")


def _turn(
    dialogue: Dialogue, calls: tuple[Call, ...], bodies: Mapping[str, ToolBody | dict[str, Any]], wrap: str
) -> list[dict[str, Any]]:
    made = []
    results = []
    for call in calls:
        call_id = f"call_{len(dialogue.tool_texts)}"
        body = bodies[call.tool]
        result = body if isinstance(body, dict) else body(call.arguments)
        text = wrap.replace("{}", json.dumps({"tool": call.tool, **result}))
        dialogue.tool_texts.append(text)
        function = {"name": call.tool, "arguments": json.dumps(call.arguments)}
        made.append({"id": call_id, "type": "function", "function": function})
        results.append({"role": "tool", "tool_call_id": call_id, "content": text})
    return [{"role": "assistant", "content": "", "tool_calls": made}, *results]
