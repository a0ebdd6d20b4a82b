"""The rows of the simulator's tables and how they are written. Every `…_ms` is milliseconds since the epoch."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

INSERT_INTERACTION = """
INSERT INTO interaction (id, organization_id, source_type, session_id, data, summary, confidence, tags, product_ids,
                         timestamp_ms, created_ms)
VALUES (:id, :organization_id, :source_type, :session_id, :data, :summary, :confidence, :tags, :product_ids,
        :timestamp_ms, :created_ms)
"""
INSERT_PATTERN = """
INSERT INTO pattern (id, organization_id, type, confidence, data, detected_ms, created_ms)
VALUES (:id, :organization_id, :type, :confidence, :data, :detected_ms, :created_ms)
"""
INSERT_REPORT = """
INSERT INTO report (id, organization_id, period, source_type, report, product_ids, generated_ms)
VALUES (:id, :organization_id, :period, :source_type, :report, :product_ids, :generated_ms)
"""
INSERT_PRODUCT = """
INSERT INTO product (id, organization_id, external_id, title, description, images, price, category, metadata,
                     ai_descriptions, created_ms)
VALUES (:id, :organization_id, :external_id, :title, :description, :images, :price, :category, :metadata,
        :ai_descriptions, :created_ms)
"""
INSERT_PASSAGE = """
INSERT INTO passage (id, organization_id, type, content) VALUES (:id, :organization_id, :type, :content)
"""
INSERT_EVENT = """
INSERT INTO analytics_event (id, organization_id, event_type, source, metadata, created_ms)
VALUES (:id, :organization_id, :event_type, :source, :metadata, :created_ms)
"""
INSERT_ORGANIZATION = """
INSERT INTO organization (id, better_auth_id, name, context, context_id, created_ms)
VALUES (:id, :better_auth_id, :name, :context, :context_id, :created_ms)
"""
INSERT_MEMBER = """
INSERT INTO member (id, better_auth_id, organization_id, permissions)
VALUES (:id, :better_auth_id, :organization_id, :permissions)
"""


@dataclass(frozen=True, slots=True)
class InteractionRow:
    id: str
    organization_id: str
    source_type: str
    session_id: str | None
    data: str
    summary: str | None
    confidence: float | None
    tags: str | None
    product_ids: str | None
    timestamp_ms: int
    created_ms: int


@dataclass(frozen=True, slots=True)
class PatternRow:
    id: str
    organization_id: str
    type: str
    confidence: float
    data: str
    detected_ms: int
    created_ms: int


@dataclass(frozen=True, slots=True)
class ReportRow:
    id: str
    organization_id: str
    period: str
    source_type: str | None
    report: str
    product_ids: str | None
    generated_ms: int


@dataclass(frozen=True, slots=True)
class ProductRow:
    """`price` is in cents; `images`, `metadata` and `ai_descriptions` are JSON texts."""

    id: str
    organization_id: str
    external_id: str
    title: str
    description: str | None
    images: str
    price: int | None
    category: str | None
    metadata: str
    ai_descriptions: str
    created_ms: int


@dataclass(frozen=True, slots=True)
class PassageRow:
    id: str
    organization_id: str
    type: str
    content: str


@dataclass(frozen=True, slots=True)
class EventRow:
    id: str
    organization_id: str
    event_type: str
    source: str
    metadata: str | None
    created_ms: int


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """`context` is the JSON text of the organization service's `structuredData`."""

    id: str
    better_auth_id: str
    name: str
    context: str
    context_id: str
    created_ms: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    id: str
    better_auth_id: str
    organization_id: str
    permissions: str


Row = InteractionRow | PatternRow | ReportRow | ProductRow | PassageRow | EventRow | OrganizationRow | MemberRow

_INSERTS: dict[type, str] = {
    InteractionRow: INSERT_INTERACTION,
    PatternRow: INSERT_PATTERN,
    ReportRow: INSERT_REPORT,
    ProductRow: INSERT_PRODUCT,
    PassageRow: INSERT_PASSAGE,
    EventRow: INSERT_EVENT,
    OrganizationRow: INSERT_ORGANIZATION,
    MemberRow: INSERT_MEMBER,
}


def insert_rows(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Write rows of any kind, in order, inside the caller's transaction."""
    for row in rows:
        connection.execute(_INSERTS[type(row)], asdict(row))


def compact(value: Any) -> str:  # noqa: ANN401 - JSON in, JSON text out
    """Return the JSON text that the platform stores in its string columns."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
