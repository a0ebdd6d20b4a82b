"""A crew container whose every run makes artifacts, through the gateway's internal listener as a real one does."""

from collections.abc import AsyncIterator
from typing import Any

import httpx

from shared.artifacts import PATH, ArtifactReceipt
from shared.events import (
    ArtifactCreated,
    RunEvent,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolReturned,
)
from shared.ids import ToolCallId, new_id
from shared.runs import RunRequest
from tests.support.running_gateway import RunningGateway
from tests.support.scripted_worker import ScriptedWorker


async def add_maker(gateway: RunningGateway, *asked: dict[str, Any], slots: int = 8) -> ScriptedWorker:
    """Add a container; `asked` are the bodies that each of its runs posts, one tool call each."""
    made: list[ScriptedWorker] = []

    async def script(request: RunRequest) -> AsyncIterator[RunEvent]:
        http = await gateway.internal_client(made[0])
        for body in asked:
            call_id = ToolCallId(new_id("call"))
            yield ToolCalled(call_id=call_id, agent="analyst", tool="create_artifact", input={}, at=1)
            receipt = await keep(http, request, body, call_id)
            yield ArtifactCreated(
                artifact_id=receipt.artifact_id,
                version=receipt.version,
                kind=receipt.kind,
                title=receipt.title,
                media_type=receipt.media_type,
                call_id=call_id,
                at=2,
            )
            yield ToolReturned(call_id=call_id, output={"ok": True}, at=3)
        yield TextStarted(part_id="t1", agent="synthesiser")
        yield TextDelta(part_id="t1", text=f"{len(request.history)}: {request.question}")
        yield TextEnded(part_id="t1")
        yield RunFinished(finish_reason="stop")

    made.append(await gateway.add_worker(script, slots=slots))
    return made[0]


async def keep(
    http: httpx.AsyncClient, request: RunRequest, body: dict[str, Any], call_id: ToolCallId
) -> ArtifactReceipt:
    """Post one artifact of a run."""
    headers = {"authorization": f"Bearer {request.grant}", "idempotency-key": call_id}
    answer = await http.post(PATH, json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return ArtifactReceipt.model_validate_json(answer.content)
