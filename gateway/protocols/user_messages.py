"""The one message of a client's list that counts: the last, if it is a question. Everything before it could be forged.

Messages come as loose JSON: what is not trusted is not looked at either, so an old message of a strange shape harms
nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.chat.attachments import GivenFile
from gateway.chat.texts import MAX_MESSAGE_CHARACTERS
from gateway.protocols.errors import BodyRefused, NothingToContinue
from gateway.protocols.files import file_of_part, limited, listed_files
from shared.ids import is_id

TEXT_PARTS: Final = ("text", "input_text")
# Ours to know nothing about: a client's own data beside the question.
DATA_PREFIX: Final = "data-"
# What neither asks nor answers: instructions to a model, which are not a client's to give.
SILENT_ROLES: Final = ("system", "developer", "data", "reasoning", "activity")


@dataclass(frozen=True, slots=True)
class UserMessage:
    """A question: its text, the client's name for it where it has a usable one, and its files."""

    text: str
    id: str | None
    files: tuple[GivenFile, ...] = ()


def last_question(messages: Sequence[Any]) -> UserMessage:
    """The question that a list ends with.

    Raises BodyRefused, FilesNotSupported, FileUrlRefused, NothingToContinue.
    """
    for message in reversed(messages):
        role = _object(message).get("role")
        if role == "user":
            return question(message)
        if role not in SILENT_ROLES:
            raise NothingToContinue
    raise BodyRefused("There is no message of a user in `messages`.")


def question(message: Any) -> UserMessage:  # noqa: ANN401 - JSON arrives
    """A single message that must be a question.

    Raises BodyRefused, FilesNotSupported, FileUrlRefused, NothingToContinue.
    """
    given = _object(message)
    if given.get("role", "user") != "user":
        raise NothingToContinue
    files = tuple(_files(given))
    named = given.get("id")
    return UserMessage(checked_text(_text(given)), named if isinstance(named, str) and is_id(named) else None, files)


def times_at_end(messages: Sequence[Any], text: str) -> int:
    """How many questions at the end of a list have this text, one after another."""
    count = 0
    for message in reversed(messages):
        if _object(message).get("role") != "user":
            continue
        if _loose_text(message) != text:
            break
        count += 1
    return count


def checked_text(text: str) -> str:
    """The text of a question. Raises BodyRefused."""
    if not text.strip():
        raise BodyRefused("The question must not be blank.")
    if len(text) > MAX_MESSAGE_CHARACTERS:
        raise BodyRefused(f"The question may have {MAX_MESSAGE_CHARACTERS} characters.")
    if "\0" in text:
        raise BodyRefused("The question must not contain NUL.")
    return text


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    parts = content if isinstance(content, list) else message.get("parts")
    texts = list(_texts(parts)) if isinstance(parts, list) else []
    # AI SDK 4 sends the text twice, as content and as parts.
    if isinstance(content, str):
        return content
    if not texts:
        raise BodyRefused("The last message of the user has no text.")
    return "\n".join(texts)


def _files(message: Mapping[str, Any]) -> list[GivenFile]:
    """The files in the parts of a message and beside them. Raises BodyRefused, FilesNotSupported, FileUrlRefused."""
    content = message.get("content")
    parts = content if isinstance(content, list) else message.get("parts")
    inside = [_object(part) for part in parts] if isinstance(parts, list) else []
    files = [file_of_part(part) for part in inside if _is_file(part)]
    return limited([*listed_files(message), *files])


def _is_file(part: Mapping[str, Any]) -> bool:
    kind = part.get("type")
    return isinstance(kind, str) and kind not in TEXT_PARTS and not kind.startswith(DATA_PREFIX)


def _texts(parts: Sequence[Any]) -> Iterator[str]:
    for part in parts:
        given = _object(part)
        kind, text = given.get("type"), given.get("text")
        if kind in TEXT_PARTS and isinstance(text, str):
            yield text
        elif kind in TEXT_PARTS or not isinstance(kind, str):
            raise BodyRefused("A part of the last message of the user is not well formed.")


def _loose_text(message: Any) -> str | None:  # noqa: ANN401 - JSON arrives
    try:
        return _text(message)
    except BodyRefused:
        return None


def _object(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - JSON arrives
    if not isinstance(value, dict):
        raise BodyRefused("A message must be an object.")
    return value
