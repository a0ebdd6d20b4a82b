"""The labelled messages: read, and nothing else."""

import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from infra.eval.phrases import phrases
from infra.eval.registers import in_other_manners
from infra.eval.replies import replies

Part = Literal["a", "b", "c"]
PARTS: tuple[Part, ...] = get_args(Part)
DATA = Path(__file__).with_name("data")
NONE = "-"
# What would be made as a near duplicate of a line that is measured with.
LEFT_OUT = frozenset(
    {
        "hi, how many visitors today?",
        "how is conversion rate calculated",
        "any alerts since Monday?",
        "do you speak Dutch?",
        "was habe ich dir über unser Budget gesagt",
    }
)
# What people ask who knew neither rule nor line counts for more than what the authors of those thought of.
OTHERS_WEIGHT = 2.0
# A line that was filled in counts for less than one that somebody wrote.
FILLED_WEIGHT = 0.35
REPLIED_WEIGHT = 0.35
MANNERED_WEIGHT = 0.25
SLIPPED_WEIGHT = 0.25
SEED = 6
SLIPPING_WORD = 4
SLIPS = 2
# Small talk in a manner is not always small talk; a longer question is the same question.
MANNERED_WORDS = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what is right for it. `agent` is None when there is none, or no single one.

    Lines of one `group` are variants of each other.
    """

    message: str
    previous: str | None
    level: str
    action: str | None
    agent: str | None
    slice: str
    group: str
    weight: float = 1.0


def frozen_lines() -> list[Labelled]:
    """What is measured with, and never learned from."""
    return _measured("frozen.tsv")


def held_back_lines(part: Part) -> list[Labelled]:
    """More sets to measure with: A and B by a second author, of which A's errors were looked at; C by a sixth one."""
    return _measured(f"held_back_{part}.tsv")


def _measured(file: str) -> list[Labelled]:
    rows = [line.split("\t") for line in (DATA / file).read_text("utf-8").splitlines()[1:]]
    return [
        Labelled(message, _given(previous), level, action, _given(agent), slice_, message)
        for level, action, agent, slice_, previous, message in rows
    ]


def training_lines() -> list[Labelled]:
    """What is learned from."""
    written = [*_written("training.tsv", 1.0), *_written("others.tsv", OTHERS_WEIGHT)]
    filled = [
        Labelled(text, None, level, None, _given(area), "", sentence, FILLED_WEIGHT)
        for level, area, text, sentence in phrases()
    ]
    replied = [
        Labelled(text, previous, level, None, _given(area), "", text, REPLIED_WEIGHT)
        for level, area, previous, text in replies()
    ]
    lines = written + filled + replied + mannered(written) + slipped(written) + answered(written)
    return [line for line in lines if line.message not in LEFT_OUT]


def _written(file: str, weight: float) -> list[Labelled]:
    rows = [line.split("\t") for line in (DATA / file).read_text("utf-8").splitlines()[1:]]
    return [
        Labelled(message, _given(previous), level, None, _given(agent), "", message, weight)
        for level, agent, previous, message in rows
    ]


def mannered(lines: list[Labelled]) -> list[Labelled]:
    """The same questions as other people would ask them: hurried, polite, at length, loud."""
    chance = random.Random(SEED)  # noqa: S311 - the same each time is the point
    return [
        replace(line, message=message, weight=MANNERED_WEIGHT)
        for line in lines
        if line.level != "ATOM" or len(line.message.split()) >= MANNERED_WORDS
        for message in in_other_manners(line.message, chance)
    ]


def slipped(lines: list[Labelled]) -> list[Labelled]:
    """The same lines, typed in a hurry: in each a letter is lost, doubled or changed places with the next."""
    chance = random.Random(SEED)  # noqa: S311 - the same each time is the point
    return [
        replace(line, message=_slip(line.message, chance), weight=SLIPPED_WEIGHT)
        for line in lines
        for _ in range(SLIPS)
    ]


def answered(lines: list[Labelled]) -> list[Labelled]:
    """The same lines, not at the beginning of a session: what was said before does not matter to most."""
    chance = random.Random(SEED)  # noqa: S311
    said = sorted({line.previous for line in lines if line.previous is not None})
    return [
        replace(line, previous=chance.choice(said), weight=SLIPPED_WEIGHT) for line in lines if line.previous is None
    ]


def _slip(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if len(word) >= SLIPPING_WORD]
    for number in chance.sample(long, min(len(long), 1 + len(long) // 4)):
        word = words[number]
        at = chance.randrange(1, len(word) - 1)
        kinds = (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], _swapped(word, at))
        words[number] = chance.choice(kinds)
    return " ".join(words)


def _swapped(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _given(value: str) -> str | None:
    return None if value == NONE else value
