"""The figures of the proof as a document."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tests.crash.arena import LEASE_SECONDS
from tests.crash.checker import Violation
from tests.crash.jobs import Result
from tests.crash.mutants import Catch
from tests.crash.points import crash_points
from tests.crash.rounds import Tally

HEAD = """# Proof of the durable turns

`make prove` starts real gateways on a database file and real worker processes that follow a script, kills, pauses and
fails them while clients ask, hang up, resume, repeat and stop. Then it compares three things: every byte that a client
saw, what the workers logged, and what the database holds. `make test` plays a small size of each part. The figures are
of the last run of `make prove SIZE={size}`, which wrote this page.

The promises are those of [architecture.md](architecture.md): **I1** what was acknowledged is stored, once; **I2** what
was shown is stored; **I3** a session runs one turn at a time, in order; **I4** every turn ends once, in time; **I5**
nothing of one organization reaches another; **I6** after `stopped` nothing of the turn happens any more.
"""

NUMBERS = """
## What the numbers mean

- A *kill* is SIGKILL to a gateway process, at a random moment or at a named point of its code (`reach("…")` in the
  sources, found by the proof itself). After each one the database is read before anything is started again, and must
  already hold everything that clients were told.
- A *pause* is SIGSTOP, then SIGCONT. The long ones outlast the lease ({lease:g} s in the proof, 15 s as the product
  comes), so that somebody else takes the turns over and the sleeper finds itself overtaken.
- A worker *killed at an event* dies just before or just after it says one line of a run, for every line. Before the
  first word of the answer the turn must be moved and end `done`, after it `interrupted` with what was shown.
- A *fault* is one commit, one query or one read from a worker that fails; its number grows until a round has none left.
- A *resumption* is a reader that hung up after an event and came back by `?after=` or `Last-Event-ID`, while the turn
  ran, waited, was over, or had lost its log; its bytes are compared with those of a reader that was not cut.
- A *seed* is one random schedule of the queue's real SQL with imagined gateways and a clock that jumps; every fiftieth
  checks that a small organization waits no longer than one turn beside one with 300 turns waiting.
- A turn must come to *rest* within the lease and 5 s, and the work itself.
"""

LIMITS = """
## What is not covered

Power loss (SIGKILL leaves the kernel's cache intact; `DATABASE_DURABILITY=full` is what protects against it), a torn or
flipped write-ahead log, a full disk, more than two gateways on one file, clocks that step, and the real crew container:
its worker side is played by a script that speaks the same protocol.
"""


@dataclass(frozen=True)
class Proof:
    """All results of one run."""

    size: int
    seconds: float
    results: list[Result]

    @cached_property
    def total(self) -> Tally:
        """All tallies in one."""
        total = Tally()
        for result in self.results:
            total.add(result.tally)
        return total

    @property
    def violations(self) -> list[Violation]:
        """Everything that was broken."""
        return self.total.violations

    @property
    def catches(self) -> list[Catch]:
        """All mutants, in the order of the list."""
        return sorted(
            (result.catch for result in self.results if result.catch is not None), key=lambda catch: catch.mutant
        )

    @property
    def unreached(self) -> list[str]:
        """Crash points at which no gateway died."""
        return [name for name in crash_points() if not self.total.counts[f"at {name}"]]

    @property
    def is_good(self) -> bool:
        """Nothing was broken, every mutant was caught and every point was reached."""
        return not self.violations and all(catch.words for catch in self.catches) and not self.unreached

    @property
    def verdict(self) -> str:
        """One line."""
        caught = sum(catch.words is not None for catch in self.catches)
        counts = self.total.counts
        return (
            f"{counts['gateway kills']} gateway kills, {counts['worker kills']} worker kills, "
            f"{counts['pauses of a gateway'] + counts['pauses of a worker']} pauses, {self.total.turns} turns, "
            f"{len(self.violations)} violations, {caught} of {len(self.catches)} mutants caught"
            + (f", points never reached: {', '.join(self.unreached)}" if self.unreached else "")
        )


def summary(tally: Tally) -> str:
    """A tally in one line, for a test that fails."""
    return f"{dict(tally.counts)}, {dict(tally.outcomes)}"


def render(proof: Proof) -> str:
    """The whole document."""
    return "".join(
        (
            HEAD.format(size=proof.size),
            _figures(proof),
            NUMBERS.format(lease=LEASE_SECONDS),
            _points(proof),
            _mutants(proof.catches),
            LIMITS,
        )
    )


def _figures(proof: Proof) -> str:
    total, counts = proof.total, proof.total.counts
    rows = [
        ("violations of I1 to I6", len(proof.violations)),
        ("kills of a gateway", counts["gateway kills"]),
        (
            "of them at a named point",
            sum(count for name, count in counts.items() if name.startswith("at ")) - counts["at an event of a run"],
        ),
        ("kills of a gateway that had nothing to do, not counted above", counts["idle kills"]),
        ("kills of a worker", counts["worker kills"]),
        ("of them at an event of a run", counts["at an event of a run"]),
        ("pauses of a gateway", counts["pauses of a gateway"]),
        ("of them longer than its lease", counts["longer than the lease"]),
        ("pauses of a worker", counts["pauses of a worker"]),
        ("calls that were made to fail", sum(count for name, count in counts.items() if name.startswith("fault: "))),
        ("duplicates sent at once", counts["duplicates at once"]),
        ("stops of long answers", counts["stops"]),
        ("turns accepted", total.turns),
        ("of them " + ", ".join(f"{count} {status}" for status, count in sorted(total.outcomes.items())), ""),
        ("connections on which a turn was read", total.views),
        ("of them repetitions of a known key", total.duplicates),
        ("bytes shown and compared", total.shown_bytes),
        ("resumptions", counts["resumptions"]),
        ("seeds of the simulator", counts["seeds"]),
        ("slowest rest after the last fault of a round", f"{total.slowest_rest:.1f} s"),
        ("time of the whole proof", f"{proof.seconds / 60:.0f} min"),
    ]
    return "\n| | |\n| --- | ---: |\n" + "".join(f"| {name} | {_number(value)} |\n" for name, value in rows)


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _points(proof: Proof) -> str:
    reached = ", ".join(f"`{name}` {proof.total.counts[f'at {name}']}" for name in crash_points())
    told = textwrap.fill(f"A gateway died at each of them, so many times: {reached}.", 120, break_on_hyphens=False)
    return f"\n## Named points\n\n{told}\n"


def _mutants(catches: Iterable[Catch]) -> str:
    rows = "".join(
        f"| {catch.mutant} | {catch.catcher} | {catch.rounds if catch.words else 'not caught'} |\n" for catch in catches
    )
    return (
        "\n## Mutants\n\nEach is the product with one thing wrong (`tests/crash/mutants.py`).\n\n"
        "| what is wrong | caught by | in round or seed |\n| --- | --- | ---: |\n" + rows
    )
