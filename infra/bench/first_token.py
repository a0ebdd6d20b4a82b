"""How soon the first token of a simple question is there, through the whole product, beside the model alone.

The product is started as `make run` starts it, with the model simulator at zero delay in place of a model. Questions to
the product and to the model alternate.
"""

import tempfile
from pathlib import Path
from typing import Final

from infra.bench.report import figure, percentile, say
from infra.bench.whole import Whole, until_word, whole_product

QUESTION: Final = "Hello!"
MOST_MS: Final = 400.0
NO_DELAY: Final = {"MODEL_SIM_FIRST_TOKEN_MS": "0", "MODEL_SIM_TOKEN_MS": "0"}


async def bench_first_token(count: int) -> bool:
    """Measure and print; False when the target was missed."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        product, model = await measure_first_token(count, Path(folder))
    say(f"first token of {QUESTION!r}, {count} times one after another")
    held = figure("through the whole product, p50", percentile(product, 50), "ms", most=MOST_MS)
    figure("  slowest", max(product), "ms")
    figure("asking the model simulator itself, p50", percentile(model, 50), "ms")
    figure("ratio", percentile(product, 50) / percentile(model, 50))
    return held


async def measure_first_token(count: int, folder: Path) -> tuple[list[float], list[float]]:
    """Milliseconds through the product, and to the model alone."""
    async with whole_product(folder, pace=NO_DELAY) as whole:
        # The first question finds everything cold.
        await whole.first_text(QUESTION)
        await _ask_model(whole)
        pairs = [(await whole.first_text(QUESTION), await _ask_model(whole)) for _ in range(count)]
    return [product for product, _ in pairs], [model for _, model in pairs]


async def _ask_model(whole: Whole) -> float:
    body = {"model": "any", "stream": True, "messages": [{"role": "user", "content": QUESTION}]}
    return await until_word(whole.model, "/v1/chat/completions", body, b'"content":"')
