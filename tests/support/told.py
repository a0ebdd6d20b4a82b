"""What the product told about one question: text, tool calls with their results, agents, references."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """The chunks of a UI message stream, and what a test asks of them."""

    chunks: Sequence[Json]

    @cached_property
    def text(self) -> str:
        """What a person reads."""
        return "".join(chunk["delta"] for chunk in self._of("text-delta"))

    @cached_property
    def calls(self) -> list[tuple[str, Json]]:
        """Tools with their arguments, in the order of the calls."""
        return [(chunk["toolName"], chunk["input"]) for chunk in self._of("tool-input-available")]

    @property
    def tools(self) -> set[str]:
        """The tools that were called."""
        return {tool for tool, _ in self.calls}

    @cached_property
    def results(self) -> dict[str, list[Json]]:
        """What each tool returned, failures left out."""
        found: dict[str, list[Json]] = {}
        for chunk in self._of("tool-output-available"):
            found.setdefault(chunk["output"]["tool"], []).append(chunk["output"])
        return found

    @cached_property
    def artifacts(self) -> list[Json]:
        """What was made beside the text: the data of each part."""
        return [chunk["data"] for chunk in self._of("data-artifact")]

    @property
    def lookups(self) -> set[str]:
        """The tools that looked something up."""
        return self.tools - {"create_artifact"}

    @property
    def failures(self) -> list[str]:
        """What tools said that could not answer."""
        return [chunk["errorText"] for chunk in self._of("tool-output-error")]

    @cached_property
    def agents(self) -> dict[str, Json]:
        """The last state of every agent."""
        return {chunk["data"]["agent"]: chunk["data"] for chunk in self._of("data-agent")}

    @property
    def specialists(self) -> set[str]:
        """Who worked, the synthesiser left out."""
        return set(self.agents) - {"synthesiser"}

    def overlapped(self) -> bool:
        """At least two specialists worked at the same time, and the synthesiser after them."""
        states = [state for agent, state in self.agents.items() if agent != "synthesiser"]
        begun, ended = [state["startedAt"] for state in states], [state["finishedAt"] for state in states]
        return len(states) >= 2 and max(begun) < min(ended) and self.agents["synthesiser"]["startedAt"] >= max(ended)

    @cached_property
    def references(self) -> list[Json]:
        """What the numbers in the text stand for."""
        return [reference for chunk in self._of("data-references") for reference in chunk["data"]["references"]]

    @property
    def cited(self) -> set[int]:
        """The citation numbers in the text."""
        return {int(number) for number in re.findall(r"\[(\d+)\]", self.text)}

    def rows(self, beginning: str = "") -> list[list[str]]:
        """The rows of tables whose first cell begins so, cell by cell, without citations."""
        lines = (line.strip() for line in self.text.splitlines() if line.startswith(f"| {beginning}"))
        cells = ([re.sub(r" ?\[\d+\]", "", cell).strip() for cell in line.strip("|").split("|")] for line in lines)
        return [row for row in cells if not set(row[0]) <= {"-", " "}]

    def _of(self, kind: str) -> list[Json]:
        return [chunk for chunk in self.chunks if chunk["type"] == kind]
