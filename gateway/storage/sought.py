"""What somebody typed into a search field, as what SQLite is asked for. No operator and no syntax of FTS5 gets through.

A word is found whole, the last one also as a beginning. Scripts that put no spaces between words have no words for
FTS5: what is written in one of them, and what has no letters at all, is sought letter by letter in the user's own
messages. A trigram index would not find what such a script needs most, words of one and two characters, and it takes
three times the room of the texts.
"""

import re
import unicodedata
from dataclasses import dataclass

from shared.ids import OrganizationId, UserId

# A shorter beginning is the beginning of nearly everything.
MIN_BEGINNING = 2
MAX_WORDS = 32

# Thai, Lao, Tibetan, Burmese, Khmer, kana, bopomofo, Han; and Hangul, whose particles cling to the word.
_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Sought:
    """`words` for FTS5, in its order; `letters` to be looked for as they are, but for the case of A to Z."""

    words: tuple[str, ...]
    letters: tuple[str, ...]
    is_last_a_beginning: bool

    def match(self, organization_id: OrganizationId, user_id: UserId) -> str:
        """The expression that finds the words in the messages of that user."""
        quoted = [f'"{word.replace(chr(34), chr(34) * 2)}"' for word in self.words]
        if self.is_last_a_beginning:
            quoted[-1] += " *"
        return f'owner : "{owner_word(organization_id, user_id)}" AND text : ({" AND ".join(quoted)})'


def read_sought(text: str) -> Sought:
    """Take apart what was typed. Punctuation that stands alone is nothing."""
    words: list[str] = []
    letters: list[str] = []
    is_beginning = False
    # FTS5 ends an expression at NUL, wherever that stands.
    for piece in unicodedata.normalize("NFC", text.replace("\0", " ")).split()[:MAX_WORDS]:
        kinds = {unicodedata.category(character) for character in piece}
        has_word = any(kind[0] in "LN" or kind == "Co" for kind in kinds)
        if has_word and not _WITHOUT_SPACES.search(piece):
            words.append(piece)
            is_beginning = len(piece) >= MIN_BEGINNING
        elif has_word or any(kind[0] == "S" for kind in kinds):
            letters.append(lowered(piece))
            is_beginning = False
    return Sought(tuple(words), tuple(letters), is_beginning)


def lowered(text: str) -> str:
    """What SQLite's `lower` does: A to Z and nothing else, so that no place moves."""
    return text.translate(_LOWER)


def owner_word(organization_id: OrganizationId, user_id: UserId) -> str:
    """The word under which the index keeps this user's messages, as the migration's `search_content` makes it."""
    return f"o{organization_id.encode().hex()}u{user_id.encode().hex()}"


_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
