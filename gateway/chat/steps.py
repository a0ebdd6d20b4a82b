"""When a new step of a message begins: as soon as the tools of a step have answered, and with a text after tools.

A client that sends again by itself once its last step has nothing but finished tools would go on for ever otherwise.
Some do so after an error too, or when the connection breaks while the crew thinks about what its tools said. And a step
must not end under a text that is still being written.
"""


class Steps:
    """Tell it of every tool call and text; it says where a step ends and the next begins."""

    def __init__(self) -> None:
        self._has_tools = False
        self._open_calls = 0
        self._open_texts = 0

    def call_tool(self) -> None:
        """A tool was called in this step."""
        self._has_tools = True
        self._open_calls += 1

    def return_tool(self) -> bool:
        """A tool answered, well or not; True when a new step begins."""
        self._open_calls -= 1
        return not self._open_calls and self._begin()

    def start_text(self) -> bool:
        """A text begins; True when it begins a new step."""
        is_new = self._begin()
        self._open_texts += 1
        return is_new

    def end_text(self) -> bool:
        """A text has ended; True when a new step begins: tools answered under it."""
        self._open_texts -= 1
        return not self._open_calls and self._begin()

    def _begin(self) -> bool:
        is_new = self._has_tools and not self._open_texts
        if is_new:
            self._has_tools = False
        return is_new
