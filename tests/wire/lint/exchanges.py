"""Lint what a client got: its streamed answers, as they passed through its own `fetch`."""

import base64
from typing import Any

from tests.wire.driver import Snapshot
from tests.wire.lanes import Lane
from tests.wire.lint import ui_stream
from tests.wire.lint.rules import Rule


def lint_exchanges(lane: Lane, shown: Snapshot) -> set[Rule]:
    """The rules that any of the streamed answers breaks."""
    assert lane.family == "ui"
    streamed = [each for each in shown["exchanges"] if each.get("status") == 200]
    return {rule for each in streamed for rule in lint_exchange(each)}


def lint_exchange(exchange: dict[str, Any]) -> set[Rule]:
    """The rules that this answer breaks."""
    body = base64.b64decode(exchange["body"])
    return ui_stream.lint(exchange["status"], exchange["headers"], body, is_whole=exchange["whole"])
