"""How much sooner the first text is there when an agent begins with the tool call that is certain.

Two whole products stand beside each other, each with a real crew container and a model simulator at the pace of a quick
hosted model; they differ in `TOOL_FIRST_ENABLED`. The same question goes to both in turns, so that a busy machine is
busy for both. One question needs one look; for another the model also keeps a chart before it writes, on both paths.
Beside them: a question for which several specialists work and another agent writes.
"""

import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.bench.report import figure, percentile, say
from infra.bench.whole import Whole, whole_product

QUESTION: Final = "What do we sell?"
KEPT_QUESTION: Final = "How many interactions per channel do we have?"
WIDE_QUESTION: Final = "Why did checkout conversion drop, and what do people say about delivery?"
PACE: Final = {"MODEL_SIM_FIRST_TOKEN_MS": "150", "MODEL_SIM_TOKEN_MS": "10"}
MOST_RATIO: Final = 0.7
WIDE_EVERY: Final = 4


@dataclass(frozen=True, slots=True)
class Compared:
    """Milliseconds to the first text of one question: with the tool first, and as ever."""

    first: tuple[float, ...]
    usual: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Of the two medians."""
        return percentile(self.first, 50) / percentile(self.usual, 50)


@dataclass(frozen=True, slots=True)
class ToolFirstFigures:
    """Both questions on both paths, and milliseconds to the first text where specialists work."""

    plain: Compared
    kept: Compared
    wide: tuple[float, ...]


async def measure_tool_first(count: int, folder: Path) -> ToolFirstFigures:
    """Ask both products in turns."""
    async with AsyncExitStack() as stack:
        products: list[Whole] = []
        for name in ("true", "false"):
            (folder / name).mkdir()
            settings = {"TOOL_FIRST_ENABLED": name}
            product = whole_product(folder / name, pace=PACE, settings=settings)
            products.append(await stack.enter_async_context(product))
        plain, kept = await _compared(products, QUESTION, count), await _compared(products, KEPT_QUESTION, count)
        few = max(1, count // WIDE_EVERY)
        wide = [await products[1].first_text(WIDE_QUESTION) for _ in range(few + 1)]
    return ToolFirstFigures(plain, kept, tuple(wide[1:]))


async def _compared(products: Sequence[Whole], question: str, count: int) -> Compared:
    first, usual = products
    pairs = [(await first.first_text(question), await usual.first_text(question)) for _ in range(count + 1)]
    # The first questions find everything cold.
    return Compared(tuple(one for one, _ in pairs[1:]), tuple(other for _, other in pairs[1:]))


async def bench_tool_first(count: int) -> bool:
    """Measure and print; False when the target was missed."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = await measure_tool_first(count, Path(folder))
    say(f"first text, {count} times in turns; {PACE['MODEL_SIM_FIRST_TOKEN_MS']} ms to a model's first token")
    say(f"{QUESTION!r}: one look, then the answer")
    held = _tell(found.plain, most=MOST_RATIO)
    say(f"{KEPT_QUESTION!r}: the model keeps a chart before it writes")
    _tell(found.kept)
    say(f"{WIDE_QUESTION!r}: specialists and a synthesis")
    figure("  p50", percentile(found.wide, 50), "ms")
    return held


def _tell(compared: Compared, *, most: float | None = None) -> bool:
    figure("  tool, model: p50", percentile(compared.first, 50), "ms")
    figure("  model, tool, model: p50", percentile(compared.usual, 50), "ms")
    return figure("  ratio", compared.ratio, most=most)
