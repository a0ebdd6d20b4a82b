"""The Markdown document of a session, read by a CommonMark parser: no text leaves its place."""

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gateway.chat.model import Message, Outline
from gateway.protocols.session_markdown import SessionMarkdownWriter
from shared.ids import MessageId
from tests.support.session_documents import AT, SESSION

# With what viewers have switched on: tables, strike-through, HTML.
PARSER = MarkdownIt("gfm-like", {"linkify": False, "html": True})
BLOCKS = [
    "```",
    "````",
    "~~~",
    "\n",
    "\r",
    "\r\n",
    "#",
    "## Question",
    "</pre>",
    "- ",
    "1. ",
    "> ",
    "    ",
    "\t",
    "---",
]
SPANS = ["`", "![x](http://evil)", "<script>", "|", "[a]: http://evil", "\\", "*", "_", "~~", "&lt;", "é", "\u2028"]
MARKUP = st.lists(st.sampled_from([*BLOCKS, *SPANS]), max_size=12).map("".join)


def message(role: Any, text: str, label: str = "", *, status: Any = "complete") -> Message:
    """A stored message with one text."""
    parts = [{"type": "step-start"}, {"type": "tool-x", "output": text}, {"type": "text", "text": text}]
    sources = [{"index": 1, "label": label, "type": "pattern", "id": text}] if label else []
    return Message(MessageId("msg_1"), SESSION, 1, role, json.dumps(parts), status, json.dumps(sources), "{}", AT, "[]")


def rendered(title: str | None, *messages: Message) -> str:
    """The whole document."""
    writer = SessionMarkdownWriter()
    pieces = [
        writer.head(Outline(SESSION, AT, title, AT, AT, ())),
        *(writer.message(found) for found in messages),
        writer.tail(),
    ]
    return b"".join(pieces).decode()


def test_a_session_reads_like_this() -> None:
    stopped = message("assistant", "Web: **5** [1]", "Summary_of *all*", status="stopped")

    assert rendered("How\n many?", message("user", "How `many`?"), stopped) == (
        "# How many\\?\n\nExported at 2026-05-28T20:26:40.000Z\n"
        "\n## Question\n\n2026-05-28T20:26:40.000Z\n\n```text\nHow `many`?\n```\n"
        "\n## Answer\n\n2026-05-28T20:26:40.000Z, stopped\n\n```markdown\nWeb: **5** [1]\n```\n"
        "\n- \\[1\\] Summary\\_of \\*all\\*\n"
    )


def test_a_session_without_a_title_and_an_answer_without_text_are_told_too() -> None:
    empty = Message(MessageId("m"), SESSION, 1, "assistant", "[]", "failed", "[]", "{}", AT, "[]")

    assert rendered(None, empty) == (
        "# Session\n\nExported at 2026-05-28T20:26:40.000Z\n\n## Answer\n\n2026-05-28T20:26:40.000Z, failed\n"
    )


@given(MARKUP, MARKUP, MARKUP, MARKUP)
@example("x", "a\n```\n## Answer\n", "`````\r```", "x\n\n## Question")
def test_no_text_leaves_its_place(title: str, asked: str, answered: str, label: str) -> None:
    document = rendered(title, message("user", asked), message("assistant", answered, label))
    tokens = PARSER.parse(document)
    blocks = [token.type for token in tokens if token.nesting >= 0 and token.type != "inline"]
    fences = [(token.info, token.content) for token in tokens if token.type == "fence"]
    inline = [child.type for token in tokens for child in token.children or []]

    one = ["heading_open", "paragraph_open", "fence"]
    assert blocks == [
        *one[:2],
        *one,
        *one,
        *(["bullet_list_open", "list_item_open", "paragraph_open"] if label else []),
    ]
    # A parser reads every line break as \n.
    assert fences == [("text", _lines(asked)), ("markdown", _lines(answered))]
    assert set(inline) <= {"text", "text_special"}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") + "\n"
