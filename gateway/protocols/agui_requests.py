"""Bodies of AG-UI: a `RunAgentInput` (https://docs.ag-ui.com). What was said before comes with it; we have our own."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from gateway.protocols.approval_requests import ResumeEntry, limited
from gateway.protocols.client_lists import client_list
from gateway.protocols.commands import AguiRun, Command
from gateway.protocols.user_messages import last_question
from shared.ids import ID_PATTERN


class RunAgentInput(BaseModel):
    """What of it we use. Tools, state and context of the client reach no agent of ours."""

    model_config = ConfigDict(frozen=True)
    thread_id: str = Field(alias="threadId", pattern=ID_PATTERN)
    run_id: str = Field(alias="runId", min_length=1, max_length=128)
    messages: list[Any]
    tools: Any = None
    state: Any = None
    context: Any = None
    resume: list[ResumeEntry] | None = None
    forwarded_props: Any = Field(default=None, alias="forwardedProps")

    @property
    def is_widget(self) -> bool:
        """Asked on a page where anybody may ask."""
        props = self.forwarded_props if isinstance(self.forwarded_props, dict) else {}
        # Whatever a client means by it: rather no memory than somebody else's.
        return bool(props.get("widgetMode") or props.get("widget_mode"))

    @property
    def ignored(self) -> tuple[str, ...]:
        """What was said and changes nothing."""
        return tuple(name for name in ("tools", "state", "context") if getattr(self, name))


def is_agui_body(body: dict[str, Any]) -> bool:
    """Whether a body is of this kind."""
    return isinstance(body.get("threadId"), str) and isinstance(body.get("runId"), str)


def parse_agui_body(body: dict[str, Any]) -> Command:
    """What the body asks. Raises ValidationError, BodyRefused, FilesNotSupported, NothingToContinue."""
    parsed = RunAgentInput.model_validate(body)
    if parsed.resume:
        return Command(
            text="",
            protocol="agui",
            session=parsed.thread_id,
            run=AguiRun(parsed.thread_id, parsed.run_id),
            decisions=limited(tuple(entry.decision for entry in parsed.resume)),
        )
    asked = last_question(parsed.messages)
    return Command(
        text=asked.text,
        protocol="agui",
        session=parsed.thread_id,
        message_id=asked.id,
        files=asked.files,
        shown=client_list(parsed.messages, asked),
        is_widget=parsed.is_widget,
        ignored=parsed.ignored,
        run=AguiRun(parsed.thread_id, parsed.run_id),
    )
