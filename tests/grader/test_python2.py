"""Python 2: recognised by file, line and word, and converted if the rubric says so."""

from __future__ import annotations

import csv
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader import looked_for as looked_for_module
from pysoftmax.grader.looked_for import looked_for_by
from pysoftmax.grader.rubric import Rubric, RubricError
from pysoftmax.grader.submission import in_folder
from pysoftmax.grader.submission.inside.python2 import convert, first_sign
from pysoftmax.languages import PYTHON

from .classroom import lay_out

SIGNS = {
    "def f(x):\n    print x\n": (2, "print x", "print(x)"),
    "print 'cost %f' % c\n": (1, "print 'cost %f' % c", "print('cost %f' % c)"),
    "if x: print y\n": (1, "print y", "print(y)"),
    "try:\n    pass\nexcept ValueError, e:\n    pass\n": (
        3,
        "except ValueError, e:",
        "except ... as",
    ),
    "raise ValueError, 'no'\n": (1, "raise ValueError, 'no'", ""),
    "while a <> b:\n    pass\n": (1, "<>", "!="),
    "n = 10L\n": (1, "10L", ""),
    "def f(a, (b, c)):\n    pass\n": (1, "(b, c)", ""),
    "if x:\n        y = 1\n\tz = 2\n": (3, "tabs mixed with spaces", "spaces only"),
    "x = 1\nfor i in xrange(3):\n    pass\n": (2, "xrange", "range"),
    "name = raw_input('file? ')\n": (1, "raw_input", "input"),
    "if d.has_key(3):\n    pass\n": (1, ".has_key", "in"),
    "for k in d.iteritems():\n    pass\n": (1, ".iteritems", "items"),
    "import gzip, cPickle\n": (1, "cPickle", "pickle"),
    "from StringIO import StringIO\n": (1, "StringIO", "io"),
}


@pytest.mark.parametrize("text", SIGNS)
def test_the_word_and_its_line_are_named(text: str) -> None:
    """A statement or a name that only Python 2 has, and what Python 3 has instead."""
    assert first_sign(text) == SIGNS[text]


@pytest.mark.parametrize(
    "text",
    [
        "print(x)\n",
        "try:\n    xrange\nexcept NameError:\n    xrange = range\nfor i in xrange(3):\n    pass\n",
        "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\n",
        "from functools import reduce\nreduce(f, x)\n",
        "def f(unicode):\n    return unicode\n",
        'def f():\n    """\n    print x\n    """\n    return (1\n',
        "x = 0.00 + 1 / 2\ny = (\n",
        "g = grad.flatten('F')\n",
    ],
)
def test_python_3_is_not_taken_for_python_2(text: str) -> None:
    """What works in both, and other syntax errors, are not signs."""
    assert first_sign(text) is None


def test_the_converted_source_is_python_3() -> None:
    """Statements, names, tabs and NumPy's old flatten(1) are rewritten."""
    text = (
        "import cPickle\n"
        "def f(x):\n"
        "        for i in xrange(3):\n"
        "\tprint i, x\n"
        "        return x.flatten(1)\n"
    ).replace("\tprint", "\t    print")
    assert convert(text) == (
        "import pickle\n"
        "def f(x):\n"
        "        for i in range(3):\n"
        "            print(i, x)\n"
        '        return x.flatten("F")\n'
    )


def test_what_cannot_be_converted_stays_as_it_is(tmp_path: Path) -> None:
    """A file in Python 2 with an error of another kind is reported, not converted."""
    (tmp_path / "softmaxCost.py").write_text("print x\ndef softmaxCost(:\n")
    wanted = looked_for_by(Rubric(SOFTMAX, python2="convert"))
    submission = in_folder(tmp_path, PYTHON, wanted)
    kinds = [f.kind for f in submission.findings if f.file == "softmaxCost.py"]
    assert kinds == ["Python 2"]


def test_a_helper_in_python_2_is_named(tmp_path: Path) -> None:
    """A file that no function is in is looked at too, and keeps nothing from being asked."""
    (tmp_path / "helper.py").write_text("def show(x):\n    print x\n")
    submission = in_folder(tmp_path, PYTHON, looked_for_by(Rubric(SOFTMAX)))
    (found,) = [f for f in submission.findings if f.kind == "Python 2"]
    assert (found.file, found.line, found.blocks) == ("helper.py", 2, "")
    assert found.message == "helper.py, line 2: `print x` is Python 2; Python 3 has `print(x)`."


@pytest.mark.parametrize(("rule", "points"), [("reject", "20"), ("convert", "75")])
def test_a_rubric_decides(tmp_path: Path, rule: str, points: str) -> None:
    """Python 2 is rejected, or graded as converted, which the page says."""
    lay_out("python Python 2", tmp_path)
    rubric = tmp_path / "rubric.toml"
    rubric.write_text(
        f'python2 = "{rule}"\n[adapter]\nabsent = ["softmaxTrain"]\n'
        "[items.numerical-gradient]\npoints = 0\n"
    )
    folder, report = tmp_path / "python Python 2", tmp_path / "grades"
    way = ["grade", str(folder), "--rubric", str(rubric), "--report", str(report)]
    done = CliRunner().invoke(main, way)
    assert done.exit_code == 0, done.output
    (row,) = csv.DictReader((report / "gradebook.csv").read_text("utf-8").splitlines())
    assert row["points"] == points
    (page,) = (report / "students").glob("*.html")
    words = "is Python 2; Python 3 has <code>print(&#34;cost&#34;, cost)</code>."
    assert words in page.read_text("utf-8")
    assert ("converted to Python 3 by fissix" in page.read_text("utf-8")) is (rule == "convert")


def test_a_rubric_knows_two_ways() -> None:
    """Another value is an error with the allowed ones."""
    with pytest.raises(RubricError, match="python2 is 'keep'; expected 'reject' or 'convert'"):
        Rubric.parse('python2 = "keep"', SOFTMAX)


def test_a_missing_converter_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the rubric wants it and it is not installed, the error says how to install it."""

    def no_module(name: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(looked_for_module, "find_spec", no_module)
    with pytest.raises(ImportError, match=r"pip install 'pysoftmax\[python2\]'"):
        looked_for_by(Rubric(SOFTMAX, python2="convert"))
    assert looked_for_by(Rubric(SOFTMAX)).converted is False
