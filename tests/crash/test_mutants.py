"""The proof notices what is wrong."""

from pathlib import Path

import pytest

from tests.crash.mutants import MUTANTS, QUICK, Mutant, apply, hunt
from tests.crash.processes import copy_product


@pytest.mark.parametrize(
    "mutant", [mutant for mutant in MUTANTS if mutant.name in QUICK], ids=lambda mutant: mutant.name
)
async def test_a_product_that_is_wrong_is_caught(mutant: Mutant, tmp_path: Path) -> None:
    assert (await hunt(mutant, tmp_path)).words is not None


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_what_a_mutant_changes_is_still_there(mutant: Mutant, tmp_path: Path) -> None:
    apply(mutant, copy_product(tmp_path))
