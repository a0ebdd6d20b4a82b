"""Answer one question: plan, let specialists work at the same time, and let one agent speak.

One specialist chosen: it speaks itself. Several: their texts are findings, and the synthesiser speaks. None: the
synthesiser speaks alone. Where the run names the agent there is no plan: that agent speaks, and begins with the run's
first calls, if there are any.
"""

import asyncio
import logging
from dataclasses import dataclass

from crew_container.engine.completion import finish_reason_of
from crew_container.engine.continued import continued_prompt, denial
from crew_container.engine.crew import Crew
from crew_container.engine.errors import AgentBroke, AgentStopped, AgentTimedOut, AgentUnusable, RunError
from crew_container.engine.first_calls import first_calls
from crew_container.engine.plan import choose_specialists
from crew_container.engine.run import Run, Seat, now_ms
from crew_container.engine.tool_calls import use_approved
from crew_container.policy.ledger import call_key
from shared.agents import AgentSpec
from shared.events import AgentFinished, AgentOutcome, AgentStarted, FinishReason, ReferencesCited, RunFinished
from shared.runs import Continuation, DecidedCall, FirstCall

SPECIALIST_TIMEOUT_SECONDS = 60.0
SPEAKER_TIMEOUT_SECONDS = 180.0
# A person decides about tools first; what an agent has said by then is kept.
WAITING = RunFinished(finish_reason="tool-calls")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one specialist brought: its text, or why there is none."""

    name: str
    text: str
    failure: RunError | None = None


async def answer(crew: Crew, run: Run) -> RunFinished:
    """Answer the run's question into its outbox and return its last event. Raises RunError."""
    request = run.request
    if request.continues is not None:
        return _end(run, await continue_work(crew, run, request.continues))
    named = [spec for spec in request.agents if spec.slug == request.agent]
    chosen = named or await choose_specialists(crew, run)
    if len(chosen) == 1:
        first = first_calls(crew, run, chosen[0]) if named else ()
        speaker = await _speak(crew, run, chosen[0], request.question, first)
    else:
        findings = await _consult(crew, run, chosen)
        if run.is_waiting:
            return WAITING
        speaker = await _speak(crew, run, request.synthesiser, _request_with(request.question, findings))
    return _end(run, speaker)


def _end(run: Run, speaker: Seat) -> RunFinished:
    if run.is_waiting:
        return WAITING
    if references := run.citations.cited_in(speaker.text):
        run.emit(ReferencesCited(references=references))
    reason: FinishReason = finish_reason_of(speaker.finish_reason)
    return RunFinished(finish_reason=reason)


async def continue_work(crew: Crew, run: Run, continuation: Continuation) -> Seat:
    """Make the calls that were approved, and let the agent that asked answer with what they brought."""
    staff = {spec.slug: spec for spec in (*run.request.agents, run.request.synthesiser)}
    told = []
    for call in continuation.decided:
        if call.approved:
            told.append(await _use_approved(crew, run, staff.get(call.agent), call))
        else:
            run.denied.add(call_key(call.tool, call.input))
            told.append(denial(call))
    asked = {call.agent for call in continuation.decided}
    speaker = staff.get(asked.pop(), run.request.synthesiser) if len(asked) == 1 else run.request.synthesiser
    return await _speak(crew, run, speaker, continued_prompt(run.request.question, continuation.earlier, told))


async def _use_approved(crew: Crew, run: Run, spec: AgentSpec | None, call: DecidedCall) -> str:
    tool = None if spec is None else crew.tool_of(spec, call.tool)
    if tool is None:
        raise AgentUnusable(call.agent if spec is None else spec.name, call.tool)
    return await use_approved(run, tool, call.input, call.call_id)


async def _speak(crew: Crew, run: Run, spec: AgentSpec, prompt: str, first: tuple[FirstCall, ...] = ()) -> Seat:
    """Let an agent write the answer, after the `first` calls if there are any."""
    seat = Seat(run, slug=spec.slug, prompt=prompt, speaks=True, first_calls=first)
    await _work(crew, seat, spec, SPEAKER_TIMEOUT_SECONDS)
    return seat


async def _consult(crew: Crew, run: Run, specs: list[AgentSpec]) -> list[Finding]:
    """Let specialists work at the same time; the failure of one is a finding, not the end of the others."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_find(crew, run, spec)) for spec in specs]
    findings = [task.result() for task in tasks]
    failures = [finding.failure for finding in findings if finding.failure is not None]
    # All failed for want of a model: the synthesiser needs the same model.
    if failures and len(failures) == len(findings) and all(error.failure_code.startswith("llm_") for error in failures):
        raise failures[0]
    return findings


async def _find(crew: Crew, run: Run, spec: AgentSpec) -> Finding:
    seat = Seat(run, slug=spec.slug, prompt=run.request.question, speaks=False)
    try:
        await _work(crew, seat, spec, SPECIALIST_TIMEOUT_SECONDS)
    except RunError as exc:
        return Finding(spec.name, f"(This specialist was unavailable: {exc})", exc)
    return Finding(spec.name, seat.text)


async def _work(crew: Crew, seat: Seat, spec: AgentSpec, timeout_seconds: float) -> None:
    """Let an agent work, with the events of its start and end. Raises RunError."""
    seat.run.emit(AgentStarted(agent=spec.slug, name=spec.name, at=now_ms(), agent_id=spec.id))
    outcome: AgentOutcome = "stopped"
    note: str | None = None
    try:
        await _bounded(crew, seat, spec, timeout_seconds)
        outcome, note = "done", "Waits for a person's approval." if seat.is_waiting else None
    except RunError as exc:
        outcome, note = ("timeout" if isinstance(exc, AgentTimedOut) else "failed"), str(exc)
        raise
    finally:
        seat.run.emit(AgentFinished(agent=spec.slug, name=spec.name, outcome=outcome, at=now_ms(), note=note))


async def _bounded(crew: Crew, seat: Seat, spec: AgentSpec, timeout_seconds: float) -> None:
    try:
        async with asyncio.timeout(timeout_seconds):
            await crew.work(seat, spec, seat.run.request.history)
    except AgentStopped:
        if not seat.is_waiting:
            raise
    except TimeoutError as exc:
        raise AgentTimedOut from exc
    except RunError:
        raise
    except Exception as exc:
        if seat.failure is not None:
            raise seat.failure from exc
        log.exception("agent broke", extra={"agent": spec.slug, "run_id": seat.run.request.run_id})
        raise AgentBroke from exc
    if not seat.text and not seat.is_waiting:
        raise AgentBroke


def _request_with(question: str, findings: list[Finding]) -> str:
    if not findings:
        return question
    sections = "\n\n".join(f"## {finding.name}\n{finding.text}" for finding in findings)
    return f"{question}\n\nFindings:\n\n{sections}"
