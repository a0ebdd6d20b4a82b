"""What an agent reads that goes on after a person has decided about its calls. Pure."""

import json
from collections.abc import Sequence

from pydantic import JsonValue

from shared.runs import DecidedCall, EarlierCall

# Of results that were there before, so much at most: what was approved matters more.
MAX_EARLIER_CHARACTERS = 12_000


def continued_prompt(question: str, earlier: Sequence[EarlierCall], decided: Sequence[str]) -> str:
    """The question, what was known before, and what became of the calls that waited."""
    sections = [question]
    if earlier:
        known = "\n".join(_earlier(call) for call in earlier)[:MAX_EARLIER_CHARACTERS]
        sections.append(f"What was looked up before:\n{known}")
    told = "\n".join(decided)
    sections.append(f"You asked a person about these calls, and this is what became of them:\n{told}")
    sections.append("Go on from there and answer the question.")
    return "\n\n".join(sections)


def denial(call: DecidedCall) -> str:
    """What is said of a call that is not made. The person's reason is their own words, fenced like data."""
    reason = f" The reason given: {_text(call.reason)}" if call.reason else ""
    return (
        f'<tool_denied name="{call.tool}">{_text(call.input)}</tool_denied> '
        f"A person has refused this call: do not make it again.{reason}"
    )


def _earlier(call: EarlierCall) -> str:
    told = call.failure if call.failure is not None else call.output
    return f'<tool_result name="{call.tool}" input={_text(call.input)}>{_text(told)}</tool_result>'


def _text(value: JsonValue) -> str:
    """A value as JSON in which no tag can close a fence."""
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
