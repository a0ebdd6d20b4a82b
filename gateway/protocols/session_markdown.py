"""A session as a Markdown document for people: written a message at a time.

What was asked and answered stands in code fences that are longer than any run of backticks in it, titles and labels are
escaped: no text can end its place, begin another message, load an image or bring markup of its own (CommonMark 0.31,
sections 2.4 and 4.5).
"""

import json
import re
from typing import Any, ClassVar

from gateway.chat.model import Message, Outline
from gateway.chat.timestamps import iso

SHORTEST_FENCE = 3
BACKTICKS = re.compile("`+")
# CommonMark lets every one of them be escaped by a backslash.
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
HEADINGS = {"user": "Question", "assistant": "Answer"}
LANGUAGES = {"user": "text", "assistant": "markdown"}
UNTITLED = "Session"


class SessionMarkdownWriter:
    """Write `head`, every message in order, `tail`."""

    media_type: ClassVar[str] = "text/markdown; charset=utf-8"
    extension: ClassVar[str] = "md"

    def head(self, outline: Outline) -> bytes:
        """The title and the time of the export."""
        return f"# {escaped(outline.title or UNTITLED)}\n\nExported at {iso(outline.taken_at)}\n".encode()

    def message(self, message: Message) -> bytes:
        """One message: when, how it ended, its texts, its sources."""
        parts: list[dict[str, Any]] = json.loads(message.parts)
        sources: list[dict[str, Any]] = json.loads(message.references)
        ending = "" if message.status == "complete" else f", {message.status}"
        blocks = [f"## {HEADINGS[message.role]}", f"{iso(message.created_at)}{ending}"]
        blocks += [fenced(part["text"], LANGUAGES[message.role]) for part in parts if part["type"] == "text"]
        attached = [part for part in parts if part["type"] == "file"]
        if attached:
            blocks.append(
                "\n".join(f"- file: {escaped(each['filename'])}, {escaped(each['mediaType'])}" for each in attached)
            )
        made = [part["data"] for part in parts if part["type"] == "data-artifact"]
        if made:
            blocks.append("\n".join(f"- {each['kind']}: {escaped(each['title'])}" for each in made))
        if sources:
            blocks.append("\n".join(f"- \\[{source['index']}\\] {escaped(source['label'])}" for source in sources))
        return ("\n" + "\n\n".join(blocks) + "\n").encode()

    def tail(self) -> bytes:
        """Nothing."""
        return b""


def fenced(text: str, language: str) -> str:
    """The text as a code block that it cannot end; every line break becomes the same one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    longest = max((len(run) for run in BACKTICKS.findall(text)), default=0)
    fence = "`" * max(SHORTEST_FENCE, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def escaped(text: str) -> str:
    """The text in one line, in which no character means anything to Markdown."""
    return PUNCTUATION.sub(r"\\\1", CONTROLS.sub("", " ".join(text.split())))
