"""Identifiers: a noun, an underscore, 26 time-ordered characters; safe in URLs, file names and headers.

Layout after the noun: 48 bits of Unix milliseconds and 80 random bits in Crockford's base 32 (the ULID layout,
https://github.com/ulid/spec), so that ids sort by the time they were made. Nothing in the product orders by them:
order is kept in integers, ids only name things.
"""

import os
import re
import time
from typing import NewType

OrganizationId = NewType("OrganizationId", str)
UserId = NewType("UserId", str)
SessionId = NewType("SessionId", str)
MessageId = NewType("MessageId", str)
TurnId = NewType("TurnId", str)
RunId = NewType("RunId", str)
WorkerId = NewType("WorkerId", str)
ToolCallId = NewType("ToolCallId", str)
AgentId = NewType("AgentId", str)
ShareId = NewType("ShareId", str)
ArtifactId = NewType("ArtifactId", str)
MemoryId = NewType("MemoryId", str)
ApprovalId = NewType("ApprovalId", str)

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# What a client may propose or send back: the characters that every AI SDK puts into a URL without encoding.
ID_PATTERN = r"^[A-Za-z0-9_-]{1,128}$"
_ID = re.compile(ID_PATTERN)


def new_id(noun: str) -> str:
    """Return a fresh id such as `ses_01k9…`; `noun` is the short word of the glossary (`ses`, `msg`, `turn`, …)."""
    number = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
    return f"{noun}_" + "".join(ALPHABET[number >> shift & 31] for shift in range(125, -5, -5))


def is_id(text: str) -> bool:
    """Tell whether `text` could be an id at all (characters and length only)."""
    return _ID.fullmatch(text) is not None
