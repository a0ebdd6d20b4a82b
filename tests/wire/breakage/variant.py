"""One way to be wrong, and who is to notice it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.wire.lint.rules import Rule
from tests.wire.proxy import Answer

Rewrite = Callable[[Answer], Answer]


@dataclass(frozen=True, slots=True)
class Variant:
    """A rewrite of a right answer.

    `lint` are the rules that it breaks, exactly; `unseen` the lanes whose client shows all the same what it should.
    A variant that neither the lint nor a client notices would prove nothing.
    """

    name: str
    rewrite: Rewrite
    lint: frozenset[Rule]
    unseen: frozenset[str]

    def __str__(self) -> str:
        return self.name


def variant(name: str, rewrite: Rewrite, *lint: Rule, unseen: frozenset[str] = frozenset()) -> Variant:
    """A variant, in few words."""
    return Variant(name, rewrite, frozenset(lint), unseen)


def with_headers(**changes: str | None) -> Rewrite:
    """Other headers; None takes one away."""

    def rewrite(answer: Answer) -> Answer:
        named = {name.replace("_", "-"): value for name, value in changes.items()}
        kept = {name: value for name, value in answer.headers.items() if name not in named}
        return replace(answer, headers={**kept, **{name: value for name, value in named.items() if value is not None}})

    return rewrite


def instead(body: bytes, content_type: str) -> Rewrite:
    """Something else with status 200."""
    return lambda answer: replace(answer, body=body, headers={**answer.headers, "content-type": content_type})


def replaced(old: bytes, new: bytes) -> Rewrite:
    """Other bytes in the place of some."""

    def rewrite(answer: Answer) -> Answer:
        assert old in answer.body
        return replace(answer, body=answer.body.replace(old, new))

    return rewrite
