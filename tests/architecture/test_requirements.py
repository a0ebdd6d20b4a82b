"""Every promise has a test."""

import ast
import functools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.requirements import REQUIREMENTS

TESTS = Path(__file__).parents[1]


@functools.cache
def proven() -> frozenset[str]:
    """The ids in `@requirement(…)` above every test function."""
    return frozenset(name for file in _test_files() for name in _ids_in(ast.parse(file.read_text())))


def _test_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(TESTS):
        # Installed clients are none of ours, and many.
        folders[:] = [name for name in folders if name != "node_modules"]
        yield from (Path(folder, name) for name in names if name.startswith("test_") and name.endswith(".py"))


def _ids_in(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield from _ids(node)


def _ids(test: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "requirement":
            yield from (argument.value for argument in mark.args if isinstance(argument, ast.Constant))  # type: ignore[misc]  # the ids are strings


@pytest.mark.parametrize("promise", sorted(REQUIREMENTS))
def test_a_promise_has_a_test(promise: str) -> None:
    assert promise in proven()
