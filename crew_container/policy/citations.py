"""Give every thing that the tools find one number for the whole turn, and find the numbers that an answer cites."""

import re

from shared.tools import Reference, ReferenceType, ToolItem, ToolResult

# `[3]` and `[1, 4]`. Every repetition is bounded, so that no answer, however odd, makes the search slow.
_CITATION = re.compile(r"\[(\d{1,4}(?: {0,2}, {0,2}\d{1,4}){0,20})\]", re.ASCII)


class CitationBook:
    """The numbers of one turn: the same thing keeps its number, whichever agent or tool finds it again."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[ReferenceType, str], int] = {}
        self._references: dict[int, Reference] = {}

    def number_of(self, kind: ReferenceType, identifier: str) -> int:
        """Return the number of this thing, a new one if it was never seen."""
        return self._numbers.setdefault((kind, identifier), len(self._numbers) + 1)

    def remember(self, result: ToolResult, *, tool_call_id: str) -> None:
        """Note what a tool really showed: only this can be cited. The first call that showed a thing is its source."""
        for item in result.items:
            if item.n not in self._references:
                self._references[item.n] = _reference(item, tool_call_id)

    def cited_in(self, text: str) -> tuple[Reference, ...]:
        """Return the sources that `text` cites, by ascending number; numbers that nobody was shown are left out."""
        return tuple(self._references[n] for n in cited_numbers(text) if n in self._references)


def cited_numbers(text: str) -> list[int]:
    """Return the citation numbers in `text`, each once, ascending."""
    return sorted({int(number) for match in _CITATION.finditer(text) for number in match[1].split(",")})


def _reference(item: ToolItem, tool_call_id: str) -> Reference:
    return Reference(
        index=item.n, type=item.type, label=_label(item), id=item.id, tool_call_id=tool_call_id, at=item.at
    )


def _label(item: ToolItem) -> str:
    match item.type:
        case "product":
            return f'Product: "{item.title}"'
        case "pattern":
            return f'Pattern: "{item.title}"'
        case "interaction":
            return f"Interaction #{item.id} ({item.source})" if item.source else f"Interaction #{item.id}"
        case "org_context":
            return f"Org Context: {item.title}"
        case "analytics" | "artifact":
            return item.title
