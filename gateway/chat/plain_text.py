"""A message as one text, for clients that know no parts. Pure."""

import json
from typing import Any, Final

from gateway.chat.model import MessageStatus

# Half an answer must not pass for a whole one where nothing else tells.
ENDINGS: Final[dict[MessageStatus, str]] = {
    "failed": "The answer failed.",
    "stopped": "The answer was stopped.",
    "interrupted": "The answer was interrupted.",
}


def plain_text(parts: str, status: MessageStatus) -> str:
    """The texts among the parts (a JSON text), a blank line between them, and how the answer ended if not well."""
    listed: list[dict[str, Any]] = json.loads(parts)
    texts = [part["text"] for part in listed if part["type"] == "text"]
    return "\n\n".join(text for text in (*texts, ENDINGS.get(status, "")) if text)
