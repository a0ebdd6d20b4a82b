"""Tool calls that wait for a person: asked for in every protocol, decided once, gone on with in the same answer."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from pydantic import JsonValue

from shared.events import (
    AgentFinished,
    AgentStarted,
    ApprovalRequested,
    RunEvent,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolReturned,
)
from shared.ids import ApprovalId, ToolCallId
from shared.runs import RunRequest
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.data_stream import lines_of
from tests.support.running_gateway import BOB, MALLORY, RunningGateway
from tests.support.scripted_worker import Die
from tests.support.ui_stream import chunks_of, text_of

AT = 1_700_000_000_000
INPUT: dict[str, JsonValue] = {"to": "all", "n": 3}


async def waits(request: RunRequest) -> AsyncIterator[RunEvent]:
    """Ask for one approval for each word of the question, then answer with what became of the calls."""
    yield AgentStarted(agent="products", name="Products", at=AT)
    if request.continues is None:
        for number, _ in enumerate(request.question.split()):
            call_id = ToolCallId(f"call_{number}")
            yield ToolCalled(call_id=call_id, agent="products", tool="send_mail", input=INPUT, at=AT)
            yield ApprovalRequested(call_id=call_id, approval_id=ApprovalId(f"apr_{request.turn_id}_{number}"), at=AT)
        yield AgentFinished(agent="products", name="Products", outcome="done", at=AT)
        yield RunFinished(finish_reason="tool-calls")
        return
    for call in request.continues.decided:
        if call.approved:
            yield ToolReturned(call_id=call.call_id, output={"sent": True}, at=AT)
    yield TextStarted(part_id="t", agent="products")
    yield TextDelta(part_id="t", text="Done.")
    yield TextEnded(part_id="t")
    yield AgentFinished(agent="products", name="Products", outcome="done", at=AT)
    yield RunFinished(finish_reason="stop")


async def asked(client: httpx.AsyncClient, text: str = "Send") -> tuple[str, list[dict[str, Any]]]:
    """Ask; the session, and the stored parts of the answer that waits."""
    answer = await client.post(MESSAGES, json={"message": text}, params={"protocol": "ui6"})
    assert answer.status_code == 200, answer.text
    session = answer.headers["x-chat-session-id"]
    return session, (await history(client, session))[-1]["parts"]


async def history(client: httpx.AsyncClient, session: str) -> list[dict[str, Any]]:
    """The messages of the branch that is shown."""
    messages: list[dict[str, Any]] = (await client.get(HISTORY, params={"session_id": session})).json()["messages"]
    return messages


def let_go_of_logs(gateway: RunningGateway) -> None:
    """As it happens some minutes after a turn."""
    with closing(sqlite3.connect(gateway.database_file)) as connection, connection:
        connection.execute("DELETE FROM turn_event")
        connection.execute("UPDATE turn SET is_compacted = 1")


def tools_in(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tool calls among the parts."""
    return [part for part in parts if part["type"] == "tool-send_mail"]


def responded(session: str, parts: list[dict[str, Any]], *, approved: bool = True, **approval: Any) -> dict[str, Any]:
    """What AI SDK 6 and 7 send when a person has decided, whatever else the list claims."""
    said = [
        {**part, "state": "approval-responded", "approval": {**part["approval"], "approved": approved, **approval}}
        if part.get("state") == "approval-requested"
        else part
        for part in parts
    ]
    forged = [{**part, "input": {"to": "mallory"}} if "toolCallId" in part else part for part in said]
    messages = [
        {"id": "u", "role": "user", "parts": [{"type": "text", "text": "Something else"}]},
        {"id": "a", "role": "assistant", "parts": forged},
    ]
    return {"id": session, "messages": messages, "trigger": "submit-message", "messageId": "a"}


def decisions(parts: list[dict[str, Any]], *, approved: bool = True) -> dict[str, Any]:
    """The same in words of ours."""
    return {"approvals": [{"id": part["approval"]["id"], "approved": approved} for part in tools_in(parts)]}


@requirement("approval")
async def test_an_answer_that_waits_is_told_as_such_and_stored_as_such(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(waits)
    answer = await alice.post(MESSAGES, json={"message": "Send"}, params={"protocol": "ui6"})
    chunks = chunks_of(answer.content)
    approval_id = next(chunk["approvalId"] for chunk in chunks if chunk["type"] == "tool-approval-request")

    types = [chunk["type"] for chunk in chunks if not chunk["type"].startswith("data-")]
    # Nothing follows the request in its step: clients look there for what was decided.
    assert types[2:] == ["tool-input-available", "tool-approval-request", "finish-step", "finish"]
    assert chunks[-1]["messageMetadata"]["finishReason"] == "tool-calls"
    stored = (await history(alice, answer.headers["x-chat-session-id"]))[-1]
    assert (stored["status"], tools_in(stored["parts"])) == (
        "complete",
        [
            {
                "type": "tool-send_mail",
                "toolCallId": "call_0",
                "state": "approval-requested",
                "input": INPUT,
                "providerExecuted": True,
                "approval": {"id": approval_id},
            }
        ],
    )


@requirement("approval", "last-question")
@pytest.mark.parametrize("is_compacted", [False, True])
async def test_what_is_approved_goes_on_in_the_same_answer_with_the_stored_arguments(
    gateway: RunningGateway, alice: httpx.AsyncClient, *, is_compacted: bool
) -> None:
    worker = await gateway.add_worker(waits)
    session, parts = await asked(alice)
    if is_compacted:
        let_go_of_logs(gateway)

    answer = await alice.post(MESSAGES, json=responded(session, parts, reason="Go"))

    chunks = chunks_of(answer.content)
    assert "messageId" not in chunks[0]
    types = [chunk["type"] for chunk in chunks if not chunk["type"].startswith("data-")]
    assert types[:2] == ["start", "tool-output-available"]
    assert "tool-input-available" not in types
    assert "tool-approval-request" not in types
    assert text_of(chunks) == "Done."
    # The model was told what the store has, not what the client claims.
    continues = worker.requests[-1].continues
    assert continues is not None
    assert [(call.input, call.approved, call.reason) for call in continues.decided] == [(INPUT, True, "Go")]
    assert worker.requests[-1].question == "Send"
    messages = await history(alice, session)
    assert [(message["role"], message["status"]) for message in messages] == [
        ("user", "complete"),
        ("assistant", "complete"),
    ]
    assert messages[-1]["alternatives"] == [messages[-1]["id"]]
    (tool,) = tools_in(messages[-1]["parts"])
    assert (tool["state"], tool["output"]) == ("output-available", {"sent": True})
    assert tool["approval"] == {"id": tool["approval"]["id"], "approved": True, "reason": "Go"}
    # Whoever comes later is told all of it, also when it is told from the message.
    if is_compacted:
        let_go_of_logs(gateway)
    turn = f"/api/v1/chat/turns/{answer.headers['x-chat-turn-id']}/stream"
    whole = chunks_of((await alice.get(turn, params={"protocol": "ui6"})).content)
    once = ("tool-input-available", "tool-approval-request", "tool-output-available")
    assert [chunk["type"] for chunk in whole if chunk["type"] in once] == [*once]
    # The next question knows one answer, also by a list that has it under the name of the half that waited.
    waited = [{**each, "id": f"msg_{number}"} for number, each in enumerate(responded(session, parts)["messages"])]
    first_turn = await alice.get(f"/api/v1/chat/turns/{worker.requests[0].turn_id}/stream")
    waited[1] |= {"id": chunks_of(first_turn.content)[0]["messageId"], "parts": [{"type": "text", "text": "Done."}]}
    waited[0] |= {"id": messages[0]["id"], "parts": messages[0]["parts"]}
    following = {"role": "user", "parts": [{"type": "text", "text": "Next"}]}
    await alice.post(MESSAGES, json={"id": session, "messages": [*waited, following]})
    assert [past.text for past in worker.requests[-1].history] == ["Send", "Done."]


@requirement("approval")
async def test_what_is_denied_is_over_and_the_answer_goes_on(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    worker = await gateway.add_worker(waits)
    session, parts = await asked(alice)

    answer = await alice.post(MESSAGES, json=responded(session, parts, approved=False))

    types = [chunk["type"] for chunk in chunks_of(answer.content) if not chunk["type"].startswith("data-")]
    # The step in which the person was asked was ended then.
    assert types[:4] == ["start", "tool-output-denied", "start-step", "text-start"]
    assert worker.requests[-1].continues is not None
    assert worker.requests[-1].continues.approved_ids == frozenset()
    (tool,) = tools_in((await history(alice, session))[-1]["parts"])
    assert tool["state"] == "output-denied"


@requirement("approval")
async def test_decisions_in_words_of_ours_are_taken_and_the_turn_is_followed_by_its_address(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(waits)
    session, parts = await asked(alice, "Send twice")
    path = f"{SESSIONS}/{session}/approvals"
    mixed = decisions(parts)
    mixed["approvals"][1] |= {"approved": False, "reason": "Once is enough."}

    missing = await alice.post(path, json={"approvals": mixed["approvals"][:1]})
    taken = await alice.post(path, json=mixed)
    whole = await alice.get(taken.headers["location"], params={"protocol": "json"})

    assert (missing.status_code, missing.json()["code"]) == (409, "approvals_missing")
    assert taken.status_code == 202
    assert whole.json()["text"] == "Done."
    assert [tool["state"] for tool in tools_in(whole.json()["message"]["parts"])] == [
        "output-available",
        "output-denied",
    ]
    continues = worker.requests[-1].continues
    assert continues is not None
    assert [call.reason for call in continues.decided] == [None, "Once is enough."]


@requirement("approval", "not-yours")
async def test_nobody_decides_twice_or_late_or_about_what_is_not_theirs(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(waits)
    session, parts = await asked(alice)
    path, body = f"{SESSIONS}/{session}/approvals", decisions(parts)
    await alice.patch(f"{SESSIONS}/{session}", json={"visibility": "organization"})
    strangers = [await (await gateway.client(other)).post(path, json=body) for other in (BOB, MALLORY)]
    none = await alice.post(f"{SESSIONS}/ses_none/approvals", json=body)
    foreign_list = await (await gateway.client(BOB)).post(MESSAGES, json=responded(session, parts))
    unknown = await alice.post(path, json={"approvals": [{"id": "apr_x", "approved": True}]})
    doubled = await alice.post(path, json={"approvals": body["approvals"] * 2})
    runs = len(worker.requests)

    assert {(each.status_code, each.content) for each in (*strangers, foreign_list)} == {(404, none.content)}
    assert [(each.status_code, each.json()["code"]) for each in (unknown, doubled)] == [(409, "approval_not_open")] * 2
    assert runs == 1

    taken = await asyncio.gather(*(alice.post(path, json=body) for _ in range(5)))
    assert sorted(each.status_code for each in taken) == [202, 409, 409, 409, 409]
    await alice.get(f"{SESSIONS}/{session}/stream")
    again = await alice.post(MESSAGES, json=responded(session, parts))
    assert (again.status_code, again.json()["code"]) == (409, "approval_not_open")
    # Not even when the half that waited is shown again.
    first = (await alice.get(f"/api/v1/chat/turns/{worker.requests[0].turn_id}/stream")).content
    await alice.put(f"{SESSIONS}/{session}/branch", json={"message_id": chunks_of(first)[0]["messageId"]})
    assert (await alice.post(path, json=body)).json()["code"] == "approval_not_open"
    assert len(worker.requests) == 2


@requirement("approval")
async def test_a_session_that_went_on_takes_no_decision_any_more(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(waits)
    session, parts = await asked(alice)
    await alice.post(MESSAGES, json={"message": "Other", "session_id": session})

    late = await alice.post(f"{SESSIONS}/{session}/approvals", json=decisions(parts))

    assert (late.status_code, late.json()["code"]) == (409, "approval_not_open")
    assert len(worker.requests) == 2


@requirement("approval", "poisoned")
async def test_what_was_approved_is_not_tried_again_when_its_worker_is_lost(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    async def dies(request: RunRequest) -> AsyncIterator[RunEvent]:
        if request.continues is not None:
            raise Die
        async for event in waits(request):
            yield event

    worker = await gateway.add_worker(dies)
    session, parts = await asked(alice)

    answer = await alice.post(MESSAGES, json=responded(session, parts))

    assert chunks_of(answer.content)[-1] == {"type": "error", "errorText": "The answer was interrupted."}
    assert len(worker.requests) == 2
    (tool,) = tools_in((await history(alice, session))[-1]["parts"])
    assert tool["state"] == "output-error"


@requirement("approval", "protocols")
async def test_every_protocol_tells_in_its_own_words_that_a_person_is_asked(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(waits)
    session, parts = await asked(alice)
    approval_id = tools_in(parts)[0]["approval"]["id"]
    turn_id = approval_id.removeprefix("apr_").removesuffix("_0")
    told = {
        name: await alice.get(f"/api/v1/chat/turns/{turn_id}/stream", params={"protocol": name})
        for name in ("ui", "data", "agui", "openai", "ndjson")
    }

    data = {"approvalId": approval_id, "toolCallId": "call_0", "toolName": "send_mail", "state": "requested"}
    assert {"type": "data-approval", "id": approval_id, "data": data} in chunks_of(told["ui"].content)
    assert "tool-approval-request" not in told["ui"].text
    lines = lines_of(told["data"].content)
    assert ("2", [{"type": "approval", **data}]) in lines
    assert lines[-1][1]["finishReason"] == "tool-calls"
    interrupt = {"id": approval_id, "reason": "tool_call", "toolCallId": "call_0"}
    finished = told["agui"].text.rpartition('"type":"RUN_FINISHED"')[2]
    assert all(f'"{key}":"{value}"' in finished for key, value in interrupt.items())
    assert "approval" in told["openai"].text
    assert '"type":"approval-requested"' in told["ndjson"].text

    resumed = await alice.post(
        MESSAGES,
        json={
            "threadId": session,
            "runId": "run-2",
            "messages": [],
            "resume": [{"interruptId": approval_id, "status": "resolved", "payload": {"approved": True}}],
        },
    )
    assert resumed.text.count('"type":"TOOL_CALL_START"') == 0
    assert resumed.text.count('"type":"TOOL_CALL_RESULT"') == 1
    assert '"type":"RUN_STARTED","threadId":"' + session + '","runId":"run-2"' in resumed.text


async def test_a_session_with_a_call_that_waits_is_exported_and_imported_without_anything_to_decide(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(waits)
    session, parts = await asked(alice)
    exported = await alice.get(f"{SESSIONS}/{session}/export", params={"format": "json"})

    imported = await alice.post(
        f"{SESSIONS}/import", content=exported.content, headers={"content-type": "application/json"}
    )

    assert imported.status_code == 201, imported.text
    (tool,) = tools_in((await history(alice, imported.json()["id"]))[-1]["parts"])
    assert tool["state"] == "output-error"
    refused = await alice.post(f"{SESSIONS}/{imported.json()['id']}/approvals", json=decisions(parts))
    assert refused.json()["code"] == "approval_not_open"
