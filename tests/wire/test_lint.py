"""No rule of the lint is there for show."""

from tests.wire.breakage.ui_stream import UI_VARIANTS
from tests.wire.lint.rules import RULES


def test_every_rule_is_broken_by_a_variant() -> None:
    assert frozenset().union(*(variant.lint for variant in UI_VARIANTS)) == RULES


def test_no_two_variants_have_one_name() -> None:
    names = [variant.name for variant in UI_VARIANTS]
    assert len(set(names)) == len(names)
