"""Which protocol a request is answered in."""

import pytest

from gateway.protocols.choice import chosen
from gateway.protocols.errors import NotAcceptable, UnknownProtocol


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        (None, "", "ui"),
        (None, "*/*", "ui"),
        ("data", "*/*", "data"),
        ("data", "text/html", "data"),
        (None, "text/event-stream", "ui"),
        (None, "text/event-stream; protocol=data", "data"),
        (None, 'text/event-stream;protocol="data";q=0.5, */*;q=0.1', "data"),
        (None, "text/event-stream; protocol=other, text/event-stream", "ui"),
        (None, "text/html, application/xhtml+xml, */*;q=0.8", "ui"),
        (None, ", ,", "ui"),
        ("agui", "application/json", "agui"),
        (None, "application/json", "json"),
        (None, "application/json, text/plain, */*", "json"),
        (None, "*/*, application/json", "json"),
        (None, "application/json;q=0.5, text/event-stream", "ui"),
        (None, "application/x-ndjson", "ndjson"),
        (None, "APPLICATION/X-NDJSON;charset=utf-8", "ndjson"),
        (None, "text/event-stream; protocol=openai", "openai"),
    ],
)
def test_the_query_goes_before_the_header_and_both_before_the_shape(
    query: str | None, accept: str, expected: str
) -> None:
    assert chosen(query, accept, otherwise="ui") == expected


@pytest.mark.parametrize("query", ["", "UI", "sse", "ui "])
def test_an_unknown_protocol_is_refused_and_the_known_ones_are_named(query: str) -> None:
    with pytest.raises(UnknownProtocol) as refused:
        chosen(query, "*/*", otherwise="ui")

    assert "ui" in refused.value.allowed
    assert "data" in str(refused.value)


@pytest.mark.parametrize(
    "accept",
    [
        "image/png",
        "text/event-stream;q=0",
        "*/*; q=0.000",
        "text/event-stream; q=nan",
        "text/event-stream; protocol=soap",
        "x",
        "\x00/\xff",
    ],
)
def test_what_nobody_can_serve_is_refused(accept: str) -> None:
    with pytest.raises(NotAcceptable) as refused:
        chosen(None, accept, otherwise="ui")

    assert "text/event-stream; protocol=data" in refused.value.allowed


def test_what_fits_the_request_is_taken_when_nothing_is_asked() -> None:
    assert chosen(None, "*/*", otherwise="data") == "data"
