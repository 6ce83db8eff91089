"""Code, names and indices as each language writes them."""

from __future__ import annotations

import numpy as np
import pytest

from pysoftmax.grader.submission.inside import names
from pysoftmax.grader.submission.inside.sources import SOURCES
from pysoftmax.grader.workers import process
from pysoftmax.grader.workers.inside import keeper
from pysoftmax.languages import LANGUAGES, OCTAVE, PYTHON, Language


@pytest.mark.parametrize(
    ("language", "expected"), [(PYTHON, "[0, 2]"), (OCTAVE, "(1, 3)")], ids=str
)
def test_an_index_counts_as_the_language_does(language: Language, expected: str) -> None:
    """Python counts from 0 in brackets, Octave from 1 in parentheses; a number has no index."""
    assert language.index((0, 2)) == expected
    assert language.index(()) == ""


def test_a_word_of_python_gets_an_underscore() -> None:
    """Lambda is a word of Python and none of Octave."""
    assert [PYTHON.name(n) for n in ("lambda", "theta")] == ["lambda_", "theta"]
    assert OCTAVE.name("lambda") == "lambda"


VALUES = [
    (0.5, "0.5", "0.5"),
    (True, "True", "true"),
    ("it's", '"it\'s"', "'it''s'"),
    (np.array([1.0, 2.5]), "np.array([1, 2.5])", "[1; 2.5]"),
    (np.array([[1.0, 2.0], [3.0, 4.0]]), "np.array([[1, 2], [3, 4]])", "[1 2; 3 4]"),
    ({"a": 1}, '{"a": 1}', "struct('a', 1)"),
]


@pytest.mark.parametrize(("value", "python", "octave"), VALUES)
def test_a_value_is_written_as_an_expression(value: object, python: str, octave: str) -> None:
    """Numbers, truth values, texts, arrays and structs have each language's form."""
    assert PYTHON.expression(value) == python
    assert OCTAVE.expression(value) == octave


def test_results_get_names() -> None:
    """Octave puts brackets around several outputs, Python puts none."""
    assert PYTHON.assignment(["cost", "grad"], "f(x)") == "cost, grad = f(x)"
    assert OCTAVE.assignment(["cost", "grad"], "f(x)") == "[cost, grad] = f(x)"
    assert OCTAVE.assignment(["cost"], "f(x)") == "cost = f(x)"


def test_a_language_is_complete() -> None:
    """Its class, its reader, its runner and its program have one key and one suffix."""
    assert {v.suffix: k for k, v in LANGUAGES.items()} == names.SUFFIXES
    assert {k: v.suffix for k, v in SOURCES.items()} == {v: k for k, v in names.SUFFIXES.items()}
    assert set(keeper._RUNNERS) == set(process._PROGRAMS) == set(LANGUAGES)


def test_the_marks_of_a_language() -> None:
    """Endings of files, comments and statements, by the keys in reports."""
    marks = {k: (v.title, v.suffix, v.comment, v.terminator) for k, v in LANGUAGES.items()}
    assert marks == {
        "python": ("Python", ".py", "#", ""),
        "octave": ("Octave", ".m", "%", ";"),
    }
