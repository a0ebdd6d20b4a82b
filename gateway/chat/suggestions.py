"""What could be asked after an answer, and what a small job needs to know of that answer. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Up to three questions, and the model that wrote them, as it names itself; nothing while there are none."""

    texts: tuple[str, ...] = ()
    model: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A whole answer as text. `wants_title`: its session is still called after its first question, or by nothing."""

    text: str
    wants_title: bool
