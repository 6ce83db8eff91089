"""Submissions that behave alike: their fingerprints, their groups, and one comment for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pysoftmax.comparison.case import Answer, Failure
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.items import ITEMS
from pysoftmax.grader.behaviour import behaviour
from pysoftmax.grader.comments import Comments
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.marker import Marker
from pysoftmax.grader.reports.alike import groups_of
from pysoftmax.grader.reports.view import Entry
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.languages import PYTHON

from .results import result_of

A = np.array([[1.25, -3.5, 0.0], [2.0, 1e-3, 7.0]])


def wrong(*values: Any) -> str:
    """The fingerprint of one wrong answer."""
    return behaviour([(Answer(tuple(values)), False)], "", numbers=True)


def failed(kind: Any, message: str, identifier: str = "ValueError") -> str:
    """The fingerprint of one call that failed."""
    answer = Answer(failure=Failure(kind, message, identifier))
    return behaviour([(answer, False)], "", numbers=True)


@pytest.mark.parametrize(
    "same",
    [
        A * (1 + 1e-13),
        A + 1e-13,
        A.reshape(-1, order="F"),
        A.astype(np.longdouble),
        (A * 3) / 3,
    ],
)
def test_what_differs_by_rounding_behaves_alike(same: Any) -> None:
    """Rounding, shape and type of the numbers change nothing."""
    assert wrong(same) == wrong(A)


@pytest.mark.parametrize(
    "other",
    [
        A * 1.001,
        -A,
        A[:, ::-1],
        A[::-1],
        A[:, :2],
        np.where(A == 7, np.nan, A),
        np.zeros((2, 3)),
        np.full((2, 3), np.inf),
        np.full((2, 3), np.nan),
    ],
)
def test_other_numbers_behave_otherwise(other: Any) -> None:
    """A factor, a sign, an order, a size, a NaN: each is another behaviour."""
    assert wrong(other) != wrong(A)


def test_where_an_answer_is_no_number_matters() -> None:
    """NaN, infinity and minus infinity are told apart, and so are their places."""
    found = [
        wrong(np.array(entries))
        for entries in (
            [np.nan, 1.0],
            [1.0, np.nan],
            [np.inf, 1.0],
            [-np.inf, 1.0],
            [np.nan, np.inf],
            [np.nan, np.nan],
            [np.inf, np.nan],
            [0.0, 1.0],
        )
    ]
    assert len(set(found)) == len(found)


def test_numbers_near_the_limits_have_a_fingerprint() -> None:
    """The largest and the smallest doubles overflow nothing."""
    assert wrong(np.array([1.7e308, -1.7e308])) != wrong(np.array([1.7e308, 1.7e308]))
    assert wrong(np.array([5e-324])) != wrong(np.array([0.0]))
    assert wrong(np.array([])) == wrong(np.array([]))
    assert wrong({"optTheta": A, "numClasses": np.array(3)}) != wrong({"optTheta": A})


def test_right_answers_are_alike_and_numbers_may_not_count() -> None:
    """The digits of a right answer do not count, nor those that come of an optimiser."""
    first, second = Answer((A,)), Answer((A * 2,))
    right = [behaviour([(one, True)], "", numbers=True) for one in (first, second)]
    assert right[0] == right[1]
    coarse = [behaviour([(one, False)], "", numbers=False) for one in (first, second)]
    assert coarse[0] == coarse[1]
    assert behaviour([(first, False)], "early", numbers=False) != coarse[0]


def test_a_failure_is_known_by_its_kind_and_sizes() -> None:
    """Names of variables do not count; kind, class and sizes do."""
    one = failed("error", "operands could not be broadcast together: p (3,4), q (5,)")
    assert failed("error", "operands could not be broadcast together: a (5,), b (3,4)") == one
    assert failed("error", "operands could not be broadcast together: p (3,4), q (6,)") != one
    assert failed("error", "name 'p' is not defined", "NameError") != one
    assert failed("timeout", "3.2 seconds") == failed("timeout", "4.1 seconds")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "ValueError: matmul: (size 2 is different from 5) (softmaxCost.py, line 30: `A1 @ A1`)",
            "ValueError: matmul: (size 2 is different from 5) (softmaxCost.py, line 9: `x @ x`)",
        ),
        ("NameError: name 'x1' is not defined", "NameError: name 'y23' is not defined"),
        (
            "operator +: nonconformant arguments (op1 is 3x4, op2 is 1x5) (softmaxCost.m, line 9)",
            "operator +: nonconformant arguments (op1 is 1x5, op2 is 3x4) (softmaxCost.m, line 12)",
        ),
        (
            "'sumsqr' undefined near line 26, column 62 (softmaxCost.m, line 26)",
            "'grad' undefined near line 2, column 17 (softmaxCost.m, line 29)",
        ),
        (
            "IndexError: index 4 is out of bounds (softmaxCost.py, line 8: `a[4]`, from line 2)",
            "IndexError: index 4 is out of bounds (cost.py, line 88: `b[:, 17]`, from line 1)",
        ),
    ],
)
def test_where_and_with_which_names_a_call_fails_does_not_count(one: str, other: str) -> None:
    """Two students who write the same error on other lines, with other names, are one group."""
    assert failed("error", one) == failed("error", other)


def test_other_sizes_are_another_failure_in_octave() -> None:
    """Both numbers of 3x4 count."""
    one = failed("error", "nonconformant arguments (op1 is 3x4, op2 is 5x6)")
    assert failed("error", "nonconformant arguments (op1 is 3x4, op2 is 5x7)") != one
    assert failed("error", "nonconformant arguments (op1 is 3x4, op2 is 7x6)") != one


def result(name: str, *fails: tuple[str, str, str]) -> SubmissionResult:
    """A result in which items fail: of each its key, its mistake and its behaviour."""
    by_key = {key: (mistake, fingerprint) for key, mistake, fingerprint in fails}
    return result_of(name, name, by_key)


CLASS = [
    result("ann", ("cost", "no mean", "aa"), ("gradient", "", "bb")),
    result("bob", ("cost", "no mean", "aa"), ("gradient", "", "bb")),
    result("cy", ("cost", "no mean", "aa")),
    result("dee"),
    result("eve", ("predict", "missing", "")),
    result("fay", ("predict", "missing", "")),
    result("gus", ("predict", "missing", "")),
    result("hal", ("predict", "syntax error", "")),
]


def entries(results: list[SubmissionResult] = CLASS) -> list[Entry]:
    return [Entry(one, one.name) for one in results]


def test_groups_are_the_largest_first() -> None:
    """Who fails alike is a group; who passes everything is in none."""
    found = [(g.count, g.names, g.failed) for g in groups_of(entries())]
    assert found == [
        (3, ["eve", "fay", "gus"], ("predict: missing",)),
        (2, ["ann", "bob"], ("cost: no mean", "gradient")),
        (1, ["cy"], ("cost: no mean",)),
        (1, ["hal"], ("predict: syntax error",)),
    ]


def test_a_comment_reaches_all_of_a_group_in_every_run(tmp_path: Path) -> None:
    """The file lists the groups of more than one; what is written stays, and reaches the group."""
    file = tmp_path / "comments.toml"
    Comments(file).take_in(groups_of(entries()))
    text = file.read_text("utf-8")
    assert "# 3 submissions: eve, fay, gus; failed: predict: missing\n" in text
    assert text.count("[groups.") == 2
    first, second = text.index('comment = ""'), text.rindex('comment = ""')
    assert first < second
    written = text[:second] + 'comment = """Divide\nby M."""  # mine\n'
    file.write_text(written, encoding="utf-8")

    groups = Comments(file)
    comments = {entry.result.name: entry.result.comments for entry in groups.added(entries())}
    assert comments == {
        "ann": ("Divide\nby M.",),
        "bob": ("Divide\nby M.",),
        **dict.fromkeys(("cy", "dee", "eve", "fay", "gus", "hal"), ()),
    }
    groups.take_in(groups_of(entries()))
    assert file.read_text("utf-8") == written
    more = [*CLASS, result("ida", ("predict", "syntax error", ""))]
    groups.take_in(groups_of(entries(more)))
    assert file.read_text("utf-8").startswith(written)
    assert Comments(file).added(entries())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[groups", "comments.toml: "),
        ("[comments]\n", "has other keys than groups"),
        ("[groups.a]\ncomment = 3\n", "groups.a is {'comment': 3}; expected a table with a"),
        ("groups.a = 'x'\n", "groups.a is 'x'; expected a table with a comment"),
    ],
)
def test_comments_that_cannot_be_read_are_refused(tmp_path: Path, text: str, message: str) -> None:
    """The error says where."""
    (tmp_path / "comments.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message.replace("[", r"\[")):
        Comments(tmp_path / "comments.toml")


# ---- wrong solutions, each written in several ways

Function = Callable[..., Any]
FACTORS = (0.5, 2.0, 1.01, -1.0, 3.0)


def ways(factor: float, part: int) -> list[Function]:
    """One wrong cost or gradient, computed in three ways that differ by rounding."""
    return [
        lambda values: _changed(values, part, lambda x: x * factor),
        lambda values: _changed(values, part, lambda x: x * factor * 3 / 3),
        lambda values: _changed(values, part, lambda x: np.sum([x * (factor / 7)] * 7, axis=0)),
    ]


def _changed(values: tuple[Any, ...], part: int, change: Function) -> tuple[Any, ...]:
    return tuple(change(np.asarray(x)) if k == part else x for k, x in enumerate(values))


def marked(examination: Examination, change: Function) -> SubmissionResult:
    """The cost and gradient items of a solution with changed answers."""
    marker = Marker(examination, PYTHON)
    items = []
    for item in ITEMS:
        if item.key not in ("cost", "gradient"):
            continue
        questions = examination.questions(item, PYTHON)
        answers = [Answer(change(q.expected.values)) for q in questions]
        items.append(marker.mark(item, questions, answers).result)
    return SubmissionResult("", "python", "", tuple(items))


@pytest.fixture(scope="module")
def examination() -> Examination:
    return Examination(Rubric(SOFTMAX))


def test_solutions_wrong_alike_are_one_group_and_others_another(
    examination: Examination, request: pytest.FixtureRequest
) -> None:
    """Ten wrong solutions, each written in three ways, are ten groups, and none is mixed.

    With --soak they are 60, in a class of 2,000.
    """
    soak = request.config.getoption("--soak")
    factors = [*FACTORS, *(1.6 + 0.25 * k for k in range(25))] if soak else FACTORS
    kinds = [(factor, part) for factor in factors for part in (0, 1)]
    groups: dict[str, set[int]] = defaultdict(set)
    size = 2000 if soak else 3 * len(kinds)
    for student in range(size):
        kind = student % len(kinds)
        way = ways(*kinds[kind])[student // len(kinds) % 3]
        groups[marked(examination, way).behaviour].add(kind)
    assert len(groups) == len(kinds) == (60 if soak else 10)
    assert all(len(kinds_in) == 1 for kinds_in in groups.values())
