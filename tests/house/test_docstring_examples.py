"""The examples in docstrings."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    ("module", "examples"),
    [
        ("pysoftmax.octave.values", 3),
        ("pysoftmax.octave.session", 1),
        ("pysoftmax.sklearn", 4),
        ("pysoftmax.octave_random", 3),
        ("pysoftmax.testing.arguments", 1),
    ],
)
def test_examples_give_what_they_show(module: str, examples: int) -> None:
    """Each example runs, and none is lost."""
    result = doctest.testmod(import_module(module))
    assert result.failed == 0
    assert result.attempted >= examples
