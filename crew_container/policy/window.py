"""Keep one request to the model inside its context window.

The gateway sends a history that fits; what grows inside a run are tool results. The oldest of them are shortened
first, then the oldest messages of the history go. The system message, the question and the newest tool round stay.
"""

from pydantic import JsonValue

Message = dict[str, JsonValue]

SHORTENED = "(This earlier tool result was left out to save room. Call the tool again if you need it.)"


def fit(messages: list[Message], *, max_bytes: int) -> list[Message]:
    """Return the messages that may be sent: the same list when it fits, a shortened copy otherwise."""
    excess = sum(map(_size, messages)) - max_bytes
    if excess <= 0:
        return messages
    kept = list(messages)
    newest_round = _newest_round(kept)
    for index, message in enumerate(kept[:newest_round]):
        if excess > 0 and message["role"] == "tool" and _size(message) > len(SHORTENED):
            excess -= _size(message) - len(SHORTENED)
            kept[index] = {**message, "content": SHORTENED}
    while excess > 0 and (oldest := _oldest_of_history(kept)) is not None:
        excess -= _size(kept.pop(oldest))
    return kept


def _size(message: Message) -> int:
    content, calls = message.get("content"), message.get("tool_calls")
    return (len(content.encode()) if isinstance(content, str) else 0) + (len(str(calls)) if calls else 0)


def _newest_round(messages: list[Message]) -> int:
    """Return the index of the last assistant message that called tools (everything after it is new to the model)."""
    for index in range(len(messages) - 1, -1, -1):
        if messages[index].get("tool_calls"):
            return index
    return len(messages)


def _oldest_of_history(messages: list[Message]) -> int | None:
    """Return the index of the oldest plain message before the last user message, if there is one."""
    users = [index for index, message in enumerate(messages) if message["role"] == "user"]
    if not users:
        return None
    for index, message in enumerate(messages[: users[-1]]):
        if message["role"] in {"user", "assistant"} and not message.get("tool_calls"):
            return index
    return None
