"""The keys of an object: those that it needs, those that it may have, of which types."""

from typing import Any

from tests.wire.lint.rules import Rule

Keys = dict[str, type]


def check_keys(value: dict[str, Any], needed: Keys, allowed: Keys, *, found: set[Rule]) -> None:
    """Note what is wrong with them; `type` may always be there."""
    known = {**needed, **allowed, "type": str}
    if needed.keys() - value.keys():
        found.add("missing-key")
    if value.keys() - known.keys():
        found.add("extra-key")
    for key, each in value.items():
        kind = known.get(key, object)
        if each is None and kind is not object:
            found.add("null-key")
        elif not isinstance(each, kind):
            found.add("wrong-type")
