"""Ask the gateway from outside and read the answer as it comes."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
from pydantic import BaseModel, JsonValue

from infra.containers.docker import StepFailed

TIMEOUT_SECONDS = 60.0
DATA = "data: "
DONE = "[DONE]"
NUMBER = re.compile(r"\d[\d,]*")


@dataclass(slots=True)
class Answer:
    """What has come so far."""

    session_id: str
    deltas: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    finish_reason: JsonValue = None
    is_done: bool = False
    first_delta_seconds: float = 0.0
    seconds: float = 0.0

    @property
    def text(self) -> str:
        return "".join(self.deltas)

    def add(self, payload: str) -> None:
        """Take in the payload of one frame."""
        if payload == DONE:
            self.is_done = True
            return
        chunk: dict[str, JsonValue] = json.loads(payload)
        kind = str(chunk["type"])
        self.types.append(kind)
        if kind == "text-delta":
            self.deltas.append(str(chunk["delta"]))
        if kind == "finish":
            metadata = chunk.get("messageMetadata")
            self.finish_reason = metadata.get("finishReason") if isinstance(metadata, dict) else None


class StoredMessage(BaseModel):
    """A message in the history."""

    role: str
    parts: list[dict[str, JsonValue]]

    @property
    def text(self) -> str:
        return "".join(str(part["text"]) for part in self.parts if part["type"] == "text")


class History(BaseModel):
    """Body of `/api/v1/chat/history`."""

    messages: list[StoredMessage]


class Readiness(BaseModel):
    """Body of `/readyz`."""

    status: str
    workers: int


@dataclass(frozen=True, slots=True)
class Asker:
    """A client of the gateway's public port."""

    url: str
    key: str

    def ask(self, question: str) -> Answer:
        """Stream the answer to the end. Raises StepFailed unless it is complete."""
        started = time.monotonic()
        try:
            with (
                self._client() as client,
                client.stream("POST", "/api/v1/chat/messages", json={"message": question}) as response,
            ):
                response.raise_for_status()
                answer = Answer(response.headers["x-chat-session-id"])
                for line in response.iter_lines():
                    if line.startswith(DATA):
                        answer.add(line.removeprefix(DATA))
                    if len(answer.deltas) == 1 and not answer.first_delta_seconds:
                        answer.first_delta_seconds = time.monotonic() - started
        except httpx.HTTPError as error:
            raise StepFailed(f"the question was not answered: {error!r}") from error
        answer.seconds = time.monotonic() - started
        check_complete(answer)
        return answer

    def texts_of(self, session_id: str) -> dict[str, str]:
        """The stored text per role of a session with one turn."""
        history = History.model_validate_json(self._get(f"/api/v1/chat/history?session_id={session_id}"))
        return {message.role: message.text for message in history.messages}

    def readiness(self) -> Readiness:
        """What `/readyz` says."""
        return Readiness.model_validate_json(self._get("/readyz"))

    def _get(self, path: str) -> bytes:
        try:
            with self._client() as client:
                return client.get(path).raise_for_status().content
        except httpx.HTTPError as error:
            raise StepFailed(f"{path}: {error!r}") from error

    def _client(self) -> httpx.Client:
        return httpx.Client(
            base_url=self.url, headers={"x-api-key": self.key}, timeout=TIMEOUT_SECONDS, trust_env=False
        )


def check_complete(answer: Answer) -> None:
    """Raises StepFailed unless the stream is one whole answer with text that came in pieces."""
    types = answer.types
    is_whole = types[:1] == ["start"] and types[-1:] == ["finish"] and answer.finish_reason == "stop" and answer.is_done
    is_closed = types.count("text-start") == types.count("text-end") > 0
    if not (is_whole and is_closed and "error" not in types and len(answer.deltas) > 1):
        raise StepFailed(
            f"not a whole answer: {types[:3]} … {types[-3:]}, {len(answer.deltas)} deltas: {answer.text!r}"
        )


def check_counts(text: str, counts: Mapping[str, int]) -> None:
    """Raises StepFailed unless the first number after each name in the text is its count."""
    for name, count in counts.items():
        _, found, rest = text.partition(name)
        number = NUMBER.search(rest)
        if not found or number is None or int(number[0].replace(",", "")) != count:
            raise StepFailed(f"{name} must be {count}: {text!r}")
