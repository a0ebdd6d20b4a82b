"""What was used."""

from gateway.api.endpoint import Endpoint
from gateway.api.usage import (
    DaysQuery,
    ModelCallList,
    UsageBody,
    UsageQuery,
    list_calls,
    read_usage,
)
from gateway.chat.errors import (
    SpanRefused,
)

ROUTES = (
    Endpoint(
        "GET",
        "/api/v1/usage",
        read_usage,
        "What models were asked and what that cost, by day, user, agent or model",
        UsageBody,
        query=UsageQuery,
        errors=(400, 403, 422, 503, SpanRefused),
    ),
    Endpoint(
        "GET",
        "/api/v1/usage/calls",
        list_calls,
        "Your own model calls, newest first",
        ModelCallList,
        query=DaysQuery,
        errors=(400, 422, 503, SpanRefused),
    ),
)
