"""Read a run's stream, checking every line against the contract."""

from dataclasses import dataclass, field
from typing import TypeVar

import httpx

from shared.events import AgentFinished, LlmCalled, RunEvent, RunFailed, RunFinished, RunLine, TextDelta

Kind = TypeVar("Kind")


@dataclass
class Told:
    """Everything that a run told."""

    lines: list[RunLine] = field(default_factory=list)

    @property
    def events(self) -> list[RunEvent]:
        return [line.event for line in self.lines if line.event is not None]

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.of(TextDelta))

    @property
    def last(self) -> RunEvent:
        return self.events[-1]

    @property
    def failure(self) -> tuple[str, bool]:
        assert isinstance(self.last, RunFailed), self.last
        return self.last.code, self.last.retryable

    @property
    def callers(self) -> list[str]:
        return [event.agent for event in self.of(LlmCalled)]

    @property
    def outcomes(self) -> dict[str, str]:
        return {event.agent: event.outcome for event in self.of(AgentFinished)}

    def add(self, raw: str) -> RunLine:
        line = RunLine.model_validate_json(raw)
        assert line.n == len(self.lines) + 1
        self.lines.append(line)
        return line

    def check_ending(self) -> None:
        """Exactly one last event, and it is last."""
        endings = [event for event in self.events if isinstance(event, RunFinished | RunFailed)]
        assert endings == [self.events[-1]]


async def read_run(response: httpx.Response) -> Told:
    """Return everything until the end of the stream."""
    told = Told()
    async for raw in response.aiter_lines():
        told.add(raw)
    told.check_ending()
    return told
