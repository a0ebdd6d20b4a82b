"""Which protocol a reader is told a turn in: what the query names, else what `Accept` names, else what fits.

`Accept` decides where it names a type that only one protocol has, or a type with the parameter `protocol`. Server-sent
events are of several protocols, so that type alone leaves the choice open, and so does a wildcard.
"""

import re
from typing import Final, Literal, get_args

from gateway.protocols.encoder import EVENT_STREAM, JSON, NDJSON
from gateway.protocols.errors import NotAcceptable, UnknownProtocol

ProtocolName = Literal["ui", "ui6", "data", "agui", "openai", "ndjson", "json"]

PROTOCOLS: Final[tuple[ProtocolName, ...]] = get_args(ProtocolName)
OF_TYPE: Final[dict[str, ProtocolName | None]] = {EVENT_STREAM: None, NDJSON: "ndjson", JSON: "json"}
WILDCARDS: Final = ("*/*", "text/*", "application/*")
# RFC 9110, 12.4.2.
WEIGHT: Final = re.compile(r"[01](\.[0-9]{0,3})?")
ACCEPTABLE: Final = (*OF_TYPE, *(f"{EVENT_STREAM}; protocol={name}" for name in PROTOCOLS))


def chosen(query: str | None, accept: str, *, otherwise: ProtocolName) -> ProtocolName:
    """The protocol. `query` is the value of `?protocol=`, `accept` the header or nothing.

    Raises UnknownProtocol, NotAcceptable.
    """
    if query is not None:
        if (known := _known(query)) is None:
            raise UnknownProtocol(PROTOCOLS)
        return known
    return _accepted(accept) or otherwise


def _known(name: str) -> ProtocolName | None:
    return next((known for known in PROTOCOLS if known == name), None)


def _accepted(header: str) -> ProtocolName | None:
    """What the header asks for; None when it leaves that to us. Raises NotAcceptable."""
    ranges = [_Range(text) for text in header.split(",") if text.strip()]
    # A named type goes before a wildcard of the same weight: who names it wants it.
    for wanted in sorted(ranges, key=lambda wanted: (-wanted.weight, wanted.media_type in WILDCARDS)):
        if wanted.weight == 0:
            break
        if wanted.protocol is not None:
            if (known := _known(wanted.protocol)) is not None:
                return known
        elif wanted.media_type in OF_TYPE:
            return OF_TYPE[wanted.media_type]
        elif wanted.media_type in WILDCARDS:
            return None
    if ranges:
        raise NotAcceptable(ACCEPTABLE)
    return None


class _Range:
    """One of the media ranges of an `Accept` header (RFC 9110, 12.5.1); of no weight when it is malformed."""

    def __init__(self, text: str) -> None:
        media_type, *parameters = (piece.strip() for piece in text.split(";"))
        named = {name.lower(): value.strip('"') for name, _, value in (piece.partition("=") for piece in parameters)}
        weight = named.get("q", "1")
        self.media_type = media_type.lower()
        self.protocol = named.get("protocol")
        self.weight = min(float(weight), 1.0) if WEIGHT.fullmatch(weight) else 0.0
