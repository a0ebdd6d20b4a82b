"""What the gateway and a process that makes pictures say to each other: a kind, a length, so many bytes."""

import struct
from typing import Final, Literal

# The first letter: what is asked or answered; four bytes of length; the body.
HEAD: Final = struct.Struct(">cI")
Kind = Literal[b"?", b"=", b"!"]
ASKED: Final = b"?"
MADE: Final = b"="
# The body is a sentence for whoever sent what cannot be made into anything.
REFUSED: Final = b"!"


def frame(kind: Kind, body: bytes) -> bytes:
    """One message."""
    return HEAD.pack(kind, len(body)) + body
