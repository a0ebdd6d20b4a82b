"""One way to be wrong, and who is to notice it."""

from collections.abc import Callable
from dataclasses import dataclass

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
