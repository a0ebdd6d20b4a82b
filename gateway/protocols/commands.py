"""What a client asks, whatever language it asked in."""

from dataclasses import dataclass

from gateway.chat.attachments import GivenFile
from gateway.chat.client_lists import ClientList
from gateway.chat.continuation import Decision
from gateway.chat.queue import OnBusy
from gateway.chat.service import SESSION_PREFIX, Ask
from gateway.protocols.choice import ProtocolName
from shared.ids import SessionId


@dataclass(frozen=True, slots=True)
class AguiRun:
    """What an AG-UI client calls the session and the turn: it wants to hear the same names again."""

    thread_id: str
    run_id: str


@dataclass(frozen=True, slots=True)
class Command:
    """A question, a question in place of another (`edits`), or an answer to make again (`regenerates`).

    `session` is an id of ours, or a name that the client chose. Some clients edit a question, or ask for an answer to
    be made again, with a body like that of a question: `shown` is their list of messages, to be compared with history,
    and None where the client says what it wants. An edit that `may_be_new` is a question when there is nothing to edit:
    the client names what may never have come here. `is_widget`: it comes from a page where anybody may ask. `ignored`
    names what was understood and has no effect here.
    `decisions` are about tool calls of the session's last answer: then nothing is asked, and that answer goes on.
    """

    text: str
    protocol: ProtocolName = "ui"
    session: str | None = None
    message_id: str | None = None
    edits: str | None = None
    regenerates: str | None = None
    shown: ClientList | None = None
    may_be_new: bool = False
    on_busy: OnBusy | None = None
    agent: str | None = None
    organization: str | None = None
    is_widget: bool = False
    ignored: tuple[str, ...] = ()
    run: AguiRun | None = None
    files: tuple[GivenFile, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def ask(self, key: str | None) -> Ask:
        """The same for the chat; `key` recognises its repetition."""
        is_ours = self.session is not None and self.session.startswith(SESSION_PREFIX)
        return Ask(
            self.text,
            SessionId(self.session) if self.session is not None and is_ours else None,
            key,
            self.on_busy,
            self.agent,
            client_session_id=None if is_ours else self.session,
            client_message_id=self.message_id,
            edits=self.edits,
            regenerates=self.regenerates,
            is_widget=self.is_widget,
            files=self.files,
        )
