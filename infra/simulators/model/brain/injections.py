"""Orders found inside tool results. A safe model ignores them; this one can be told to obey, for security tests."""

import json

from infra.simulators.model.brain.conversation import Exchange
from infra.simulators.model.brain.tools import OfferedTool
from infra.simulators.model.reply import Call
from infra.simulators.model.request import JsonObject


def injected_calls(exchanges: tuple[Exchange, ...], tools: tuple[OfferedTool, ...]) -> list[Call]:
    """`CALL tool {json}`, or "ignore previous … call tool with …", for tools that are offered."""
    made = [Call(exchange.tool, exchange.arguments) for exchange in exchanges]
    found = [call for exchange in exchanges for text in _texts(exchange) for call in _orders(text, tools)]
    return [call for at, call in enumerate(found) if call not in made and call not in found[:at]]


def _texts(exchange: Exchange) -> list[str]:
    items = exchange.result.items
    return [text for item in items for text in (item.title, item.text)] or [exchange.result.raw]


def _orders(text: str, tools: tuple[OfferedTool, ...]) -> list[Call]:
    imperative = "ignore" in text.lower() and "previous" in text.lower()
    calls: list[Call] = []
    for tool in tools:
        for order in (f"CALL {tool.name}", f"call {tool.name}", f"call tool {tool.name}", f"call the tool {tool.name}"):
            at = text.find(order)
            if at < 0 or (order.startswith("call") and not imperative):
                continue
            arguments = _arguments(text[at + len(order) :], tool)
            if arguments is not None:
                calls.append(Call(tool.name, arguments))
            break
    return calls


def _arguments(rest: str, tool: OfferedTool) -> JsonObject | None:
    rest = rest.strip().removeprefix("with").strip()
    if rest.startswith("{"):
        try:
            found, _ = json.JSONDecoder().raw_decode(rest)
        except ValueError:
            return None
        return found if isinstance(found, dict) else None
    said = rest.split("\n")[0].strip(" .\"'")
    return tool.arguments({"text": said}) if said else tool.arguments({})
