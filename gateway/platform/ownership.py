"""Leave out of the platform's lists what names another organization. Pure.

CROW's services trust their callers with the organization, and not all of them look at it. What a list holds of another
one is not told, whatever the platform thinks. A row that names nobody is of whom the list is of.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from pydantic_core import to_json

from gateway.chat.errors import NotFound, PlatformUnavailable
from gateway.chat.model import PlatformAnswer
from shared.loose_json import parse_loosely

LISTS = ("interactions", "patterns", "products", "results", "events", "sessions", "descriptions")
OWNER = "organizationId"
# JSON inside a string has a backslash before its quotes and is no name of a row.
NAMED = re.compile(rb'"organizationId"\s*:\s*"([^"]*)"')


def names_in(answer: PlatformAnswer) -> frozenset[str]:
    """The organizations that the answer names: mostly there is one, and nothing to be read."""
    if answer.status != HTTPStatus.OK:
        return frozenset()
    return frozenset(found.decode("utf-8", "replace") for found in NAMED.findall(answer.body))


def without_foreign(answer: PlatformAnswer, names: Collection[str]) -> PlatformAnswer:
    """Return the answer without what names an organization that is none of these.

    Raises NotFound when that is the whole of it, PlatformUnavailable when it cannot be read.
    """
    try:
        body: Any = parse_loosely(answer.body)
    except ValueError as error:
        raise PlatformUnavailable("The platform's answer could not be read.") from error
    if not isinstance(body, dict) or not _is_theirs(body, names):
        raise NotFound
    lost = 0
    for name in LISTS:
        rows = body.get(name)
        if isinstance(rows, list):
            body[name] = [row for row in rows if _is_theirs(row, names)]
            lost += len(rows) - len(body[name])
    if not lost:
        return answer
    if isinstance(body.get("total"), int):
        body["total"] = max(0, body["total"] - lost)
    return replace(answer, body=to_json(body, inf_nan_mode="null"))


def _is_theirs(row: Any, names: Collection[str]) -> bool:  # noqa: ANN401 - JSON
    if not isinstance(row, dict):
        return True
    metadata = row.get("metadata")
    owners = [row.get(OWNER), metadata.get(OWNER) if isinstance(metadata, dict) else None]
    return all(owner is None or owner in names for owner in owners)
