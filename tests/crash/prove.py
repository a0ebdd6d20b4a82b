"""`python -m tests.crash.prove --size 100 --report docs/proof.md`: the large proof, and what it found."""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.crash.jobs import Result, jobs, play, play_mutant
from tests.crash.mutants import MUTANTS
from tests.crash.report import Proof, render

AT_ONCE = 2
USUAL_SIZE = 100


def main() -> int:
    """Play everything, two jobs at a time; 1 when a promise was broken or a mutant got away."""
    options = _options()
    began_at = time.monotonic()
    # Fresh processes: a fork would take the threads of this one halfway.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(AT_ONCE, mp_context=context) as pool:
        asked = [pool.submit(play, index, options.size) for index in range(len(jobs(options.size)))]
        asked += [pool.submit(play_mutant, index) for index in range(len(MUTANTS))]
        results = list(_told(asked))
    proof = Proof(options.size, time.monotonic() - began_at, results)
    if options.report is not None:
        options.report.write_text(render(proof), "utf-8")
    sys.stdout.write(f"{proof.verdict}\n")
    return 0 if proof.is_good else 1


def _told(asked: list[Future[Result]]) -> Iterable[Result]:
    for number, future in enumerate(as_completed(asked), start=1):
        result = future.result()
        wrong = len(result.tally.violations)
        caught = "" if result.catch is None else ", caught" if result.catch.words else ", NOT CAUGHT"
        sys.stdout.write(f"{number}/{len(asked)} {result.name}{caught}{f', {wrong} violations' if wrong else ''}\n")
        for violation in result.tally.violations:
            sys.stdout.write(f"  {violation}\n")
        sys.stdout.flush()
        yield result


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=USUAL_SIZE, help="percent of the usual number of rounds")
    parser.add_argument("--report", type=Path, default=None, help="where the figures go")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
