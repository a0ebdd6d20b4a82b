"""Odd and hostile texts cost no more time than their length."""

from typing import Any

import pytest

from infra.simulators.model.brain.think import think
from tests.infra.simulators.model.dialogue import ALL_TOOLS, request

REPEATED = (
    "a ",
    "A ",
    "#",
    "about ",
    "from the ",
    '"',
    "9",
    "Aa",
    "* ",
    " \n",
    "\t",
    "from a b c d ",
    "-*`",
    "how many ",
    "[1",
    "{",
)


@pytest.mark.parametrize("text", REPEATED)
def test_a_long_odd_text_is_answered(text: str) -> None:
    odd = text * (20_000 // len(text)) + "x"
    schema = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"enum": ["aa", "bb"]}}}
    call = {"id": "c", "type": "function", "function": {"name": "search_patterns", "arguments": "{}"}}
    asked = [{"role": "system", "content": odd}, {"role": "user", "content": odd}]
    looked_up: list[dict[str, Any]] = [
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": odd},
    ]
    findings = {"role": "user", "content": f"Why?\n\nFindings:\n\n## A\n{odd}"}

    replies = [
        think(request(asked, response_format=schema)),
        think(request(asked, ALL_TOOLS)),
        think(request([*asked, *looked_up], ALL_TOOLS)),
        think(request([findings])),
    ]

    assert all(reply.text or reply.calls for reply in replies)
