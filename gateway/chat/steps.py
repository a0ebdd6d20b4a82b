"""When a new step of a message begins: text after tools.

A client that sends again by itself once its last step has nothing but finished tools would do so for ever otherwise.
And a step must not end under a text that is still being written.
"""


class Steps:
    """Tell it of every tool call and text; it says where a step ends and the next begins."""

    def __init__(self) -> None:
        self._has_tools = False
        self._open_texts = 0

    def call_tool(self) -> None:
        """A tool was called in this step."""
        self._has_tools = True

    def start_text(self) -> bool:
        """A text begins; True when it begins a new step."""
        is_new = self._has_tools and not self._open_texts
        if is_new:
            self._has_tools = False
        self._open_texts += 1
        return is_new

    @property
    def ends_with_tools(self) -> bool:
        """So far the last step has tools and no text after them."""
        return self._has_tools and not self._open_texts

    def end_text(self) -> None:
        """A text has ended."""
        self._open_texts -= 1
