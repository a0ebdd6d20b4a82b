"""Extend the summary of a conversation: what the person told stays word for word, what they asked in a few words."""

import re

from infra.simulators.model.brain.jobs import write_title

_EXTEND = re.compile(r"\bextend\b[^.\n]*\bsummary\b", re.IGNORECASE)
_MATERIAL = re.compile(r"\A\s*Summary so far:\n(?P<before>.*?)\n\nMessages:\n(?P<said>.*)\Z", re.DOTALL)
_MESSAGE = re.compile(r"^(Person|Assistant): (.*?)(?=^(?:Person|Assistant): |\Z)", re.DOTALL | re.MULTILINE)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_OF_ONESELF = re.compile(r"\b(?:I|I'm|my|we|our|us|me)\b", re.IGNORECASE)
_TOLD, _ASKED = "- The person said: ", "- Asked about: "
_MOST_TOLD = 40
_MOST_ASKED = 12
_MOST_CHARACTERS = 240


def extended_summary(instructions: str, text: str) -> str | None:
    """The new summary; None when the instructions ask for something else."""
    material = _MATERIAL.match(text)
    if material is None or not _EXTEND.search(instructions):
        return None
    before = [line for line in material["before"].splitlines() if line.startswith("- ")]
    told = [line for line in before if line.startswith(_TOLD)]
    asked = [line for line in before if line.startswith(_ASKED)]
    for speaker, said in _MESSAGE.findall(material["said"]):
        if speaker != "Person":
            continue
        sentences = [sentence.strip() for sentence in _SENTENCE.findall(said)]
        facts = [sentence for sentence in sentences if _OF_ONESELF.search(sentence) and not sentence.endswith("?")]
        told += [_TOLD + fact[:_MOST_CHARACTERS] for fact in facts]
        if not facts:
            asked.append(_ASKED + write_title(said.strip()))
    return "\n".join([*_once(told)[:_MOST_TOLD], *_once(asked)[-_MOST_ASKED:]]) or "- Nothing to keep."


def _once(lines: list[str]) -> list[str]:
    return list(dict.fromkeys(lines))
