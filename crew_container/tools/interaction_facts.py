"""Project one interaction of any channel to the facts that a model needs (the raw data can be 64 kB)."""

from pydantic import JsonValue

from crew_container.tools.fields import (
    Row,
    count_of,
    cut,
    id_of,
    iso_time_of,
    number_of,
    object_of,
    rows_of,
    scalars_of,
    strings_of,
    text_of,
)
from crew_container.tools.results import Found

TITLES = {"web": "Web session", "cctv": "Camera observation", "social": "Social posts"}
MAX_SUMMARY = 300
MAX_TAGS = 8
# Identifiers, machine detail and what has its own field here.
_NOT_FACTS = frozenset(
    {"sessionId", "organizationId", "userAgent", "browser", "operatingSystem", "initialUrl", "startedAt", "endedAt"}
    | {"durationMs", "batchIndex", "frameCount", "totalItems", "referrer", "timestamp", "layer", "behavior"}
)


def interaction(row: Row) -> Found:
    """Return one row of `interactions` as a thing found."""
    source = text_of(row, "sourceType", limit=20) or "unknown"
    return Found(
        type="interaction",
        id=id_of(row),
        title=TITLES.get(source, "Interaction"),
        text=text_of(row, "summary", limit=MAX_SUMMARY),
        at=iso_time_of(row.get("timestamp")),
        source=source,
        facts=_facts(row, source),
    )


def is_analysed(row: Row) -> bool:
    """Tell the analysis of a web session from its raw record: both carry the same session id."""
    data = object_of(row.get("data"))
    return "finalWhys" in data or "layer" in data


def _facts(row: Row, source: str) -> dict[str, JsonValue]:
    data = object_of(row.get("data"))
    facts: dict[str, JsonValue] = {"tags": [*strings_of(row.get("tags"), limit=MAX_TAGS)]}
    if products := strings_of(row.get("productIds"), limit=10):
        facts["productIds"] = [*products]
    if (confidence := number_of(row, "confidence")) is not None:
        facts["confidence"] = confidence
    match source:
        case "cctv":
            facts |= _camera_facts(data)
        case "social":
            facts |= _social_facts(data)
        case _:
            facts |= _web_facts(data)
    return {name: value for name, value in facts.items() if value is not None}


def _web_facts(data: Row) -> dict[str, JsonValue]:
    duration = number_of(data, "durationMs")
    exit_context = object_of(data.get("exitContext"))
    whys = [text_of(why, "why", limit=160) for why in rows_of(data, "finalWhys")[:3]]
    return {
        "url": text_of(data, "initialUrl", "url", limit=120),
        "durationSeconds": round(duration / 1000) if duration is not None else None,
        "layer": text_of(data, "layer", limit=20),
        "whys": [why for why in whys if why] or None,
        "lastPage": text_of(exit_context, "lastPage", limit=120),
        "cartState": text_of(exit_context, "cartState", limit=60),
        **scalars_of(data, without={*_NOT_FACTS, "url"}, limit=8),
    }


def _camera_facts(data: Row) -> dict[str, JsonValue]:
    touched = [
        f"{text_of(action, 'type', limit=12)} {text_of(action, 'productId', limit=60)}"
        for action in rows_of(data, "productInteractions")[:5]
    ]
    return {
        "cameraId": text_of(data, "cameraId", limit=60),
        "peopleCount": count_of(data, "peopleCount"),
        "behavior": text_of(data, "behavior", limit=150),
        "productInteractions": [*touched] or None,
    }


def _social_facts(data: Row) -> dict[str, JsonValue]:
    posts: list[JsonValue] = []
    for post in rows_of(data, "items")[:3]:
        said = text_of(post, "content", "title", limit=200) or ""
        platform = text_of(post, "platform", limit=20) or "social"
        posts.append(cut(f"[{platform}] {said}", 220))
    return {"posts": posts or None}
