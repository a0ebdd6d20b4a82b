"""`make fuzz SIZE=20000`: generate at least so many requests; print what was wrong and fail then."""

import argparse
import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

from tests.fuzz.generator import generate
from tests.fuzz.stage import open_stage
from tests.support.conformance import description

# About how many requests a run makes for each of its examples.
CASES_OF_AN_EXAMPLE = 60
MOST_EXAMPLES = 60


async def fuzz(size: int, first_seed: int) -> int:
    """The exit status."""
    made = 0
    seed = first_seed
    while made < size:
        examples = max(3, min(MOST_EXAMPLES, (size - made) // CASES_OF_AN_EXAMPLE))
        with tempfile.TemporaryDirectory() as folder:
            async with open_stage(Path(folder)) as stage:
                outcome = await generate(stage, description(), Path(folder), seed=seed, examples=examples)
        made += outcome.cases
        print(f"seed {seed}: {outcome.cases} requests, {made} of {size}", flush=True)  # noqa: T201 - progress
        if outcome.failures:
            print(outcome.report, *outcome.failures, sep="\n")  # noqa: T201 - the report
            return 1
        seed += 1
    return 0


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    given = parser.parse_args()
    sys.exit(asyncio.run(fuzz(given.size, given.seed)))


if __name__ == "__main__":
    main()
