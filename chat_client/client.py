"""The client: every operation of the API, and questions with their answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Final, Literal, Self
from uuid import uuid4

from chat_client.answer import NDJSON, Answer, follow
from chat_client.models import SendMessage
from chat_client.operations import Operations
from chat_client.transport import KEY, Sleep, Transport, quoted

MESSAGES: Final = "/api/v1/chat/messages"
SESSIONS: Final = "/api/v1/chat/sessions"
OnBusy = Literal["enqueue", "reject", "interrupt", "rollback"]


class ChatClient(Operations):
    """To be entered and left: `async with ChatClient(…) as chat`."""

    def __init__(self, base_url: str, *, api_key: str, attempts: int = 4, sleep: Sleep = asyncio.sleep) -> None:
        """`attempts` is how often a request is sent at most; `sleep` waits between them."""
        super().__init__(Transport(base_url, api_key, attempts=attempts, sleep=sleep))

    async def __aenter__(self) -> Self:
        """Nothing is connected before the first request."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Let go of all connections."""
        await self._transport.close()

    @asynccontextmanager
    async def ask(
        self,
        message: str,
        *,
        session_id: str | None = None,
        agent: str | None = None,
        on_busy: OnBusy | None = None,
        idempotency_key: str | None = None,
    ) -> AsyncIterator[Answer]:
        """Ask a question. With a key of your own it is asked once, however often you call this."""
        said = {"session_id": session_id, "agent": agent, "on_busy": on_busy}
        body = SendMessage.model_validate({"message": message, **{k: v for k, v in said.items() if v is not None}})
        async with self.send(body, idempotency_key=idempotency_key) as answer:
            yield answer

    @asynccontextmanager
    async def send(self, body: SendMessage, *, idempotency_key: str | None = None) -> AsyncIterator[Answer]:
        """The same with everything that a question may say: edits, answers to be made again, names of messages."""
        header = {KEY: idempotency_key or str(uuid4())}
        async with self._transport.stream("POST", MESSAGES, query=NDJSON, header=header, body=body) as response:
            yield Answer(self._transport, response)

    @asynccontextmanager
    async def follow(self, turn_id: str, *, after: int = 0) -> AsyncIterator[Answer]:
        """A turn from its first event, or after one."""
        async with follow(self._transport, turn_id, after=after) as response:
            yield Answer(self._transport, response, after=after)

    @asynccontextmanager
    async def resume(self, session_id: str) -> AsyncIterator[Answer | None]:
        """The answer that is being written in a session, from its first event; None when there is none."""
        async with AsyncExitStack() as stack:
            path = f"{SESSIONS}/{quoted(session_id)}/stream"
            response = await stack.enter_async_context(self._transport.stream("GET", path, query=NDJSON))
            yield None if response.status_code == 204 else Answer(self._transport, response)
