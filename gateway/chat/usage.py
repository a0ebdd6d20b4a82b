"""Tokens and models of a turn, added up over its model calls."""

from pydantic import JsonValue

from shared.events import FinishReason, LlmCalled


class Usage:
    """The sum so far."""

    def __init__(self) -> None:
        self.calls = 0
        self.input_tokens = 0
        self.output_tokens = 0
        self.is_estimated = False
        self.is_kept = False
        self._models: dict[str, None] = {}
        # Who answered in the place of somebody who failed.
        self._fallbacks: dict[str, None] = {}

    def add(self, call: LlmCalled) -> None:
        """Count one model call; an answer that is told again is none."""
        if call.kept:
            self.is_kept = True
            return
        self.calls += 1
        self.input_tokens += call.input_tokens
        self.output_tokens += call.output_tokens
        self.is_estimated = self.is_estimated or call.estimated
        self._models[call.model] = None
        if call.failed_providers and call.provider is not None:
            self._fallbacks[call.provider] = None

    def metadata(self, finish_reason: FinishReason) -> dict[str, JsonValue]:
        """What clients get as message metadata; `models` names the models that answered, as their providers do."""
        usage: dict[str, JsonValue] = {
            "inputTokens": self.input_tokens,
            "outputTokens": self.output_tokens,
            "totalTokens": self.input_tokens + self.output_tokens,
            "calls": self.calls,
        }
        if self.is_estimated:
            usage["estimated"] = True
        told: dict[str, JsonValue] = {"finishReason": finish_reason, "usage": usage, "models": list(self._models)}
        if self._fallbacks:
            told["fallbacks"] = list(self._fallbacks)
        return {**told, "kept": True} if self.is_kept else told
