"""When memory is looked at, when something is learned, and what ends a line of thought. Pure.

The commands count as whole messages only: "show new products" starts nothing over.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from shared.runs import PastMessage

# In bytes, so that what is short in one script is not in another: ten letters of the Latin one.
LEAST_BYTES = 10
# As long as "My boss is Rita": the model is not asked for less.
LEAST_LEARNED_BYTES = 15
MAX_WORDS = 24

START_OVER = frozenset(
    {
        *("start over", "start again", "start anew", "start a new chat", "start a new conversation", "new chat"),
        *("new conversation", "new session", "reset", "clear", "forget this conversation", "forget this chat"),
        *("/start-over", "/reset", "/clear", "/new"),
    }
)
SMALL_TALK = frozenset(
    {
        *("hi", "hello", "hey", "hi there", "hello there", "hey there", "good morning", "good afternoon"),
        *("good evening", "good day", "thanks", "thank you", "thank you very much", "many thanks", "thanks a lot"),
        *("ok", "okay", "yes", "no", "yes please", "no thanks", "no thank you", "please continue", "go on"),
        *("go ahead", "continue", "stop", "help", "bye", "goodbye", "see you later", "great thanks", "perfect thanks"),
    }
)
_STOP_WORDS: Final = (
    "a about after again all also am an and any are as at be been before being both but by can could did "
    "do does doing for from further had has have having he her here hers him his how i if in into is it "
    "its just let me more most my no nor not now of off on once only or other our ours out over own "
    "please same she should show so some such tell than that the their them then there these they this "
    "those through to too under until up us very was we were what when where which while who whom why "
    "will with would you your yours"
)

STOP_WORDS: Final = frozenset(_STOP_WORDS.split())
_I_AND_MY: Final = (
    "i me my mine myself we us our ours ich mich mir mein meine meinen meinem meiner wir uns unser unsere eu mim meu "
    "minha meus minhas nós nosso nossa yo mí mi mis nosotros nuestro nuestra je moi mon ma mes nous notre nos io mio "
    "mia noi nostro nostra"
)
_OF_ONESELF: Final = frozenset(_I_AND_MY.split())
_WORD = re.compile(r"\w+")
_EDGES = re.compile(r"^[\s.!?,;:]+|[\s.!?,;:]+$")


def wants_memory(text: str) -> bool:
    """Whether it is worth looking for what was said earlier: not for greetings, commands and a word or two."""
    said = _command(text)
    return len(text.strip().encode()) >= LEAST_BYTES and said not in SMALL_TALK and said not in START_OVER


def may_teach(text: str) -> bool:
    """Whether a message can hold something to remember."""
    return (
        wants_memory(text) and len(text.strip().encode()) >= LEAST_LEARNED_BYTES and not text.lstrip().startswith("/")
    )


def speaks_of_oneself(text: str) -> bool:
    """Whether a message says "I" or "my": even a light answer to it may rest on what was said earlier."""
    return not _OF_ONESELF.isdisjoint(_WORD.findall(text.lower()))


def is_start_over(text: str) -> bool:
    """Whether a message does nothing but ask to begin anew."""
    return _command(text) in START_OVER


def since_start_over(history: Sequence[PastMessage]) -> tuple[PastMessage, ...]:
    """What was said since somebody asked to begin anew, without that and its answer; all of it when nobody did."""
    places = [n for n, message in enumerate(history) if message.role == "user" and is_start_over(message.text)]
    if not places:
        return tuple(history)
    kept = history[places[-1] + 1 :]
    return tuple(kept[1:] if kept and kept[0].role == "assistant" else kept)


def words_of(text: str) -> list[str]:
    """The words by which a memory may be found, each once."""
    found = (word for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()) if word not in STOP_WORDS)
    return list(dict.fromkeys(found))[:MAX_WORDS]


def _command(text: str) -> str:
    return " ".join(_EDGES.sub("", text.lower()).replace(",", " ").split())
