"""What the documents show works as it stands there."""

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.support.running_gateway import ALICE, RunningGateway
from tests.support.scripted_worker import says

CLIENTS = Path(__file__).parents[2] / "docs" / "clients.md"


async def test_the_example_of_the_documents_works(gateway: RunningGateway, capsys: pytest.CaptureFixture[str]) -> None:
    await gateway.add_worker(says("41", "2"))
    (example,) = re.findall(r"```python\n(from chat_client .+?)```", CLIENTS.read_text(), re.DOTALL)
    # Imports of the block go with it: a function may import, and may wait.
    program = f"async def example():\n{textwrap.indent(example, '    ')}    return history"
    world: dict[str, Any] = {"URL": gateway.public_url, "KEY": await gateway.inside.issue_key(ALICE)}
    exec(program, world)  # noqa: S102 - the example is ours
    history = await world["example"]()

    assert capsys.readouterr().out == "412"
    assert [message.role for message in history.messages] == ["user", "assistant"]
