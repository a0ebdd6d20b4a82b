"""Where a step of a message ends."""

from gateway.chat.steps import Steps


def test_a_step_begins_as_soon_as_the_last_of_its_tools_has_answered() -> None:
    steps = Steps()
    steps.call_tool()
    steps.call_tool()

    assert [steps.return_tool(), steps.return_tool(), steps.start_text()] == [False, True, False]


def test_a_text_begins_a_step_while_a_tool_is_still_asked() -> None:
    steps = Steps()
    steps.call_tool()

    assert steps.start_text()
    assert not steps.return_tool()
    assert not steps.end_text()


def test_no_step_begins_under_an_open_text_but_one_behind_it() -> None:
    steps = Steps()
    steps.start_text()
    steps.call_tool()

    assert not steps.return_tool()
    assert steps.end_text()


def test_a_text_under_which_a_tool_is_still_asked_begins_none_at_its_end() -> None:
    steps = Steps()
    steps.start_text()
    steps.call_tool()

    assert not steps.end_text()
    assert steps.return_tool()
