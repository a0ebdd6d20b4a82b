"""Names of files: whatever a session is called, the header is one header and the file lands where it should."""

import re
import unicodedata
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.api.download import attachment

WORDS = ["../", "..\\", "\r\n", "\0", '"', "%2e", "\u202e", "\ufeff", "é", "🎉", ";", "a", ".", " ", "C:", "con"]
NASTY = st.lists(st.sampled_from(WORDS)).map("".join)


def received(header: str) -> str:
    """The name that a client takes: `filename*` before `filename` (RFC 6266, 4.3)."""
    encoded = re.search(r"; filename\*=UTF-8''(.+)$", header)
    if encoded is not None:
        return unquote(encoded.group(1), errors="strict")
    message = Message()
    message["content-disposition"] = header
    return str(message.get_filename())


@given(st.text(max_size=300) | NASTY)
def test_any_title_makes_one_safe_name(title: str) -> None:
    header = attachment(title, "md")
    name = received(header)

    assert re.fullmatch(r"[ -~]+", header)
    assert re.fullmatch(r'attachment; filename="[^"\\%;]+\.md"(; filename\*=UTF-8\'\'[A-Za-z0-9._~%-]+)?', header)
    assert name.endswith(".md")
    assert len(name.encode()) <= 128
    assert not re.search(r'[\\/:*?"<>|%]', name)
    assert not name.startswith((".", " "))
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs") for char in name)


@pytest.mark.parametrize(
    ("title", "header"),
    [
        ("How many orders?", 'attachment; filename="How many orders_.md"'),
        ("Q3  vs.\n Q2", 'attachment; filename="Q3 vs. Q2.md"'),
        ("Größe", "attachment; filename=\"Gr__e.md\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.md"),
        ("../../etc/passwd", 'attachment; filename="_.._etc_passwd.md"'),
        ("invoice\u202efdp.exe", 'attachment; filename="invoicefdp.exe.md"'),
        ("con", 'attachment; filename="_con.md"'),
        ("...", 'attachment; filename="file.md"'),
        ("\u200b", 'attachment; filename="file.md"'),
    ],
)
def test_names_look_like_this(title: str, header: str) -> None:
    assert attachment(title, "md") == header


def test_a_long_name_is_cut_between_characters() -> None:
    assert received(attachment("é" * 200, "md")) == "é" * 60 + ".md"
