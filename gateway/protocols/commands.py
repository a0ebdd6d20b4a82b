"""What a client asks, whatever language it asked in."""

from dataclasses import dataclass
from typing import Final

from gateway.chat.queue import OnBusy
from gateway.protocols.choice import ProtocolName

MAX_TEXT_CHARACTERS: Final = 32_000
# What `Command.regenerates` says of the answer that is shown last.
LAST: Final = ""


@dataclass(frozen=True, slots=True)
class AguiRun:
    """What an AG-UI client calls the session and the turn: it wants to hear the same names again."""

    thread_id: str
    run_id: str


@dataclass(frozen=True, slots=True)
class Command:
    """A question, a question in place of another (`edits`), or an answer to make again (`regenerates`).

    `session` is an id of ours, or a name that the client chose. Some clients ask for an answer to be made again with
    the same body as for the question itself: `repeats` is how many times their list of messages ends with this
    question, for a comparison with history, and 0 where the client says what it wants. `ignored` names what was
    understood and has no effect here.
    """

    text: str
    protocol: ProtocolName = "ui"
    session: str | None = None
    message_id: str | None = None
    edits: str | None = None
    regenerates: str | None = None
    repeats: int = 0
    on_busy: OnBusy | None = None
    agent: str | None = None
    organization: str | None = None
    ignored: tuple[str, ...] = ()
    run: AguiRun | None = None


def is_repeated(command: Command, asked: list[str]) -> bool:
    """Whether the question is the one that history ends with; `asked` are its questions, the newest last."""
    stored = 0
    for text in reversed(asked):
        if text != command.text:
            break
        stored += 1
    return 0 < command.repeats <= stored
