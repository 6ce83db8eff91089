"""The engine's folders do not mention an exercise."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

import pytest

import pysoftmax

PACKAGE = Path(pysoftmax.__file__).parent
ROOMS = ("comparison", "octave", "parity", "grader", "testing", "cli")
WORDS = ("softmax", "opttheta", "numclasses", "inputsize", "mnist", "lambda_")
ALLOWED = {
    ("cli/options.py", '"softmax"'): "the default's name",
    ("grader/submission/layouts.py", "mnist"): "a folder of data that students submit",
}
"""The exceptions, and why they mention an exercise."""


def words_of_an_exercise(source: str) -> list[str]:
    """Return the tokens of a Python source with such a word, except the package's own name."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        text = re.sub("pysoftmax|Pysoftmax|PYSOFTMAX", "", token.string)
        if text != "lambda" and any(word in text.lower() for word in WORDS):
            found.append(token.string)
    return found


def test_no_room_of_the_engine_names_an_exercise() -> None:
    """Only the default's name and a list of data folders mention one."""
    found = {}
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            place = path.relative_to(PACKAGE).as_posix()
            tokens = words_of_an_exercise(path.read_text(encoding="utf-8"))
            excused = [part for file, part in ALLOWED if file == place]
            tokens = [t for t in tokens if not any(part in t for part in excused)]
            if tokens:
                found[place] = tokens
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        "name = 'softmaxCost'\n",
        "# the model's optTheta\n",
        "def f(numClasses):\n    pass\n",
        '"""Reads MNIST."""\n',
        "def f(lambda_):\n    pass\n",
    ],
)
def test_a_planted_word_is_found(planted: str) -> None:
    """Words are found in code, in comments and in strings."""
    assert words_of_an_exercise(planted)


def test_the_packages_name_and_python_s_lambda_are_no_such_words() -> None:
    """`pysoftmax` names the package, and `lambda` is Python's."""
    assert words_of_an_exercise("import pysoftmax\nf = lambda x: x\n") == []
