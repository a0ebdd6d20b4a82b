"""The language model that both tiers ask unless they are told otherwise."""

from typing import Final

DEFAULT_MODEL: Final = "@cf/meta/llama-3.3-70b-instruct-fp8-fast"
# What that can read and write together; taken for every model of which nobody says otherwise.
DEFAULT_WINDOW_TOKENS: Final = 24_000
