"""What every client has to show in every scenario, and where a released client is known to fall short of it.

A known bug is no licence: what the client shows because of it is written down too, and when it shows the right thing
again, the test fails until the entry is gone.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from tests.wire.lanes import Family, Lane
from tests.wire.stage import AT, WHOLE, WORDS
from tests.wire.verdict import QUESTION, STORED, Tool, Verdict

PAIR = ("user", "assistant")
ASKED = ("POST", 200)
RESUMED = ("GET", 200)
NOTHING = ("GET", 204)

ANSWERED = Verdict(
    status="ready",
    roles=PAIR,
    text=WHOLE,
    message_id=STORED,
    usage=(7, 5),
    finish_reason="stop",
    increments=len(WORDS),
    requests=(ASKED,),
    history=(("user", "complete", QUESTION), ("assistant", "complete", WHOLE)),
)
AGENTS = (
    (
        "data-agent",
        {
            "agent": "products",
            "name": "Products",
            "state": "done",
            "startedAt": AT,
            "finishedAt": AT + 7,
            "toolCallIds": ["call_good"],
            "toolTimes": {"call_good": {"startedAt": AT + 2, "finishedAt": AT + 5}},
        },
    ),
    (
        "data-agent",
        {
            "agent": "patterns",
            "name": "Patterns",
            "state": "failed",
            "startedAt": AT + 1,
            "finishedAt": AT + 6,
            "toolCallIds": ["call_bad"],
            "toolTimes": {"call_bad": {"startedAt": AT + 3, "finishedAt": AT + 4}},
            "note": "No platform.",
        },
    ),
)
REFERENCES = (
    "data-references",
    {"references": [{"index": 1, "type": "product", "label": "Vase", "id": "p1", "tool_call_id": "call_good"}]},
)
FOUND = {"ok": True, "rows": [{"name": "Vase", "price": 1.5}], "none": None}
REFUSAL = (
    '{"type":"about:blank","title":"Unauthorized","status":401,"code":"not_authenticated",'
    '"detail":"A valid API key or token is required."}'
)

AFTER_TOOLS = replace(
    ANSWERED,
    status="error",
    text="",
    tools=(Tool("search_products", "output-available", {}, {"ok": True}),),
    data=(
        (
            "data-agent",
            {
                "agent": "products",
                "name": "Products",
                "state": "done",
                "startedAt": AT,
                "finishedAt": AT + 3,
                "toolCallIds": ["call_good"],
                "toolTimes": {"call_good": {"startedAt": AT + 1, "finishedAt": AT + 2}},
            },
        ),
    ),
    usage=(0, 0),
    finish_reason="error",
    error="The model does not answer.",
    increments=0,
    history=(("user", "complete", QUESTION), ("assistant", "failed", "")),
)
UI = {
    "basic": ANSWERED,
    "tools": replace(
        ANSWERED,
        text="One vase [1].",
        tools=(
            Tool("search_products", "output-available", {"query": "été", "limit": 3}, FOUND),
            Tool("search_patterns", "output-error", {}, "The platform does not answer."),
        ),
        data=(*AGENTS, REFERENCES),
        increments=2,
        history=(("user", "complete", QUESTION), ("assistant", "complete", "One vase [1].")),
    ),
    "error_in_stream": replace(
        ANSWERED,
        status="error",
        text="half an answer",
        usage=(0, 0),
        finish_reason="error",
        error="The model does not answer.",
        increments=2,
        history=(("user", "complete", QUESTION), ("assistant", "failed", "half an answer")),
    ),
    "error_after_tools": AFTER_TOOLS,
    "stop_after_tools": replace(
        AFTER_TOOLS,
        status="ready",
        finish_reason="other",
        error=None,
        history=(("user", "complete", QUESTION), ("assistant", "stopped", "")),
    ),
    "drop_after_tools": replace(AFTER_TOOLS, usage=None, finish_reason=None, error="terminated"),
    "http_error": Verdict(status="error", roles=("user",), text="", error=REFUSAL, requests=(("POST", 401),)),
    "stop": replace(
        ANSWERED,
        text=WORDS[0],
        usage=(0, 0),
        finish_reason="other",
        increments=1,
        history=(("user", "complete", QUESTION), ("assistant", "stopped", WORDS[0])),
    ),
    "stop_at_once": replace(
        ANSWERED,
        text=WORDS[0],
        unfinished=1,  # the client leaves the open part as it is
        usage=None,
        finish_reason=None,
        increments=1,
        history=(("user", "complete", QUESTION), ("assistant", "stopped", WORDS[0])),
    ),
    "drop_and_resume": replace(ANSWERED, requests=(ASKED, RESUMED), increments=len(WORDS) + 1),
    "reload_and_resume": replace(
        ANSWERED,
        roles=PAIR * 2,
        requests=(RESUMED,),
        history=(
            ("user", "complete", QUESTION),
            ("assistant", "complete", "First."),
            ("user", "complete", QUESTION),
            ("assistant", "complete", WHOLE),
        ),
    ),
    "waiting": replace(
        ANSWERED,
        roles=("user", "user", "assistant"),  # the first answer was not there when the screen was loaded
        usage=(0, 0),
        increments=1,
        history=(*ANSWERED.history, ("user", "complete", QUESTION), ("assistant", "complete", WHOLE)),
    ),
    "new_chat": replace(ANSWERED, usage=(0, 0), requests=(NOTHING, ASKED), increments=1),
    "regenerate": replace(
        ANSWERED,
        roles=PAIR * 2,
        usage=(0, 0),
        increments=3,
        requests=(ASKED,) * 3,
        history=(
            ("user", "complete", QUESTION),
            ("assistant", "complete", "The second one."),
            ("user", "complete", QUESTION),
            ("assistant", "complete", WHOLE),
        ),
    ),
    "edit": replace(ANSWERED, usage=(0, 0), increments=4, requests=(ASKED,) * 4),
    "nothing_to_resume": replace(ANSWERED, usage=(0, 0), requests=(NOTHING,), increments=0),
}
BROKEN = ("error", WORDS[0], "terminated")
NOTES: dict[str, dict[str, Any]] = {
    "stop": {"stream": 204},
    "waiting": {"places": [1]},
    "new_chat": {"empty": ("ready", None)},
    "regenerate": {"again": (PAIR, "The second one.")},
    "edit": {"once": (PAIR, "Better.")},
    "stop_at_once": {"stream": (200, 204)},
    "drop_and_resume": {"broken": BROKEN},
}


@dataclass(frozen=True, slots=True)
class Bug:
    """What a released client does wrong, where that is told, and what it shows instead."""

    says: str
    issue: str
    shows: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)


STUCK = Bug(
    "stays `submitted` for ever when there is nothing to resume",
    "https://github.com/vercel/ai/pull/7685",
    {"status": "submitted"},
)
TWICE = Bug(
    "a resumed answer is appended to what the same client object had of it",
    "https://github.com/vercel/ai/issues/14688",
    {"text": WORDS[0] + WHOLE, "unfinished": 1},
)
STEPS_APART = Bug(
    "shows each step as a message of its own",
    "https://github.com/vercel/ai/issues/4691",
    {"roles": ("user", "assistant", "assistant")},
)
CONTINUES = (
    '{"type":"about:blank","title":"Conflict","status":409,"code":"nothing_to_continue","detail":"There is nothing to '
    'continue: tools run on our side, and the last message must be a question."}'
)
ASKS_AGAIN = Bug(
    "asks once more when an answer ends with tools, however it ends",
    "https://github.com/vercel/ai/issues/4691",
    {"status": "error", "error": CONTINUES, "requests": (ASKED, ("POST", 409))},
)
TWICE_IN_HOOK = Bug(TWICE.says, TWICE.issue, {"text": WORDS[0] + WHOLE})
BUGS = {
    ("v4", "drop_and_resume"): TWICE_IN_HOOK,
    ("v4-oldest", "tools"): STEPS_APART,
    ("v4-oldest", "error_after_tools"): ASKS_AGAIN,
    ("v4-oldest", "stop_after_tools"): ASKS_AGAIN,
    ("v4-oldest", "drop_after_tools"): ASKS_AGAIN,
    ("v5-oldest", "new_chat"): replace(STUCK, shows={}, notes={"empty": ("submitted", None)}),
    ("v5-oldest", "nothing_to_resume"): STUCK,
    ("v5-oldest", "drop_and_resume"): TWICE,
    ("v6-oldest", "drop_and_resume"): TWICE,
    ("v7-oldest", "drop_and_resume"): TWICE,
}


# Where a protocol has no word for something, or another one.
WORDLESS: dict[Family, dict[str, dict[str, Any]]] = {
    "ui": {},
    "data": {
        "stop_at_once": {"unfinished": 0},
        "nothing_to_resume": {"requests": (RESUMED,), "usage": (None, None), "finish_reason": "unknown"},
        "new_chat": {"requests": (RESUMED, ASKED)},
    },
    "agui": {
        # A message without text is none here.
        "error_after_tools": {"roles": ("user",), "message_id": None},
        "stop_after_tools": {"roles": ("user",), "message_id": None},
        "drop_after_tools": {"roles": ("user",), "message_id": None},
        "http_error": {"error": f"HTTP 401: {REFUSAL}"},
        "stop_at_once": {"unfinished": 0},
    },
}


def expected(lane: Lane, scenario: str) -> Verdict:
    """What this client has to show."""
    verdict = replace(UI[scenario], **WORDLESS[lane.family].get(scenario, {}))
    bug = BUGS.get((lane.name, scenario))
    return replace(verdict, **bug.shows) if bug else verdict


def noted(lane: Lane, scenario: str) -> dict[str, Any]:
    """What is to be seen on the way."""
    bug = BUGS.get((lane.name, scenario))
    return {**NOTES.get(scenario, {}), **(bug.notes if bug else {})}
