"""What a client would rather have (`Prefer`, RFC 7240)."""

from typing import Final

from starlette.requests import Request

REPRESENTATION: Final = "return=representation"
APPLIED: Final = {"preference-applied": REPRESENTATION}


def prefers_representation(request: Request) -> bool:
    """Whether the answer to a change is to say what has become of it. The first `return` counts, as the RFC has it."""
    for header in request.headers.getlist("prefer"):
        for preference in header.split(","):
            name, _, value = preference.partition(";")[0].partition("=")
            if name.strip().lower() == "return":
                return value.strip().strip('"') == "representation"
    return False
