"""Choose the specialists that a question needs, with one short call of the model.

The choice is a convenience, never a gate: when it fails or makes no sense, all specialists work. The last messages of
the session go with the question, so that "yes" continues what was proposed.
"""

import asyncio
import logging

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from crew_container.engine.calls import call_model, chat_request
from crew_container.engine.crew import Crew
from crew_container.engine.errors import RunError
from crew_container.engine.run import Run, Seat
from crew_container.policy.window import Message
from shared.agents import PLANNER, AgentSpec

PLAN_TIMEOUT_SECONDS = 10.0
PLAN_TOKENS = 200
PAST_MESSAGES = 2
MAX_PAST_CHARACTERS = 1_500
INSTRUCTION = """\
You choose which specialists of a retailer's analytics team must look at data to answer the person's last message.
Choose every specialist that is needed and none that is not; one is best when one is enough.
Choose none (an empty list) for greetings, thanks and questions that need no data.
When the last message only continues the conversation ("yes", "go on"), choose for what was proposed before.
Answer with JSON only: {"agents": ["slug", …]}

Specialists:
"""

log = logging.getLogger(__name__)


class Plan(BaseModel):
    """The model's choice."""

    model_config = ConfigDict(extra="ignore")
    agents: list[str]


async def choose_specialists(crew: Crew, run: Run) -> list[AgentSpec]:
    """Return those of the run's agents that the question needs, in their order; none when it needs no data."""
    everyone = list(run.request.agents)
    seat = Seat(run, slug=PLANNER, prompt=run.request.question, speaks=False)
    request = chat_request(
        crew.model_name,
        [{"role": "system", "content": INSTRUCTION + _list(everyone)}, *_conversation(run)],
        max_tokens=PLAN_TOKENS,
        # Workers AI does not stream answers that have a schema.
        stream=False,
        further={"temperature": 0, "response_format": _answer_format(everyone)},
    )
    try:
        async with asyncio.timeout(PLAN_TIMEOUT_SECONDS):
            completion = await call_model(crew.model, seat, request)
        chosen = set(Plan.model_validate_json(_json_in(completion.whole_text)).agents)
    except (RunError, TimeoutError, ValidationError) as exc:
        log.warning("no plan (%s); all specialists work", type(exc).__name__)
        return everyone
    if not chosen <= {spec.slug for spec in everyone}:
        log.warning("the plan names unknown specialists; all work")
        return everyone
    return [spec for spec in everyone if spec.slug in chosen]


def _list(specs: list[AgentSpec]) -> str:
    return "\n".join(f"- {spec.slug}: {spec.description}" for spec in specs)


def _conversation(run: Run) -> list[Message]:
    past: list[Message] = [
        {"role": message.role, "content": message.text[-MAX_PAST_CHARACTERS:]}
        for message in run.request.history[-PAST_MESSAGES:]
    ]
    return [*past, {"role": "user", "content": run.request.question}]


def _answer_format(specs: list[AgentSpec]) -> JsonValue:
    slugs: list[JsonValue] = [spec.slug for spec in specs]
    schema: JsonValue = {
        "type": "object",
        "properties": {"agents": {"type": "array", "items": {"type": "string", "enum": slugs}}},
        "required": ["agents"],
        "additionalProperties": False,
    }
    return {"type": "json_schema", "json_schema": {"name": "plan", "schema": schema, "strict": True}}


def _json_in(text: str) -> str:
    """Return the object in the answer: some models put it into a fence or a sentence."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
