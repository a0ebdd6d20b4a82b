"""What the aliases for other systems' clients have in common: many names for one thing, which must not contradict.

Their fields that mean nothing here are ignored. Whose a thing is comes from the key alone: an organization or a user
that a body names may only agree.
"""

from typing import Any, ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel

from gateway.chat.errors import NotFound
from gateway.chat.model import Principal

Names = tuple[tuple[str, ...], ...]

ORGANIZATION_NAMES: Final = ("organizationId", "organization_id", "teamId", "workspaceId", "workspace_id")
USER_NAMES: Final = ("userId", "user_id")


class AliasBody(BaseModel):
    """A body of somebody else's client."""

    model_config = ConfigDict(frozen=True, extra="allow")
    same: ClassVar[Names] = ()
    """Names of one thing each: where several of them are given they must say the same."""
    user_names: ClassVar[tuple[str, ...]] = USER_NAMES

    @model_validator(mode="before")
    @classmethod
    def _says_one_thing(cls, body: Any) -> Any:  # noqa: ANN401 - JSON arrives
        if isinstance(body, dict):
            for names in cls.same:
                refuse_contradiction(body, names)
        return body

    def of(self, principal: Principal) -> Self:
        """The body. Raises NotFound when it names another organization or user than the principal's."""
        named = self.model_extra or {}
        require_same(named, ORGANIZATION_NAMES, principal.organization_id)
        require_same(named, self.user_names, principal.user_id)
        return self


class AliasAnswer(BaseModel):
    """A body that somebody else's client reads, in the spelling of JavaScript."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True)


def refuse_contradiction(body: dict[str, Any], names: tuple[str, ...]) -> None:
    """Raises ValueError when two of these names have different values."""
    given = [name for name in names if body.get(name) is not None]
    # A number is the same as its digits: agents have been both.
    if len({str(body[name]) for name in given}) > 1:
        raise ValueError(f"{' and '.join(given)} contradict each other")


def require_same(body: dict[str, Any], names: tuple[str, ...], value: str) -> None:
    """Raises NotFound when one of these names has another value."""
    if any(body.get(name) not in (None, value) for name in names):
        raise NotFound
