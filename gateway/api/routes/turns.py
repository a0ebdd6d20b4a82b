"""Turns."""

from gateway.api.bodies import (
    TurnBody,
)
from gateway.api.endpoint import CHAT, Endpoint
from gateway.api.feedback import give_feedback, read_feedback
from gateway.api.following import stream_turn
from gateway.api.opinion_bodies import FeedbackBody, GiveFeedback, StopTurn
from gateway.api.reader_bodies import StreamQuery
from gateway.api.suggestions import SuggestionsBody, read_suggestions
from gateway.api.timelines import TimelineBody, read_timeline
from gateway.api.turns import stop_turn
from gateway.chat.errors import (
    TurnNotStopped,
)
from gateway.protocols.encoder import EVENT_STREAM

ROUTES = (
    Endpoint(
        "POST",
        f"{CHAT}/turns/{{turn_id}}/stop",
        stop_turn,
        "Stop a turn: nothing of it is said or done after it is `stopped`",
        TurnBody,
        status=202,
        body=StopTurn,
        errors=(404, 413, 415, 422, 503),
    ),
    Endpoint(
        "POST",
        f"{CHAT}/turns/{{turn_id}}/feedback",
        give_feedback,
        "Say why you stopped a turn, or what was wrong with one that failed",
        FeedbackBody,
        body=GiveFeedback,
        errors=(404, TurnNotStopped, 413, 415, 422, 503),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/turns/{{turn_id}}/feedback",
        read_feedback,
        "Your feedback on a turn",
        FeedbackBody,
        errors=(404, 503),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/turns/{{turn_id}}/stream",
        stream_turn,
        "Follow a turn from its first event, or after one (`?after=`, `Last-Event-ID`)",
        EVENT_STREAM,
        query=StreamQuery,
        errors=(404, 406, 422, 429, 503),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/turns/{{turn_id}}/timeline",
        read_timeline,
        "What happened in a turn and when: waits, agents, calls of models and tools",
        TimelineBody,
        errors=(404, 503),
    ),
    Endpoint(
        "GET",
        f"{CHAT}/turns/{{turn_id}}/suggestions",
        read_suggestions,
        "What could be asked after an answer; nothing while it has not been written",
        SuggestionsBody,
        errors=(404, 503),
    ),
)
