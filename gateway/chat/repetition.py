"""Clients that ask for another answer with the same words as for the first: history tells which of the two is meant.

Their list of messages ends with the question. When history ends with it as often, nobody has asked anew.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gateway.chat.errors import NotFound
from gateway.chat.model import Message, Page, Principal, Turn
from gateway.chat.service import LAST, Ask, ChatService

# A conversation that says the same thing more often than this is taken to say it once more.
MAX_COMPARED: Final = 50


async def settled(chat: ChatService, principal: Principal, ask: Ask, *, times: int) -> Ask | Turn:
    """What is meant by a list that ends `times` with the question: the question, another answer, or the open turn.

    Raises NotFound.
    """
    name = ask.session_id or ask.client_session_id
    if name is None or times > MAX_COMPARED:
        return ask
    try:
        session_id = await chat.resolve_session(principal, name)
    except NotFound:
        # The first question under a name makes the session.
        return ask
    # Beside each question its answer; the last one may be without.
    messages, _ = await chat.list_messages(principal, session_id, Page(2 * times))
    if times_asked(messages, ask.text) < times:
        return ask
    open_turns = await chat.open_turns(principal, session_id)
    if open_turns and open_turns[-1].question == ask.text:
        # It is being answered: who sends it again has lost the connection.
        return open_turns[-1]
    return replace(ask, regenerates=LAST)


def times_asked(messages: Sequence[Message], text: str) -> int:
    """How many questions at the end of these messages have this text, one after another."""
    count = 0
    for message in reversed(messages):
        if message.role != "user":
            continue
        if _text(message) != text:
            break
        count += 1
    return count


def _text(message: Message) -> str:
    return "\n".join(part["text"] for part in json.loads(message.parts) if part["type"] == "text")
