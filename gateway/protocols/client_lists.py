"""What the list of messages of a client shows before its question. Nothing here refuses: the past is not trusted."""

from collections.abc import Sequence
from typing import Any, Final

from gateway.chat.client_lists import MAX_EXCHANGES, ClientList, Exchange
from gateway.protocols.user_messages import TEXT_PARTS, UserMessage, times_at_end
from shared.ids import is_id

MAX_NAMES: Final = 8
ANSWERING: Final = "assistant"


def client_list(messages: Sequence[Any], asked: UserMessage) -> ClientList:
    """The last exchanges before the question `asked`, the last message of a user in the list."""
    exchanges: list[Exchange] = []
    answers: list[dict[str, Any]] = []
    is_before = False
    for message in reversed(messages):
        given = message if isinstance(message, dict) else {}
        role = given.get("role")
        if not is_before:
            is_before = role == "user"
        elif role == "user":
            exchanges.append(_exchange(given, answers[::-1]))
            answers = []
            if len(exchanges) == MAX_EXCHANGES:
                break
        elif role == ANSWERING:
            answers.append(given)
    return ClientList(tuple(reversed(exchanges)), asked.id, times_at_end(messages, asked.text))


def _exchange(question: dict[str, Any], answers: Sequence[dict[str, Any]]) -> Exchange:
    names = [name for answer in answers[-MAX_NAMES:] if (name := _name(answer)) is not None]
    return Exchange(
        "\n".join(_texts(question)), _name(question), "".join(t for each in answers for t in _texts(each)), tuple(names)
    )


def _name(message: dict[str, Any]) -> str | None:
    name = message.get("id")
    return name if isinstance(name, str) and is_id(name) else None


def _texts(message: dict[str, Any]) -> list[str]:
    content = message.get("content")
    if isinstance(content, str) and content:
        return [content]
    parts = content if isinstance(content, list) else message.get("parts")
    return [
        part["text"]
        for part in (parts if isinstance(parts, list) else [])
        if isinstance(part, dict) and part.get("type") in TEXT_PARTS and isinstance(part.get("text"), str)
    ]
