"""Rules a test gives the simulator: when a request looks like this, behave like that."""

import json
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from infra.simulators.model.reply import Call, Reply
from infra.simulators.model.request import CompletionRequest, JsonObject

Malformation = Literal["truncated_json", "no_done", "wrong_content_type", "null_finish_delta", "usage_every_chunk"]


class Scripted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Match(Scripted):
    """Every condition given must hold; none given matches everything."""

    contains: str | None = Field(default=None, description="Found in the text of any message.")
    tools: bool | None = Field(default=None, description="Whether tools are offered.")
    schema_: bool | None = Field(default=None, alias="schema", description="Whether a JSON schema is asked for.")
    model: str | None = Field(default=None, description="The model's name as asked for.")

    def fits(self, asked: CompletionRequest) -> bool:
        if self.model is not None and self.model != asked.model:
            return False
        if self.tools is not None and self.tools != bool(asked.tools):
            return False
        if self.schema_ is not None and self.schema_ != (asked.schema_asked is not None):
            return False
        return self.contains is None or any(self.contains in message.text for message in asked.messages)


class ScriptedCall(Scripted):
    name: str
    arguments: JsonObject = {}


class Behaviour(Scripted):
    """What to do instead of, or on top of, playing the analyst."""

    status: Annotated[int, Field(ge=400, le=599)] | None = None
    retry_after: float | None = Field(default=None, ge=0)
    error_message: str | None = None
    first_token_ms: float | None = Field(default=None, ge=0)
    token_ms: float | None = Field(default=None, ge=0)
    repeat_tokens: int | None = Field(default=None, ge=0, le=1_000_000, description="Say this many filler tokens.")
    hang: bool = Field(default=False, description="Never send anything, not even headers.")
    hang_after_tokens: int | None = Field(default=None, ge=0, description="Send this many tokens, then go silent.")
    cut_after_tokens: int | None = Field(
        default=None, ge=0, description="Send this many tokens, then close the socket."
    )
    malformed: Malformation | None = None
    text: str | None = None
    tool_calls: list[ScriptedCall] | None = None
    usage: Literal["final", "every", "none"] | None = None
    obey_injections: bool | None = None

    @property
    def reply(self) -> Reply | None:
        """The words or calls dictated by the script, if it dictates any."""
        if self.repeat_tokens is not None:
            return Reply(text="tok " * self.repeat_tokens)
        if self.text is None and self.tool_calls is None:
            return None
        calls = (Call(call.name, call.arguments) for call in self.tool_calls or ())
        return Reply(text=self.text or "", calls=tuple(calls))


class Rule(Scripted):
    match: Match = Match()
    times: int | None = Field(default=None, ge=1, description="How often the rule applies; without it, always.")
    then: Behaviour


RULES = TypeAdapter(list[Rule])
AS_USUAL = Behaviour()


@dataclass(slots=True)
class Script:
    """The rules in force, in order, with the times each has left."""

    _rules: list[Rule] = field(default_factory=list)
    _left: list[int | None] = field(default_factory=list)

    def replace(self, rules: list[Rule]) -> None:
        self._rules = rules
        self._left = [rule.times for rule in rules]

    def behaviour(self, asked: CompletionRequest) -> Behaviour:
        """The first matching rule that has times left; it is used up by one."""
        for index, rule in enumerate(self._rules):
            left = self._left[index]
            if left == 0 or not rule.match.fits(asked):
                continue
            if left is not None:
                self._left[index] = left - 1
            return rule.then
        return AS_USUAL

    def as_json(self) -> list[JsonObject]:
        rules = (rule.model_dump_json(by_alias=True, exclude_none=True) for rule in self._rules)
        return [{**json.loads(rule), "left": left} for rule, left in zip(rules, self._left, strict=True)]
