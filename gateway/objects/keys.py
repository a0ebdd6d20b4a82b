"""What a key may be: words of ours between slashes, so that it is the same name in a folder, in a URL and in S3."""

import re
from typing import Final

MAX_KEY_CHARACTERS: Final = 512
# No dot at the beginning of a word: neither `..` nor a hidden file.
KEY: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


def checked(key: str) -> str:
    """The key itself. Raises ValueError: keys are made of our own ids, so another one is a bug."""
    if len(key) > MAX_KEY_CHARACTERS or KEY.fullmatch(key) is None:
        raise ValueError("not a key of ours")
    return key
