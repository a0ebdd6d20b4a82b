"""Readers that hang up and come back."""

from pathlib import Path

from tests.crash.rounds import Tally
from tests.crash.scenarios import run_resume


async def test_a_reader_that_comes_back_is_told_the_rest_byte_for_byte(tmp_path: Path, product: Path) -> None:
    tally = Tally()

    await run_resume(folder=tmp_path / "arena", product=product, tally=tally, step=6)

    assert [str(violation) for violation in tally.violations] == []
    assert tally.counts["resumptions"] >= 100
