"""The schemas of tool arguments: made once, and still everybody's own."""

import pytest

from crew_container.tools.arguments import Arguments
from crew_container.tools.catalogue import all_tools

# In an order: all workers must find the same tests.
CLASSES = tuple(dict.fromkeys(tool.arguments for tool in all_tools().values()))


@pytest.mark.parametrize("arguments", CLASSES, ids=lambda arguments: arguments.__name__)
def test_a_schema_is_what_pydantic_makes_and_nobody_changes_that_of_another(arguments: type[Arguments]) -> None:
    for asked in ({}, {"ref_template": "#/$defs/{model}"}, {"mode": "serialization"}):
        made = super(Arguments, arguments).model_json_schema(**asked)  # type: ignore[arg-type]  # as CrewAI asks
        given = arguments.model_json_schema(**asked)
        assert given == made
        assert list(given) == list(made)
        given.clear()
        assert arguments.model_json_schema(**asked) == made


def test_other_arguments_have_another_schema() -> None:
    schemas = [arguments.model_json_schema() for arguments in CLASSES]
    assert len({str(schema) for schema in schemas}) == len(CLASSES)
