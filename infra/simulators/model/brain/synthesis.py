"""Join the specialists' findings into one answer: their lines, their citations, nothing else."""

import re
from dataclasses import dataclass

from infra.simulators.model.brain.question import Question
from infra.simulators.model.brain.words import is_about, stems

_CITATION = re.compile(r"\[\d+(?:, ?\d+)*\]")
_FAILED = re.compile(
    r"\b(?:unavailable|failed|timed out|timeout|not permitted|forbidden|could not (?:be|report))\b", re.IGNORECASE
)
_IGNORANT = re.compile(r"\b(?:do(?:es)? not know|cannot (?:know|answer|tell|say)|no information)\b", re.IGNORECASE)
_MOST_LINES = 80


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a lead with its bullets or table, or a paragraph."""

    role: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def is_cited(self) -> bool:
        return bool(_CITATION.search(self.text))

    @property
    def failed(self) -> bool:
        return not self.is_cited and bool(_FAILED.search(self.text))

    @property
    def knows_nothing(self) -> bool:
        return not self.is_cited and bool(_IGNORANT.search(self.text))


def synthesise(question: Question, findings: str) -> str:
    blocks = [block for role, text in _sections(findings) for block in _blocks(role, text)]
    blocks = _without_repeats(blocks)
    failed = [block for block in blocks if block.failed]
    known = [block for block in blocks if not block.failed and not block.knows_nothing]
    told = [block for block in known if block.is_cited]
    notes = [block for block in known if not block.is_cited]
    if not known:
        return _nothing_known(question, failed)
    told.sort(key=lambda block: _place(question, block))
    parts = [*(block.text for block in told), *(block.text for block in notes)]
    joint = _joint(told)
    if joint is not None:
        parts.append(joint)
    parts += [_failure(block) for block in failed]
    return "\n\n".join(dict.fromkeys(parts))


def _sections(findings: str) -> list[tuple[str, str]]:
    """`## Role` sections in order; text before the first has no role."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for line in findings.splitlines()[: _MOST_LINES * 10]:
        if line.startswith("## "):
            sections.append((line.removeprefix("## ").strip(" #:"), []))
        else:
            sections[-1][1].append(line.rstrip())
    return [(role, "\n".join(lines).strip()) for role, lines in sections if "".join(lines).strip()]


def _blocks(role: str, text: str) -> list[Block]:
    """Paragraphs, where a lead that ends in a colon keeps what follows it."""
    blocks: list[Block] = []
    waiting: tuple[str, ...] = ()
    for paragraph in re.split(r"\n[ \t]*\n", text):
        lines = tuple(line for line in paragraph.splitlines() if line.strip())
        if not lines:
            continue
        if lines[-1].endswith(":") and len(lines) == 1:
            waiting = (*lines, "")
            continue
        blocks.append(Block(role, (*waiting, *lines)))
        waiting = ()
    return blocks


def _without_repeats(blocks: list[Block]) -> list[Block]:
    seen: set[str] = set()
    kept: list[Block] = []
    for block in blocks:
        lines: list[str] = []
        for line in block.lines:
            bare = " ".join(_CITATION.sub("", line).lower().split())
            if bare in seen and not bare.startswith(("|", "---")) and bare:
                continue
            seen.add(bare)
            lines.append(line)
        if any(line.strip() and not line.endswith(":") for line in lines):
            kept.append(Block(block.role, tuple(lines[:_MOST_LINES])))
    return kept


def _place(question: Question, block: Block) -> int:
    """The clause a block answers best: the answer follows the question's order."""
    told = frozenset(stems(f"{block.role} {block.text}"))
    scores = [sum(is_about(word, told) for word in clause.stems) for clause in question.clauses]
    return scores.index(max(scores)) if scores else 0


def _joint(told: list[Block]) -> str | None:
    roles = list(dict.fromkeys(block.role for block in told if block.role))
    if len(roles) < 2:
        return None
    parts = []
    for role in roles:
        cited = next(match for block in told if block.role == role for match in _CITATION.findall(block.text))
        parts.append(f"the {role.lower()} {cited}")
    named = f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"Read together: this answer rests on {named}; each figure is cited where it stands."


def _failure(block: Block) -> str:
    if not block.role or block.role.lower() in block.text.lower():
        return block.text
    return f"{block.role}: {block.text}"


def _nothing_known(question: Question, failed: list[Block]) -> str:
    if failed:
        parts = [_failure(block) for block in failed]
        parts.append("So I cannot answer this now; it does not mean that there is no data.")
        return "\n\n".join(parts)
    return (
        f"I do not know from this data: none of the findings answers “{question.text.strip(' ?.!')}”. "
        "I would rather say so than guess."
    )
