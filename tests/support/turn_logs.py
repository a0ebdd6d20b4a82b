"""Legal sequences of a turn's events, for properties of whatever reads them."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from gateway.chat.feed import News
from gateway.chat.memories import SkippedHelper
from gateway.chat.model import StoredEvent
from gateway.chat.open_parts import OpenParts
from gateway.chat.queue import Place
from shared.events import (
    AgentFinished,
    AgentOutcome,
    AgentStarted,
    ApprovalDecided,
    ApprovalRequested,
    ArtifactCreated,
    LlmCalled,
    MemoryUsed,
    ReferencesCited,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
    TurnAssessed,
    TurnEvent,
    TurnFinished,
    TurnStarted,
    UsedMemory,
    WindowFitted,
)
from shared.ids import ApprovalId, ArtifactId, MemoryId, MessageId, SessionId, ToolCallId, TurnId
from shared.tools import Reference

STARTED = TurnStarted(turn_id=TurnId("turn_1"), session_id=SessionId("ses_1"), message_id=MessageId("msg_1"), at=1_000)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
KEYS = st.sampled_from(["a", "b", "__proto__", "constructor", "prototype", "type", "\u2028"])
JSON = st.recursive(
    st.sampled_from([None, True, 7, 0.5, float("nan"), float("inf")]) | TEXTS | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(KEYS, JSON, max_size=3)
REFERENCE = Reference(index=1, type="analytics", label="Summary", id="s", tool_call_id="call_1")
USED_MEMORY = UsedMemory(id=MemoryId("mem_1"), kind="fact", scope="user")
SKIPPED: st.SearchStrategy[SkippedHelper | None] = st.sampled_from([None, "memory", "embedder"])
ASSESSED = st.sampled_from(
    [
        TurnAssessed(
            level="CELL",
            action="DELEGATE",
            confidence=0.75,
            assessed_by="classifier",
            routed_by="examples",
            agent_id="agt_1",
            skipped=("embedder",),
            at=0,
        ),
        TurnAssessed(level="ATOM", action="RESPOND", confidence=1, assessed_by="rules", routed_by="rules", at=0),
    ]
)
AGENT_OUTCOMES: st.SearchStrategy[AgentOutcome] = st.sampled_from(["done", "failed", "timeout"])
# Some more often than others, so that calls are answered and texts have something in them.
STEPS = (
    *("agent", "agent-end", "llm", "references", "artifact", "artifact", "moved", "memory", "window", "assessed"),
    *("call", "call-end", "call-end", "text", "text-end", "delta", "delta") * 3,
    *("ask", "ask", "decide"),
)


class _Writer:
    """Writes a log, a legal event at a time."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.events: list[TurnEvent] = [STARTED]
        self._draw = draw
        self._open = OpenParts()
        self._agents: list[str] = []
        self._calls: list[ToolCallId] = []
        self._waiting: list[tuple[ToolCallId, ApprovalId]] = []
        self._text: str | None = None

    def write(self, kind: str, number: int) -> None:  # noqa: C901, PLR0912 - a match that is a table
        at = 1_000 + number
        match kind:
            case "agent":
                agent = f"a{len(self._agents)}"
                if agent not in self._agents:
                    self._agents.append(agent)
                    self._add(AgentStarted(agent=agent, name=agent.upper(), at=at))
            case "agent-end" if self._agents:
                agent = self._agents.pop()
                note = self._draw(st.none() | TEXTS)
                outcome = self._draw(AGENT_OUTCOMES)
                self._add(AgentFinished(agent=agent, name=agent.upper(), outcome=outcome, at=at, note=note))
            case "call":
                call_id, agent = ToolCallId(f"call_{number}"), self._agents[-1] if self._agents else "nobody"
                self._calls.append(call_id)
                given = self._draw(OBJECTS)
                self._add(ToolCalled(call_id=call_id, agent=agent, tool="search_products", input=given, at=at))
            case "call-end" if self._calls:
                call_id = self._calls.pop(self._draw(st.integers(0, len(self._calls) - 1)))
                if self._draw(st.booleans()):
                    self._add(ToolReturned(call_id=call_id, output=self._draw(JSON), at=at))
                else:
                    self._add(ToolFailed(call_id=call_id, code="unavailable", message=self._draw(TEXTS), at=at))
            case "ask" if self._calls:
                call_id, approval_id = self._calls.pop(), ApprovalId(f"apr_{number}")
                self._waiting.append((call_id, approval_id))
                self._add(ApprovalRequested(call_id=call_id, approval_id=approval_id, at=at))
            case "decide" if self._waiting:
                call_id, approval_id = self._waiting.pop()
                approved, reason = self._draw(st.booleans()), self._draw(st.none() | TEXTS)
                if approved:
                    self._calls.append(call_id)
                self._add(
                    ApprovalDecided(call_id=call_id, approval_id=approval_id, approved=approved, reason=reason, at=at)
                )
            case "text" if self._text is None:
                self._text = f"t{number}"
                self._add(TextStarted(part_id=self._text, agent="synthesiser"))
            case "delta" if self._text is not None:
                self._add(TextDelta(part_id=self._text, text=self._draw(TEXTS)))
            case "text-end" if self._text is not None:
                self._add(TextEnded(part_id=self._text))
                self._text = None
            case "llm":
                self._add(
                    LlmCalled(
                        call_id=f"l{number}", agent="s", model="m", input_tokens=2, output_tokens=3, duration_ms=1
                    )
                )
            case "references" if not any(isinstance(event, ReferencesCited) for event in self.events):
                self._add(ReferencesCited(references=(REFERENCE,)))
            case "artifact":
                self._add(self._artifact(at))
            case "window":
                self._add(WindowFitted(window_tokens=9, estimated_tokens=8, omitted_turns=number, at=at))
            case "memory":
                used = self._draw(st.sampled_from([(), (USED_MEMORY,)]))
                self._add(MemoryUsed(memories=used, matched=len(used), skipped=self._draw(SKIPPED), at=at))
            case "assessed":
                self._add(self._draw(ASSESSED).model_copy(update={"at": at}))
            case "moved":
                self.close(at)
            case _:
                pass

    def _artifact(self, at: int) -> ArtifactCreated:
        # Few ids: the same one comes again as a newer version.
        return ArtifactCreated(
            artifact_id=ArtifactId(f"art_{self._draw(st.integers(1, 2))}"),
            version=at,
            kind="table",
            title=self._draw(st.sampled_from(["A table", "=1+1", "<b>&</b>", "__proto__"])),
            media_type="application/json",
            call_id=self._calls[-1] if self._calls else ToolCallId("call_0"),
            at=at,
        )

    def close(self, at: int, *, is_whole: bool = False) -> None:
        """End all that is open, as when a turn moves to another run or ends."""
        for event in self._open.closing_events(at, "moved", is_whole=is_whole):
            self._add(event)
        self._agents, self._calls, self._waiting, self._text = [], [], [], None

    def _add(self, event: TurnEvent) -> None:
        self._open.note(event)
        self.events.append(event)


@st.composite
def turn_logs(draw: st.DrawFn) -> list[News]:
    """A whole turn as a reader gets it: from the first event to the last, with places in the queue among them.

    What is open at the end is closed, unless the turn goes with its session: its readers are told nothing but that.
    """
    writer = _Writer(draw)
    length = draw(st.integers(0, 40))
    for number, kind in enumerate(draw(st.lists(st.sampled_from(STEPS), min_size=length, max_size=length))):
        writer.write(kind, number)
    outcome = draw(st.sampled_from(["done", "failed", "stopped", "interrupted", *["deleted"] * 3]))
    if outcome == "deleted":
        outcome = "stopped"
    else:
        writer.close(2_000, is_whole=outcome == "done")
    message = draw(st.none() | TEXTS) if outcome != "done" else None
    end = {"outcome": outcome, "finish_reason": "stop" if outcome == "done" else "other", "at": 2_001}
    writer.events.append(TurnFinished.model_validate({**end, "error_message": message}))
    return _with_places(draw, numbered(writer.events))


def numbered(events: Sequence[TurnEvent]) -> list[News]:
    """The events as they are stored."""
    return [StoredEvent(seq, event) for seq, event in enumerate(events, start=1)]


def _with_places(draw: st.DrawFn, news: list[News]) -> list[News]:
    for position in draw(st.lists(st.integers(1, 9), max_size=2)):
        place = Place(position, draw(st.none() | st.integers(1, 99)))
        news.insert(draw(st.integers(1, len(news) - 1)), place)
    return news


def end_of(news: Sequence[News]) -> TurnFinished:
    """The last event of a whole turn."""
    last: Any = news[-1]
    assert isinstance(last.event, TurnFinished)
    return last.event


def waits(news: Sequence[News]) -> bool:
    """The turn ends with a call that waits for a person."""
    waiting: set[ToolCallId] = set()
    for item in news:
        match item:
            case StoredEvent(event=ApprovalRequested(call_id=call_id)):
                waiting.add(call_id)
            case StoredEvent(event=ApprovalDecided(call_id=call_id) | ToolFailed(call_id=call_id)):
                waiting.discard(call_id)
            case _:
                pass
    return bool(waiting) and end_of(news).outcome == "done"


def texts_of_log(news: Sequence[News]) -> list[str]:
    """The texts of the answer that are not empty, in order."""
    texts: dict[str, str] = {}
    for item in news:
        if isinstance(item, StoredEvent) and isinstance(item.event, TextDelta):
            texts[item.event.part_id] = texts.get(item.event.part_id, "") + item.event.text
    return list(texts.values())


def text_of_log(news: Sequence[News]) -> str:
    """The answer as one text, as history keeps it."""
    return "\n\n".join(texts_of_log(news))
