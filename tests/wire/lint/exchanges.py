"""Lint what a client got: its streamed answers, as they passed through its own `fetch`."""

import base64
import json
from typing import Any

from tests.wire.driver import Snapshot
from tests.wire.lanes import Lane
from tests.wire.lint import agui, data_stream, ui_stream
from tests.wire.lint.rules import Rule

LINTS = {"ui": ui_stream.lint, "data": data_stream.lint, "agui": agui.lint}


def lint_exchanges(lane: Lane, shown: Snapshot) -> set[Rule]:
    """The rules that any of the streamed answers breaks."""
    # An empty answer to a resuming AI SDK 4 says that there is nothing.
    streamed = [each for each in shown["exchanges"] if each.get("status") == 200 and (each["body"] or each["asked"])]
    return {rule for each in streamed for rule in lint_exchange(lane, each)}


def lint_exchange(lane: Lane, exchange: dict[str, Any], **known: bool) -> set[Rule]:
    """The rules that this answer breaks; `known` is what the lint of the lane's family may be told."""
    body = base64.b64decode(exchange["body"])
    found = LINTS[lane.family](exchange["status"], exchange["headers"], body, is_whole=exchange["whole"], **known)
    # A client would put the answer in the place of that message.
    if any(f'"messageId":"{message_id}"'.encode() in body for message_id in _asked_ids(exchange)):
        found.add("message-id-reused")
    return found


def _asked_ids(exchange: dict[str, Any]) -> set[str]:
    asked = json.loads(exchange["asked"] or "{}")
    return {message["id"] for message in asked.get("messages", ()) if "id" in message}
