"""The names of everything that can be wrong."""

from typing import Literal, get_args

Rule = Literal[
    # framing
    "byte-order-mark",
    "carriage-return",
    "cut-inside-event",
    "data-in-several-lines",
    "id-not-a-number",
    "unknown-field",
    # JSON
    "key-twice",
    "not-json",
    "not-an-object",
    "prototype-key",
    # the answer as a whole
    "status",
    "header-cache-control",
    "header-content-type",
    "header-x-accel-buffering",
    "header-x-vercel-ai-data-stream",
    "header-x-vercel-ai-ui-message-stream",
    "done-missing",
    "end-missing",
    "part-after-done",
    "part-after-end",
    # parts by themselves
    "extra-key",
    "finish-reason",
    "missing-key",
    "null-key",
    "unknown-type",
    "usage-names",
    "wrong-type",
    # parts in their course
    "message-id-reused",
    "outside-step",
    "second-start",
    "start-missing",
    "start-without-id",
    "step-unbalanced",
    "text-across-step",
    "text-after-tool-in-step",
    "text-id-reused",
    "text-not-ended",
    "text-not-started",
    "tool-answered-twice",
    "tool-dynamic",
    "tool-not-answered",
    "tool-not-called",
    "tool-not-provider-executed",
]
RULES: frozenset[Rule] = frozenset(get_args(Rule))
