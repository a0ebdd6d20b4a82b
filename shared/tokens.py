"""How many tokens a text may have, guessed from its bytes: no tokenizer is the same for two models."""

from typing import Final

# Measured on English prose, JSON, German and Chinese: 3.3 to 4.9 bytes a token; on the careful side of it.
BYTES_PER_TOKEN: Final = 3.5


def estimated_tokens(byte_count: int) -> int:
    """Estimate the tokens of a text of this many UTF-8 bytes."""
    return -int(-byte_count // BYTES_PER_TOKEN)
