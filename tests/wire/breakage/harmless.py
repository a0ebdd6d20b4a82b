"""Differences that are none: who takes offence at one of these is wrong."""

from dataclasses import replace

from tests.wire.breakage.variant import Variant, variant
from tests.wire.lanes import Family
from tests.wire.proxy import Answer

SSE_KEEP_ALIVE = b": keep-alive\n\n"
BLANK_KEEP_ALIVE = b"\n"


def _between(end: bytes, fresh: bytes) -> Variant:
    """Something in every silence that there could be."""
    return variant("keep-alives", lambda answer: replace(answer, body=answer.body.replace(end, end + fresh)))


def _in_pieces(answer: Answer) -> Answer:
    return replace(answer, piece_bytes=3)


IN_PIECES = variant("in-pieces", _in_pieces)
AT_ONCE = variant("at-once", lambda answer: answer)
HARMLESS: dict[Family, tuple[Variant, ...]] = {
    "ui": (_between(b"\n\n", SSE_KEEP_ALIVE), IN_PIECES, AT_ONCE),
    "data": (_between(b"\n", BLANK_KEEP_ALIVE), IN_PIECES, AT_ONCE),
    "agui": (_between(b"\n\n", SSE_KEEP_ALIVE), IN_PIECES, AT_ONCE),
}
