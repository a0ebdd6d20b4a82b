"""What the messages of a request amount to: instructions, the question, what was looked up, what others found."""

import json
import re
from dataclasses import dataclass

from infra.simulators.model.brain.results import Result, read_result
from infra.simulators.model.brain.tools import Role, asked_for, looked_for
from infra.simulators.model.request import CompletionRequest, JsonObject, Message

_TASK = re.compile(r"^\s*(?:current task|question|user question|task)\s*:\s*", re.IGNORECASE)
_ASIDE = re.compile(r"^\s*(?:provide your complete response|begin!|thought:|this is the expected)", re.IGNORECASE)
_YES = re.compile(
    r"(?:(?:yes|yeah|yep|sure|ok|okay|please|go on|go ahead|do it|do that)[\s,.!]*(?:please|do it|do that)?[\s.!]*)$",
    re.IGNORECASE,
)
_PROPOSAL = re.compile(
    r"(?:shall i|should i|may i|would you like me to|do you want me to|want me to)\s+([^?\n]{3,300})\?", re.IGNORECASE
)
_OPTION = re.compile(r"[-*•]?\s*[`*\"]*([\w.-]+)[`*\"]*\s*(?::|–|—| - )\s*(\S.*)$")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call that was made in this turn and what came back."""

    tool: str
    arguments: JsonObject
    result: Result

    @property
    def text(self) -> str:
        """The words looked for."""
        return looked_for(self.arguments)

    def gave(self, role: Role) -> str | None:
        """What the call gave for this role."""
        return asked_for(self.arguments, role)


@dataclass(frozen=True, slots=True)
class Conversation:
    instructions: str
    question: str
    earlier: str | None
    findings: str | None
    exchanges: tuple[Exchange, ...]
    rounds: int


def read_conversation(asked: CompletionRequest) -> Conversation:
    messages = asked.messages
    at = _question_at(messages)
    question_text = messages[at].text if at is not None else ""
    instructions = "\n".join(message.text for message in messages if message.role in {"system", "developer"})
    question_text, findings = _split_findings(question_text)
    if findings is None:
        _, findings = _split_findings(instructions)
    after = messages[at + 1 :] if at is not None else messages
    earlier = [message.text for message in messages[: at or 0] if message.role == "user"]
    said = [message.text for message in messages[: at or 0] if message.role == "assistant" and message.text]
    return Conversation(
        instructions=instructions,
        question=_meant(bare_question(question_text), said[-1] if said else ""),
        earlier=bare_question(earlier[-1]) if earlier else None,
        findings=findings,
        exchanges=tuple(_exchanges(after)),
        rounds=sum(1 for message in after if message.role == "assistant" and message.tool_calls),
    )


def options_in(text: str, allowed: list[str]) -> dict[str, str]:
    """Lines like `- slug: description`, for the slugs that may be chosen."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        option = _OPTION.match(line.strip())
        if option is not None and option.group(1) in allowed:
            found.setdefault(option.group(1), option.group(2))
    return found


def bare_question(text: str) -> str:
    """The question without the words that frameworks put around it."""
    lines = [line for line in text.strip().splitlines() if not _ASIDE.match(line)]
    kept = "\n".join(lines).strip()
    return _TASK.sub("", kept, count=1).strip()


def _meant(question: str, said: str) -> str:
    """What "yes" says yes to: the proposal that the last answer ended with."""
    proposals = _PROPOSAL.findall(said)
    return f"{proposals[-1].strip()}?" if proposals and _YES.match(question) else question


def _question_at(messages: list[Message]) -> int | None:
    """The last user message; a nudge that follows a tool's result belongs to the same question."""
    found = None
    for at, message in enumerate(messages):
        if message.role == "user" and (at == 0 or messages[at - 1].role != "tool"):
            found = at
    return found


def _split_findings(text: str) -> tuple[str, str | None]:
    """Cut at the line "Findings:", however it is adorned."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line.strip(" \t\r#*:").lower() == "findings":
            return "\n".join(lines[:at]), "\n".join(lines[at + 1 :]).strip()
    return text, None


def _exchanges(messages: list[Message]) -> list[Exchange]:
    made = {call.id: call.function for message in messages for call in message.tool_calls or ()}
    found: list[Exchange] = []
    for message in messages:
        if message.role != "tool":
            continue
        call = made.get(message.tool_call_id or "")
        tool = call.name if call is not None else ""
        result = read_result(tool, message.text)
        found.append(Exchange(result.tool, _arguments(call.arguments if call else ""), result))
    return found


def _arguments(text: str) -> JsonObject:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
