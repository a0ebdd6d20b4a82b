"""No rule of the lint is there for show."""

import pytest

from tests.wire.breakage.agui import AGUI_VARIANTS
from tests.wire.breakage.completions import COMPLETION_VARIANTS
from tests.wire.breakage.data_stream import DATA_VARIANTS
from tests.wire.breakage.ui_stream import UI_VARIANTS
from tests.wire.breakage.variant import Variant
from tests.wire.lint.rules import RULES

FAMILIES = (UI_VARIANTS, DATA_VARIANTS, AGUI_VARIANTS, COMPLETION_VARIANTS)


def test_every_rule_is_broken_by_a_variant() -> None:
    assert frozenset().union(*(variant.lint for variants in FAMILIES for variant in variants)) == RULES


@pytest.mark.parametrize("variants", FAMILIES, ids=["ui", "data", "agui", "openai"])
def test_no_two_variants_of_a_protocol_have_one_name(variants: tuple[Variant, ...]) -> None:
    names = [variant.name for variant in variants]
    assert len(set(names)) == len(names)
