"""The crew as a test writes it: which question is answered with which events, and where an answer waits."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

from shared.events import (
    AgentFinished,
    AgentStarted,
    LlmCalled,
    ReferencesCited,
    RunEvent,
    RunFailed,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
)
from shared.ids import ToolCallId
from shared.runs import RunRequest
from shared.tools import Reference
from tests.support.scripted_worker import Script, says

AT = 1_700_000_000_000
# What a JSON of one line and a stream of lines must carry unharmed.
WORDS = ("Grüße, ", "日本 ", "👩‍👩‍👧 ", 'a "quote" \\ ', "one\ntwo\r\n", "data: [DONE]\n\n", "</script>")
WHOLE = "".join(WORDS)
GOOD, BAD = ToolCallId("call_good"), ToolCallId("call_bad")
CALLED = LlmCalled(
    call_id="c1", agent="synthesiser", model="test/model", input_tokens=7, output_tokens=5, duration_ms=3
)


class Gates:
    """Places where an answer waits until the test lets it go on."""

    def __init__(self) -> None:
        self._gates: dict[int, asyncio.Event] = defaultdict(asyncio.Event)

    def open(self, number: int) -> None:
        """Let it go on behind that many deltas."""
        self._gates[number].set()

    async def wait(self, number: int) -> None:
        """Until it is opened."""
        await self._gates[number].wait()


class Stage:
    """The scripted worker's one script: each question has its own, one after another when it is asked again."""

    def __init__(self) -> None:
        self._plays: dict[str, list[Script]] = {}

    def plays(self, question: str, *scripts: Script) -> None:
        """Answer the question like this, the last one for ever."""
        self._plays[question] = list(scripts)

    async def script(self, request: RunRequest) -> AsyncIterator[RunEvent]:
        """What the worker says."""
        left = self._plays.get(request.question, [says("nobody wrote this")])
        play = left.pop(0) if len(left) > 1 else left[0]
        async for event in play(request):
            yield event


def paced(gates: Gates, words: tuple[str, ...] = WORDS) -> Script:
    """Text of which each piece waits for the test to have seen the one before."""

    async def script(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="synthesiser")
        for number, word in enumerate(words):
            await gates.wait(number)
            yield TextDelta(part_id="t1", text=word)
        await gates.wait(len(words))
        yield TextEnded(part_id="t1")
        yield CALLED
        yield RunFinished(finish_reason="stop")

    return script


def breaks_off(words: tuple[str, ...], message: str) -> Script:
    """Text, and then a failure."""

    async def script(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="synthesiser")
        for word in words:
            yield TextDelta(part_id="t1", text=word)
        yield RunFailed(code="model_failed", message=message)

    return script


def fails_after_tools(gates: Gates) -> Script:
    """A tool answers, and behind a gate nothing more comes."""

    async def script(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield AgentStarted(agent="products", name="Products", at=AT)
        yield ToolCalled(call_id=GOOD, agent="products", tool="search_products", input={}, at=AT + 1)
        yield ToolReturned(call_id=GOOD, output={"ok": True}, at=AT + 2)
        yield AgentFinished(agent="products", name="Products", outcome="done", at=AT + 3)
        await gates.wait(0)
        yield RunFailed(code="model_failed", message="The model does not answer.")

    return script


async def uses_tools(request: RunRequest) -> AsyncIterator[RunEvent]:
    """Two agents at once, a tool that answers, one that fails, then the text with its sources."""
    yield AgentStarted(agent="products", name="Products", at=AT)
    yield AgentStarted(agent="patterns", name="Patterns", at=AT + 1)
    yield ToolCalled(
        call_id=GOOD, agent="products", tool="search_products", input={"query": "été", "limit": 3}, at=AT + 2
    )
    yield ToolCalled(call_id=BAD, agent="patterns", tool="search_patterns", input={}, at=AT + 3)
    yield ToolFailed(call_id=BAD, code="platform_unavailable", message="The platform does not answer.", at=AT + 4)
    yield ToolReturned(
        call_id=GOOD, output={"ok": True, "rows": [{"name": "Vase", "price": 1.5}], "none": None}, at=AT + 5
    )
    yield AgentFinished(agent="patterns", name="Patterns", outcome="failed", at=AT + 6, note="No platform.")
    yield AgentFinished(agent="products", name="Products", outcome="done", at=AT + 7)
    yield TextStarted(part_id="t1", agent="synthesiser")
    yield TextDelta(part_id="t1", text="One vase ")
    yield TextDelta(part_id="t1", text="[1].")
    yield TextEnded(part_id="t1")
    yield ReferencesCited(references=(Reference(index=1, type="product", label="Vase", id="p1", tool_call_id=GOOD),))
    yield CALLED
    yield RunFinished(finish_reason="stop")
