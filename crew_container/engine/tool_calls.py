"""Make the tool calls of agents: check, share, bound and report each, and give the model a fenced text.

The model always gets an answer, also when the call is refused: an exception in a tool makes CrewAI improvise.
"""

import asyncio
import logging

from pydantic import JsonValue, ValidationError

from crew_container.engine.errors import AgentBroke
from crew_container.engine.run import Run, Seat, now_ms
from crew_container.gateway_client.platform import TurnOver
from crew_container.policy.ledger import NewCall, OverBudget, RepeatedCall, call_key
from crew_container.tools.arguments import Arguments
from crew_container.tools.catalogue import Tool, wrong_arguments
from crew_container.tools.results import failed
from shared.events import RunFailed, ToolCalled, ToolFailed, ToolReturned
from shared.ids import ToolCallId, new_id
from shared.tools import ToolResult

TOOL_TIMEOUT_SECONDS = 30.0
DENIED = "A person has refused this call: do not make it again, and answer without it."
# A failure that may pass: asking again is then a new call, not a repetition.
PASSING = frozenset({"unavailable", "timeout", "rate_limited"})

log = logging.getLogger(__name__)


async def use_tool(seat: Seat, tool: Tool, given: dict[str, JsonValue]) -> str:
    """Make one call for an agent and return what its model reads; nothing, where the agent waits for a person now."""
    run, call_id = seat.run, ToolCallId(new_id("call"))
    # In every answer, so that CrewAI never sees the same answer twice: at the fifth it would abort the agent.
    ordinal = run.next_ordinal()
    try:
        arguments = tool.parse(given)
    except ValidationError as exc:
        _report_call(seat, tool, given, call_id)
        return _refuse(run, call_id, failed(tool.name, "bad_request", wrong_arguments(exc)), ordinal)
    checked = arguments.model_dump(mode="json", exclude_none=True)
    _report_call(seat, tool, checked, call_id)
    if tool.name in seat.approval and not run.ledger.has_result(tool.name, checked):
        if call_key(tool.name, checked) in run.denied:
            return _refuse(run, call_id, failed(tool.name, "forbidden", DENIED), ordinal)
        seat.ask_person(call_id)
        return ""
    note: str | None = None
    match run.ledger.claim(tool.name, checked):
        case OverBudget(budget=budget):
            message = f"This question has used its {budget} tool calls: answer with the results you already have."
            return _refuse(run, call_id, failed(tool.name, "budget", message), ordinal)
        case RepeatedCall(handle=task, note=note):
            is_repeated = True
        case NewCall(key=key):
            is_repeated = False
            task = run.start_tool(_answer(run, tool, arguments, call_id, key))
            run.ledger.keep(key, task)
    result = _with_note(await _await_result(run, call_id, task), note)
    return _deliver(run, call_id, result, ordinal, is_repeated=is_repeated)


async def use_approved(run: Run, tool: Tool, given: dict[str, JsonValue], call_id: ToolCallId) -> str:
    """Make a call that was reported in an earlier run and that a person has approved; what a model reads of it."""
    ordinal = run.next_ordinal()
    try:
        arguments = tool.parse(given)
    except ValidationError as exc:
        return _refuse(run, call_id, failed(tool.name, "bad_request", wrong_arguments(exc)), ordinal)
    checked = arguments.model_dump(mode="json", exclude_none=True)
    key = call_key(tool.name, checked)
    task = run.start_tool(_answer(run, tool, arguments, call_id, key))
    # Whoever calls the same again gets this result, without asking the person again.
    run.ledger.keep(key, task)
    return _deliver(run, call_id, await _await_result(run, call_id, task), ordinal, is_repeated=False)


async def _answer(run: Run, tool: Tool, arguments: Arguments, call_id: ToolCallId, key: str) -> ToolResult:
    """Run the tool itself; shared by everybody who asked the same."""
    try:
        async with asyncio.timeout(TOOL_TIMEOUT_SECONDS):
            result = await tool.answer(run.tools_of(call_id), arguments)
    except TimeoutError:
        result = failed(tool.name, "timeout", "The tool took too long.")
    except TurnOver:
        run.stop(RunFailed(code="turn_over", message="This run has lost its turn.", retryable=False))
        raise AgentBroke from None
    except Exception:
        log.exception("tool failed", extra={"tool": tool.name, "run_id": run.request.run_id})
        result = failed(tool.name, "unavailable", "The tool could not read the platform's answer.")
    if result.error is not None and result.error.code in PASSING:
        run.ledger.note_failure(key, tool.name)
    return result


def _with_note(result: ToolResult, note: str | None) -> ToolResult:
    if note is None:
        return result
    if result.error is not None:
        error = result.error.model_copy(update={"message": f"{result.error.message} {note}"})
        return result.model_copy(update={"error": error})
    return result.model_copy(update={"note": " ".join(filter(None, [result.note, note]))})


async def _await_result(run: Run, call_id: ToolCallId, task: asyncio.Task[ToolResult]) -> ToolResult:
    try:
        # The call belongs to the run: this agent may stop waiting while another still does.
        return await asyncio.shield(task)
    except (asyncio.CancelledError, AgentBroke):
        run.emit(ToolFailed(call_id=call_id, code="stopped", message="The call was stopped.", at=now_ms()))
        raise


def _report_call(seat: Seat, tool: Tool, given: dict[str, JsonValue], call_id: ToolCallId) -> None:
    seat.run.emit(ToolCalled(call_id=call_id, agent=seat.slug, tool=tool.name, input=given, at=now_ms()))


def _refuse(run: Run, call_id: ToolCallId, result: ToolResult, ordinal: int) -> str:
    return _deliver(run, call_id, result, ordinal, is_repeated=False)


def _deliver(run: Run, call_id: ToolCallId, result: ToolResult, ordinal: int, *, is_repeated: bool) -> str:
    if result.error is not None:
        run.emit(ToolFailed(call_id=call_id, code=result.error.code, message=result.error.message, at=now_ms()))
    else:
        run.citations.remember(result, tool_call_id=call_id)
        output = result.model_dump(mode="json", exclude_none=True)
        is_cached = not is_repeated and run.is_answered_from_cache(call_id)
        run.emit(
            ToolReturned(
                call_id=call_id, output=output, at=now_ms(), deduplicated=is_repeated, from_cache=is_cached or None
            )
        )
    return fenced(result, ordinal)


def fenced(result: ToolResult, ordinal: int) -> str:
    """Mark a result as data; a closing tag inside it cannot close the fence."""
    text = result.model_dump_json(exclude_none=True).replace("</", "<\\/")
    return f'<tool_result name="{result.tool}" call="{ordinal}">{text}</tool_result>'
