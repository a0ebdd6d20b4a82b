"""What a run is given of its session, and when that has to be summarised."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gateway.chat.agents import Agents, Staff
from gateway.chat.memory_rules import is_start_over
from gateway.chat.model import Turn
from gateway.chat.ports.turns import Checkpoints
from gateway.chat.window import Fitted, Past, PastTurn, Window, due, fit, fixed_tokens, tokens_of
from shared.memories import Remembered, memory_block

# The window of the model of that name; None stands for the one that all agents ask which name no other.
Windows = Callable[[str | None], Window]

# How long an answer of the gateway's own waits for what was said before; the crew takes its time.
PAST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class OwnModel:
    """The gateway's own model as its answers find it: its window, and the instructions that it reads first."""

    window: Window
    instruction: str


class Context:
    """Fits the past of turns into the windows of the models that are asked."""

    def __init__(self, checkpoints: Checkpoints, agents: Agents, windows: Windows, own: OwnModel | None = None) -> None:
        """`windows` knows the window of every model of the crew."""
        self._own = own
        self._checkpoints = checkpoints
        self._agents = agents
        self._windows = windows

    def window(self, staff: Staff) -> Window:
        """The smallest window among those who work on a turn."""
        models = {spec.model for spec in (*staff.agents, staff.synthesiser)}
        return min((self._windows(model) for model in models), key=lambda window: window.limit)

    def told_window(self, staff: Staff) -> int:
        """The same in tokens, for the crew."""
        return self.window(staff).tokens

    async def fitted(self, turn: Turn, staff: Staff) -> Fitted:
        """What of the past is sent with this turn's question. Raises StorageUnavailable."""
        past = _since_start_over(await self._checkpoints.past(turn))
        return fit(past, turn.question, self.window(staff), _fixed(staff))

    async def fitted_for_own(self, turn: Turn, memories: Sequence[Remembered]) -> Fitted | None:
        """The same for the gateway's own model, which has no tools and is told these memories; None: not in time.

        Raises StorageUnavailable.
        """
        assert self._own is not None
        try:
            async with asyncio.timeout(PAST_SECONDS):
                past = _since_start_over(await self._checkpoints.past(turn))
        except TimeoutError:
            return None
        fixed = fixed_tokens([self._own.instruction], 0) + (tokens_of(memory_block(memories)) if memories else 0)
        return fit(past, turn.question, self._own.window, fixed)

    async def due(self, turn: Turn) -> tuple[Past, Sequence[PastTurn]]:
        """The past with this turn, whose answer is there, and the turns by which its summary is to be extended now."""
        staff = await self._agents.staff(turn)
        past = _since_start_over(await self._checkpoints.past(turn, with_it=True))
        return past, due(past, self.window(staff), _fixed(staff))


def _since_start_over(past: Past) -> Past:
    """What was said since somebody asked to begin anew, without that and its answer; all of it when nobody did."""
    places = [number for number, turn in enumerate(past.turns) if is_start_over(turn.question)]
    return Past(past.turns[places[-1] + 1 :]) if places else past


def _fixed(staff: Staff) -> int:
    specs = (*staff.agents, staff.synthesiser)
    return fixed_tokens([spec.prompt for spec in specs], max(len(spec.tools) for spec in specs))
