"""A chat on a screen: one client object of a lane, in one session."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.wire.driver import Driver, Snapshot
from tests.wire.lanes import Lane
from tests.wire.verdict import text_of
from tests.wire.world import MESSAGES, World

LOOK_SECONDS = 10.0
_names = (f"chat{number}" for number in count(1))


@dataclass(frozen=True, slots=True)
class Panel:
    """Every method gives what the screen shows then."""

    driver: Driver
    session_id: str
    name: str = field(default_factory=lambda: next(_names))

    async def send(self, text: str) -> Snapshot:
        """Ask."""
        return await self._tell("send", text=text)

    async def edit(self, index: int, text: str) -> Snapshot:
        """Ask instead of the question that stands there; what follows it goes."""
        return await self._tell("edit", index=index, text=text)

    async def regenerate(self) -> Snapshot:
        """Ask for another answer."""
        return await self._tell("regenerate")

    async def decide(self, *, approved: bool, reason: str) -> Snapshot:
        """Say yes or no to every tool call that waits."""
        return await self._tell("decide", approved=approved, reason=reason)

    async def resume(self) -> Snapshot:
        """Look for an answer that is being written."""
        return await self._tell("resume")

    async def stop(self) -> Snapshot:
        """The client's own stop."""
        return await self._tell("stop")

    async def look(self) -> Snapshot:
        """Just look."""
        return await self._tell("look")

    async def over(self) -> Snapshot:
        """Wait until nothing is under way."""
        return await self._tell("wait")

    async def answered(self, requests: int) -> Snapshot:
        """Wait until so many requests of this client have got their status."""
        return await self._tell("wait", requests=requests)

    async def shows(self, text: str) -> Snapshot:
        """Wait until the answer is at least as long as this."""
        # JavaScript counts UTF-16 units.
        return await self._tell("wait", characters=len(text.encode("utf-16-le")) // 2)

    async def until(self, holds: Callable[[Snapshot], bool]) -> Snapshot:
        """Look until it shows what is waited for."""
        async with asyncio.timeout(LOOK_SECONDS):
            while not holds(shown := await self.look()):
                pass
        return shown

    async def ask(self, text: str) -> Snapshot:
        """Ask, and wait for the whole answer."""
        await self.send(text)
        return await self.over()

    async def _tell(self, do: str, **more: object) -> Snapshot:
        return await self.driver.tell(self.name, do, **more)


async def open_panel(
    driver: Driver,
    world: World,
    session_id: str,
    *,
    sends_last_only: bool = False,
    knows_approvals: bool = False,
    base: str | None = None,
    key: str | None = None,
    messages: list[dict[str, Any]] | None = None,
) -> Panel:
    """A new client object; `base` leads to the gateway, by default directly."""
    panel = Panel(driver, session_id)
    await driver.tell(
        panel.name,
        "open",
        api=f"{base or world.gateway.public_url}{MESSAGES}",
        headers={"x-api-key": key or world.key},
        chatId=session_id,
        messages=messages or [],
        sendsLastOnly=sends_last_only,
        knowsApprovals=knows_approvals,
    )
    return panel


def shown_messages(lane: Lane, stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stored messages as a dashboard hands them to its client."""
    if lane.family != "ui":
        return [{"id": each["id"], "role": each["role"], "content": text_of(each["parts"])} for each in stored]
    return [{name: message[name] for name in ("id", "role", "parts", "metadata")} for message in stored]
