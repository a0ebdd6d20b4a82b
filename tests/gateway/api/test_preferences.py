"""What is read out of the header `Prefer`."""

import pytest
from starlette.requests import Request

from gateway.api.preferences import prefers_representation

PREFERRED = (
    ["return=representation"],
    ["RETURN = representation; of=all"],
    ['return="representation"'],
    ["respond-async, return=representation"],
    ["respond-async", "wait=10", "return=representation,return=minimal"],
)
NOT_PREFERRED: tuple[list[str], ...] = (
    [],
    [""],
    ["return"],
    ["return=minimal"],
    ["return=minimal, return=representation"],
    ["return=Representation"],
    ["x-return=representation"],
    ["wait; return=representation"],
    [",;=,=return=representation"],
    ["\xff" * 1_000],
)


def asked(headers: list[str]) -> bool:
    """What a request with these headers prefers."""
    raw = [(b"prefer", header.encode("latin-1")) for header in headers]
    return prefers_representation(Request({"type": "http", "headers": raw}))


@pytest.mark.parametrize("headers", PREFERRED, ids=str)
def test_a_receipt_is_preferred(headers: list[str]) -> None:
    assert asked(headers)


@pytest.mark.parametrize("headers", NOT_PREFERRED, ids=lambda headers: str(headers)[:40])
def test_nothing_is_preferred(headers: list[str]) -> None:
    assert not asked(headers)
