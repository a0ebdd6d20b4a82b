"""A client of Crew Chat for asyncio: questions, answers as typed events, and everything else that the API has.

async with ChatClient("http://127.0.0.1:8000", api_key=key) as chat:
    async with chat.ask("How many interactions per channel do we have?") as answer:
        async for event in answer:
            if isinstance(event, TextDelta):
                print(event.text, end="")
"""

from chat_client.answer import Answer, TurnFailed
from chat_client.client import ChatClient
from chat_client.errors import ApiError, ChatClientError, NotUnderstood, StreamLost, TransportFailed
from chat_client.lines import Event, UnknownLine

__all__ = [
    "Answer",
    "ApiError",
    "ChatClient",
    "ChatClientError",
    "Event",
    "NotUnderstood",
    "StreamLost",
    "TransportFailed",
    "TurnFailed",
    "UnknownLine",
]
