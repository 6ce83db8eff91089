"""The engine's folders do not mention an exercise."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

import pysoftmax

PACKAGE = Path(pysoftmax.__file__).parent
ROOMS = ("comparison", "languages", "octave", "parity", "grader", "testing", "cli")
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


def compared_languages(source: str) -> list[int]:
    """Return the lines of a Python source that compare something with a language's key."""
    compared = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Compare))
    return [
        node.lineno
        for node in compared
        if not isinstance(node.ops[0], (ast.In, ast.NotIn))
        for part in (node.left, *node.comparators)
        if isinstance(part, ast.Constant) and part.value in ("python", "octave")
    ]


def test_no_module_branches_on_a_language() -> None:
    """What depends on a language is asked of its class."""
    found = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path in sorted(PACKAGE.rglob("*.py"))
        if (lines := compared_languages(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def listed_suffixes(source: str) -> list[int]:
    """Return the lines of a Python source with a collection of suffixes of sources."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Tuple | ast.List | ast.Set)
        and any(isinstance(one, ast.Constant) and one.value in (".py", ".m") for one in node.elts)
    ]


def test_no_module_lists_the_suffixes_again() -> None:
    """`SUFFIXES` has them all."""
    found = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path in sorted(PACKAGE.rglob("*.py"))
        if (lines := listed_suffixes(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_a_planted_list_of_suffixes_is_found() -> None:
    """A tuple is found wherever it is used."""
    assert listed_suffixes('x = 1\ny = name.endswith((".py", ".m"))\n') == [2]


def test_a_planted_branch_on_a_language_is_found() -> None:
    """A comparison is found whichever side names the language."""
    assert compared_languages('x = 1\nif language == "octave":\n    x = 2\n') == [2]
    assert compared_languages('y = 3 if "python" != language else 4\n') == [1]


def test_no_two_public_classes_share_a_name() -> None:
    """A reader who meets a class's name knows which class it is."""
    places: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(path.relative_to(PACKAGE).as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
