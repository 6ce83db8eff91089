"""The static look: what is found in files that are never run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.grader.looked_for import looked_for
from pysoftmax.grader.submission import Submission, find_student
from pysoftmax.grader.submission.inside.findings import Finding
from pysoftmax.grader.submission.inside.look import look

PYTHON = {
    "empty": ('# later\n"""Nothing yet."""\n', "empty", None, True),
    "print": ("def softmaxPredict(m, d):\n    print 'x'\n", "Python 2", 2, True),
    "except": (
        "def softmaxPredict(m, d):\n    try:\n        pass\n    except A, e:\n        pass\n",
        "Python 2",
        4,
        True,
    ),
    "syntax": ("def softmaxPredict(m, d):\n    return (1\n", "syntax error", 2, True),
    "other": ("def predict(m, d):\n    return 1\n", "not a function", None, True),
    "nested": (
        "class A:\n    def softmaxPredict(m, d):\n        return 1\n",
        "not a function",
        None,
        True,
    ),
    "few": ("def softmaxPredict(m):\n    return 1\n", "wrong signature", 1, True),
    "many": ("def softmaxPredict(m, d, k):\n    return 1\n", "wrong signature", 1, True),
    "keyword": ("def softmaxPredict(m, d, *, k):\n    return 1\n", "wrong signature", 1, True),
    "run": (
        "def softmaxPredict(m, d):\n    return 1\n\n\nm = softmaxTrain(1)\n",
        "run on import",
        5,
        False,
    ),
    "null": ("def softmaxPredict(m, d):\n    return 1\0\n", "syntax error", None, True),
}
GOOD_PYTHON = [
    "def softmaxPredict(m, d, nargout=1):\n    return 1\n",
    "def softmaxPredict(*arguments):\n    return 1\n",
    "def softmaxPredict(m, d, /):\n    return 1\n",
    "from mine import softmaxPredict\n",
    "softmaxPredict = lambda m, d: 1\n",
    "import numpy as np\nK = np.arange(3)\n\ndef softmaxPredict(m, d):\n    return K\n\n"
    "if __name__ == '__main__':\n    softmaxPredict(loadMNISTImages('x'), 2)\n",
    "if True:\n    def softmaxPredict(m, d):\n        return 1\n",
    "import json\nC = json.load(open('c.json'))\n\ndef softmaxPredict(m, d):\n    return C\n",
]
OCTAVE = {
    "empty": ("% later\n%{\nall of it\n%}\n", "empty", None, True),
    "script": ("x = 1;\nfunction f()\nend\n", "not a function", 1, True),
    "class": ("% one\nclassdef softmaxPredict\nend\n", "not a function", 2, True),
    "arguments": (
        "function p = softmaxPredict(m, d)\n  arguments\n    m struct\n  end\np = 1;\nend\n",
        "syntax error",
        2,
        False,
    ),
    "few": ("function p = softmaxPredict(m)\np = 1;\nend\n", "wrong signature", 1, True),
    "none": ("function softmaxPredict(m, d)\nend\n", "wrong signature", 1, True),
    "name": ("function p = predict(m, d)\np = 1;\nend\n", "other name inside", 1, False),
    "more": ("function p = softmaxPredict(m, d, k)\np = 1;\nend\n", "too many arguments", 1, False),
    "fmincg": (
        "function p = softmaxPredict(m, d)\n  p = fmincg(m);\nend\n",
        "file not handed in",
        2,
        False,
    ),
    "open": ("function p = softmaxPredict(m, d)\n  p = max(m;\nend\n", "unbalanced", 2, False),
    "toolbox": (
        "function p = softmaxPredict(m, d)\n  % softmax(1)\n  p = softmax(m);\nend\n",
        "toolbox function",
        3,
        False,
    ),
}
GOOD_OCTAVE = [
    "function [p] = softmaxPredict(m, d)\n  p = [m' d'](1); s = '(% no comment'; % (\nend\n",
    'function [p, q] = softmaxPredict (m, d)\n# ((\np = {m{1}, "a)"};\nendfunction\n',
    "\ufefffunction p = softmaxPredict(varargin)\np = varargin{1}';\n",
    "% words\n\n  function p = softmaxPredict(m, ...\n  d)\np = 1;\n",
    "function p = softmaxPredict(m, d)\np = softmax(1);\nend\nfunction x = softmax(y)\nx = y;\n",
    "function p = softmaxPredict(m, d)\nsoftmax = exp(m); p = softmax(1);\nend\n",
]


def findings(folder: Path, name: str, text: str | bytes, **others: str) -> list[Any]:
    files = {name: text.encode() if isinstance(text, str) else text}
    files |= {other.replace("_", "."): content.encode() for other, content in others.items()}
    language = "python" if name.endswith(".py") else "octave"
    return look(files, language, looked_for(SOFTMAX, SoftmaxConventions(), ["softmaxPredict"]))


@pytest.mark.parametrize("case", PYTHON)
def test_python(tmp_path: Path, case: str) -> None:
    """Each fault of a Python file is found, with its line."""
    text, kind, line, blocks = PYTHON[case]
    (found,) = findings(tmp_path, "softmaxPredict.py", text)
    assert (found.kind, found.line, bool(found.blocks)) == (kind, line, blocks)
    assert "softmaxPredict" in found.message


@pytest.mark.parametrize("text", GOOD_PYTHON)
def test_nothing_is_said_of_good_python(tmp_path: Path, text: str) -> None:
    """What can be called with the exercise's arguments passes, however it is written."""
    assert findings(tmp_path, "softmaxPredict.py", text) == []


@pytest.mark.parametrize("case", OCTAVE)
def test_octave(tmp_path: Path, case: str) -> None:
    """Each fault of an Octave file is found, with its line."""
    text, kind, line, blocks = OCTAVE[case]
    (found,) = findings(tmp_path, "softmaxPredict.m", text)
    assert (found.kind, found.line, bool(found.blocks)) == (kind, line, blocks)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "softmaxPredict.py",
            "def softmaxPredict(m):\n    return 1\n",
            "softmaxPredict takes 1 argument; it is called with 2: softmaxModel, data.",
        ),
        (
            "softmaxPredict.m",
            "function p = softmaxPredict(m, d)\n  p = max(m;\nend\n",
            "softmaxPredict.m, line 2: `(` is never closed.",
        ),
        (
            "softmaxPredict.m",
            "function p = softmaxPredict(m, d)\n  p = [max(m]);\nend\n",
            "softmaxPredict.m, line 2: `]` does not match an open bracket.",
        ),
        (
            "softmaxPredict.m",
            "function p = softmaxPredict(m, d)\n  p = fmincg(m);\nend\n",
            "softmaxPredict.m, line 2: fmincg.m was not submitted; submit it too.",
        ),
        (
            "softmaxPredict.m",
            "function p = softmaxPredict(a, b, c)\np = 1;\nend\n",
            "softmaxPredict takes 3 arguments; it is called with 2: softmaxModel, data.",
        ),
        (
            "softmaxCost.m",
            "function c = softmaxCost(a, b, c, d, e, f)\nc = 1;\nend\n",
            "softmaxCost has 1 output; it must have 2.",
        ),
    ],
)
def test_a_signature_is_counted_in_words(name: str, text: str, message: str) -> None:
    """How many it has, and how many it must have; one is singular."""
    function, _, kind = name.partition(".")
    language = "python" if kind == "py" else "octave"
    names = looked_for(SOFTMAX, SoftmaxConventions(), [function])
    (found,) = look({name: text.encode()}, language, names)
    assert found.message == message


@pytest.mark.parametrize("text", GOOD_OCTAVE)
def test_nothing_is_said_of_good_octave(tmp_path: Path, text: str) -> None:
    """Transposes, strings, comments, continuations and helpers mislead nobody."""
    assert findings(tmp_path, "softmaxPredict.m", text) == []


@pytest.mark.parametrize("name", ["softmaxpredict.m", "SoftmaxPredict.m", "softmax_predict.m"])
def test_a_wrong_name_is_told_the_right_one(tmp_path: Path, name: str) -> None:
    """A file in other capitals or with underscores is named, not just missing."""
    (found,) = findings(tmp_path, name, "function p = softmaxPredict(m, d)\np = 1;\n")
    assert found.kind == "wrong name"
    assert name in found.message
    assert "softmaxPredict.m" in found.message


def test_a_missing_file(tmp_path: Path) -> None:
    """A file that is not there blocks its function."""
    (found,) = findings(tmp_path, "other.py", "")
    assert (found.kind, found.blocks) == ("missing", "softmaxPredict")


ELSEWHERE = {
    "another file": (
        "softmax.py",
        "def softmaxPredict(m, d):\n    return 1\n",
        "softmax.py defines",
    ),
    "another name": (
        "softmax.py",
        "def softmax_predict(m, d):\n    return 1\n",
        "called softmaxPr",
    ),
    "a script": ("all.m", "x = 1;\nfunction [p, q] = softmaxPredict(m, d)\nend\n", "all.m defines"),
    "snake case": (
        "softmaxPredict.py",
        "def softmax_predict(m, d):\n    return 1\n",
        "softmax_predict must be called softmaxPredict",
    ),
    "a method": (
        "softmaxPredict.py",
        "class Model:\n    def softmaxPredict(self, d):\n        return 1\n",
        "it has softmaxPredict within Model",
    ),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_what_stands_elsewhere_is_pointed_to(tmp_path: Path, case: str) -> None:
    """A function in another file, under another name or in a class is named where it is."""
    name, text, words = ELSEWHERE[case]
    (found,) = findings(tmp_path, name, text)
    assert found.blocks == "softmaxPredict"
    assert words in found.message


def test_what_is_complete_in_the_starter_is_asked_for(tmp_path: Path) -> None:
    """Who hands in only what was to be filled in is told that softmaxTrain belongs to it."""
    (found,) = look({}, "octave", looked_for(SOFTMAX, SoftmaxConventions(), ["softmaxTrain"]))
    assert "complete in the starter" in found.message


@pytest.mark.parametrize("encoding", ["UTF-16-LE", "UTF-16-BE"])
def test_utf_16_without_its_mark_is_read(encoding: str, tmp_path: Path) -> None:
    """Its zeros tell it, and the remark says as what it was read."""
    text = "function p = softmaxPredict(m, d)\np = 1;\n".encode(encoding)
    (remark,) = findings(tmp_path, "softmaxPredict.m", text)
    assert remark.kind == "not UTF-8"
    assert "was read as UTF-16" in remark.message


def test_a_class_is_called_a_class(tmp_path: Path) -> None:
    """A classdef is no script."""
    (found,) = findings(tmp_path, "softmaxPredict.m", "classdef softmaxPredict\nend\n")
    assert found.message == (
        "softmaxPredict.m defines a class; it must define the function softmaxPredict."
    )


@pytest.mark.parametrize("encoding", ["Latin-1", "UTF-16"])
def test_what_is_not_utf_8_is_read_all_the_same(encoding: str, tmp_path: Path) -> None:
    """It gets a remark that says as what it was read, and is looked at like any other."""
    text = "function p = softmaxPredict(m)  % größte\np = 1;\n".encode(encoding)
    remark, wrong = findings(tmp_path, "softmaxPredict.m", text)
    assert (remark.kind, wrong.kind) == ("not UTF-8", "wrong signature")
    assert f"read as {encoding};" in remark.message


def test_a_helper_beside_it_is_no_toolbox_function(tmp_path: Path) -> None:
    """A file softmax.m that is handed in makes softmax(...) a call like any other."""
    text = "function p = softmaxPredict(m, d)\np = softmax(m);\nend\n"
    assert findings(tmp_path, "softmaxPredict.m", text, softmax_m="function y = softmax(x)\n") == []


ENDLESS = {
    "comments never closed": "%{\n" * 200_000 + "x" * 100_000,
    "quotes never closed": 'x = "' + '\\"' * 200_000,
    "blank lines": "function x\n" + "\n" * 400_000 + "softmax(1)",
    "brackets never closed": "function [" + "a," * 200_000 + "(" * 200_000,
    "words and blanks": ("x" * 400 + " " * 400) * 500,
}


@pytest.mark.parametrize("suffix", [".m", ".py"])
@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_no_file_keeps_the_grader_busy(tmp_path: Path, text: str, suffix: str) -> None:
    """Looking at a file takes time in proportion to its length: else this would take hours."""
    assert findings(tmp_path, f"softmaxPredict{suffix}", text)


def test_code_nested_too_deep_is_said_to_be(tmp_path: Path) -> None:
    """Python's parser gives up on it without a word."""
    (found,) = findings(tmp_path, "softmaxPredict.py", "x = " + "-" * 50_000 + "1\n")
    assert (found.kind, found.message) == (
        "syntax error",
        "softmaxPredict.py is nested too deep, or too long, to be parsed.",
    )


def test_a_file_too_large_to_be_a_solution_is_not_read(tmp_path: Path) -> None:
    """To parse it could take all the grader's memory."""
    (found,) = findings(tmp_path, "softmaxPredict.py", "x = 1\n" * 200_000)
    assert (found.kind, found.blocks) == ("too large", "softmaxPredict")


AS_ANOTHER = {
    "softmaxCost.p": "softmaxCost.m is missing; softmaxCost.p cannot be graded: MATLAB P-code is "
    "not read; submit the .m file that it was made from.",
    "softmaxCost.mlx": "softmaxCost.m is missing; softmaxCost.mlx cannot be graded: a MATLAB live "
    "script is not read; save it as a .m file and submit that.",
    "softmaxCost.class": "softmaxCost.m is missing; softmaxCost.class cannot be graded: compiled "
    "Java is not read; submit .py or .m files.",
    "softmaxCost.m.txt": "softmaxCost.m is missing; softmaxCost.m.txt cannot be graded: a text "
    "file is not read; rename it to softmaxCost.m.",
    "softmaxCost (1).m": "softmaxCost (1).m must be called softmaxCost.m: rename it.",
    "softmaxCost - Copy.m": "softmaxCost - Copy.m must be called softmaxCost.m: rename it.",
    "softmaxcost.m": "softmaxcost.m must be called softmaxCost.m: capitals and underscores count.",
    "softmaxCost": "softmaxCost.m is missing; if softmaxCost is that file, rename it to "
    "softmaxCost.m.",
    "softmaxCost.asv": "softmaxCost.m is missing; if softmaxCost.asv is that file, rename it to "
    "softmaxCost.m.",
    "softmaxCost.m~": "softmaxCost.m is missing; if softmaxCost.m~ is that file, rename it to "
    "softmaxCost.m.",
}


@pytest.mark.parametrize("name", AS_ANOTHER)
def test_a_file_that_is_meant_is_named(tmp_path: Path, name: str) -> None:
    """A missing file's message names what is there in its place, and what to submit."""
    (tmp_path / "softmaxPredict.m").write_text("function p = softmaxPredict(m, d)\np = d;\n")
    (tmp_path / name).write_text("function [cost, grad] = softmaxCost(a, b, c, d, e, f)\n")
    assert only(found_in(tmp_path), "softmaxCost") == AS_ANOTHER[name]


def test_compiled_python_is_named(tmp_path: Path) -> None:
    """The same is said of Python's compiled files."""
    (tmp_path / "softmaxPredict.py").write_text("def softmaxPredict(m, d):\n    return d\n")
    (tmp_path / "softmaxCost.pyc").write_bytes(b"\xa7\r\r\n")
    assert only(found_in(tmp_path), "softmaxCost") == (
        "softmaxCost.py is missing; softmaxCost.pyc cannot be graded: compiled Python is not read; "
        "submit the .py file that it was made from."
    )


def found_in(folder: Path) -> list[Finding]:
    (one,) = find_student(folder, looked_for(SOFTMAX, SoftmaxConventions()))
    assert isinstance(one, Submission)
    return list(one.findings)


def only(findings: list[Finding], function: str) -> str:
    (found,) = [one for one in findings if one.blocks == function]
    return found.message


NEW_TUTORIAL = {
    "python": (
        "softmax_regression_vec.py",
        "def softmax_regression_vec(theta, X, y):\n"
        "    theta = theta.reshape(X.shape[0], -1, order='F')\n"
        "    num_classes = theta.shape[1] + 1\n    return 0, 0 * theta\n",
        "shape[1] + 1",
    ),
    "octave": (
        "softmax_regression_vec.m",
        "function [f, g] = softmax_regression_vec(theta, X, y)\n"
        "  theta = reshape(theta, size(X, 1), []);\n  num_classes = size(theta,2)+1;\n"
        "  f = 0; g = 0 * theta;\nend\n",
        "size(theta,2)+1",
    ),
}


@pytest.mark.parametrize("language", NEW_TUTORIAL)
def test_the_softmax_of_the_new_tutorial_is_another_exercise(language: str) -> None:
    """It is named if theta lacks the last class's column, and not by its name alone."""
    file, text, sign = NEW_TUTORIAL[language]

    def said(text: str) -> list[str]:
        found = look({file: text.encode()}, language, looked_for(SOFTMAX, SoftmaxConventions()))
        return [one.message for one in found if one.kind == "another exercise"]

    wanted = file.replace("softmax_regression_vec", "softmaxCost")
    assert said(text) == [
        f"{wanted} is missing; {file} has softmax_regression_vec of the new UFLDL tutorial, where "
        "theta has numClasses - 1 columns and nothing decays: that is another exercise."
    ]
    assert said(text.replace(sign, "10")) == []
