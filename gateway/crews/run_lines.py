"""Cut a byte stream into the lines of a run and check that none is missing."""

from collections.abc import Collection, Sequence

from pydantic import ValidationError

from gateway.chat.errors import RunLost
from gateway.crews.grammar import Grammar
from shared.events import RunEvent, RunLine, ToolCalled, ToolReturned
from shared.ids import RunId, ToolCallId
from shared.json_values import harmless

MAX_LINE_BYTES = 1_048_576


class RunLines:
    """Feed it chunks as they come; it gives the events that became whole."""

    def __init__(self, run_id: RunId, approved: Collection[ToolCallId] = ()) -> None:
        """`approved` are calls of an earlier run that this one makes."""
        self._run_id = run_id
        self._rest = b""
        self._n = 0
        self._grammar = Grammar(approved)
        self.progress = 0

    def feed(self, chunk: bytes) -> Sequence[RunEvent]:
        """The events completed by this chunk. Raises RunLost on a line that does not belong here."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > MAX_LINE_BYTES:
            raise RunLost("The worker sent an endless line.")
        events = [event for line in lines if line and (event := self._event(line)) is not None]
        for event in events:
            self._grammar.check(event)
        return events

    def _event(self, line: bytes) -> RunEvent | None:
        try:
            parsed = RunLine.model_validate_json(line)
        except ValidationError as error:
            raise RunLost("The worker sent a line that is no event.") from error
        if parsed.run_id != self._run_id or parsed.n != self._n + 1:
            raise RunLost("The worker skipped or repeated a line.")
        self._n = parsed.n
        self.progress = parsed.progress
        match parsed.event:
            case ToolReturned() as returned:
                return returned.model_copy(update={"output": harmless(returned.output)})
            case ToolCalled() as called:
                return called.model_copy(update={"input": harmless(called.input)})
            case event:
                return event
