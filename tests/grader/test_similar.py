"""Similar files: tokens without names, comments and starter code, and the pairs of a class."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pysoftmax.grader.dolos import exported
from pysoftmax.grader.similar import similar
from pysoftmax.grader.submission import Attempt, LeftOut, Owner, Submission, find_student
from pysoftmax.grader.submission.inside.sources import SOURCES
from pysoftmax.grader.submission.inside.tokens import MOST_HASHES, fingerprint, runs

from .folders import LOOKED_FOR

ANN = """
import numpy as np

def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    theta = theta.reshape(numClasses, inputSize, order="F")
    scores = theta @ data
    scores = scores - scores.max(axis=0)  # no overflow
    p = np.exp(scores)
    p = p / p.sum(axis=0)
    truth = np.zeros(p.shape)
    for k, label in enumerate(labels):
        truth[label - 1, k] = 1
    cost = -np.sum(truth * np.log(p)) / data.shape[1] + lambda_ / 2 * np.sum(theta**2)
    grad = -(truth - p) @ data.T / data.shape[1] + lambda_ * theta
    return cost, grad.ravel(order="F")
"""
BOB = '''
"""My own work."""
import numpy
def softmaxCost(t, n, d, decay, examples, ys):
    """The cost."""
    t = t.reshape(n, d, order='F')
    z = t @ examples
    z = z - z.max(axis=0)

    e = numpy.exp(z)   # exponentials
    e = e / e.sum(axis=0)
    G = numpy.zeros(e.shape)
    for i, y in enumerate(ys):
        G[y - 1, i] = 1
    J = -numpy.sum(G * numpy.log(e)) / examples.shape[1] + decay / 2 * numpy.sum(t**2)
    g = -(G - e) @ examples.T / examples.shape[1] + decay * t
    return J, g.ravel(order='F')
'''
CY = """
from numpy import *

def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    M = len(labels)
    W = theta.reshape((inputSize, numClasses)).T
    Z = exp(W.dot(data))
    total = 0
    gradient = zeros_like(W)
    for m in range(M):
        q = Z[:, m] / sum(Z[:, m])
        total += log(q[int(labels[m]) - 1])
        q[int(labels[m]) - 1] -= 1
        gradient += outer(q, data[:, m])
    weights = sum(sum(W * W))
    return lambda_ * weights / 2 - total / M, (gradient / M + lambda_ * W).T.flatten()
"""
OCTAVE_ANN = """
function [cost, grad] = softmaxCost(theta, n, d, lambda, data, labels)
  theta = reshape(theta, n, d);  % as a matrix
  s = theta * data;
  p = exp(s - max(s, [], 1));
  p = p ./ sum(p, 1);
  g = full(sparse(labels, 1:size(data, 2), 1));
  cost = -sum(sum(g .* log(p))) / size(data, 2) + lambda / 2 * sum(sum(theta .^ 2));
  grad = -(g - p) * data' / size(data, 2) + lambda * theta;
  grad = [grad(:)];
end
"""
OCTAVE_BOB = """
function [J, dJ] = softmaxCost(T, k, m, w, X, y)
# mine
T = reshape(T, k, m);
z = T * X;
e = exp(z - max(z, [], 1));
e = e ./ sum(e, 1);
Y = full(sparse(y, 1:size(X, 2), 1));
J = -sum(sum(Y .* log(e))) / size(X, 2) ...
    + w / 2 * sum(sum(T .^ 2));
dJ = -(Y - e) * X' / size(X, 2) + w * T;
dJ = [dJ(:)];
end
"""


def tokens(text: str, language: str = "python", given: tuple[int, ...] = ()) -> frozenset[int]:
    sources = SOURCES[language]
    files = {f"softmaxCost{sources.suffix}": text.encode(), "notes.txt": b"a = b + c" * 50}
    return frozenset(fingerprint(files, sources.suffix, sources.grammar, given))


@pytest.mark.parametrize(
    ("language", "one", "other"), [("python", ANN, BOB), ("octave", OCTAVE_ANN, OCTAVE_BOB)]
)
def test_renaming_hides_nothing(language: str, one: str, other: str) -> None:
    """Other names, quotes, comments, docstrings and line breaks leave the fingerprint as it is."""
    assert tokens(one, language) == tokens(other, language)
    assert len(tokens(one, language)) > 40


def test_another_solution_is_not_similar() -> None:
    """Solutions written by two people are not listed, though they compute the same."""
    assert similar({"ann": tokens(ANN), "cy": tokens(CY)}) == []


def test_a_part_that_is_changed_leaves_the_rest_similar() -> None:
    """One line of another's is still similar, and the share says how much."""
    changed = BOB.replace("decay / 2 * numpy.sum(t**2)", "0.5 * decay * (t * t).sum()")
    (pair,) = similar({"ann": tokens(ANN), "bob": tokens(changed)})
    assert (pair.one, pair.other) == ("ann", "bob")
    assert 0.8 <= pair.share < 1
    assert pair.runs >= 40


def test_starter_code_does_not_count() -> None:
    """Files that share nothing but the starter code have an empty fingerprint."""
    starter = tuple(runs(ANN, SOURCES["python"].grammar))
    assert tokens(BOB, given=starter) == frozenset()
    assert similar({"ann": tokens(ANN, given=starter), "bob": tokens(BOB, given=starter)}) == []


def test_three_with_the_same_tokens_are_two_pairs() -> None:
    """Of several with the same tokens, each is listed with the next."""
    found = similar({"ann": tokens(ANN), "bob": tokens(BOB), "dee": tokens(ANN)})
    assert [(pair.one, pair.other, pair.share) for pair in found] == [
        ("ann", "bob", 1.0),
        ("bob", "dee", 1.0),
    ]


def test_what_most_of_a_class_shares_does_not_count() -> None:
    """If everyone writes the same, nobody is listed; two who share more than that are."""
    shared = frozenset(range(100))
    everyone = {f"s{k:02}": shared | {1000 + k} for k in range(20)}
    assert similar(everyone) == []
    own = frozenset(range(2000, 2020))
    everyone |= {"x": shared | own, "y": shared | own}
    assert [(pair.one, pair.other) for pair in similar(everyone)] == [("x", "y")]


@pytest.mark.parametrize(("students", "holders", "pairs"), [(9, 9, 8), (10, 5, 4), (10, 6, 0)])
def test_only_in_a_class_of_ten_is_anything_common(students: int, holders: int, pairs: int) -> None:
    """There, what more than half of it shares does not count; in a smaller one, all counts."""
    same = dict.fromkeys((f"s{k}" for k in range(holders)), frozenset(range(50)))
    others = {f"t{k}": frozenset(range(1000 * k, 1000 * k + 50)) for k in range(1, 10)}
    found = similar(same | dict(list(others.items())[: students - holders]))
    assert len(found) == pairs


def test_twelve_runs_are_enough_to_be_compared() -> None:
    """Eleven that two submissions share may be chance."""
    for count, pairs in ((11, 0), (12, 1)):
        assert len(similar(dict.fromkeys("ab", frozenset(range(count))))) == pairs


def test_four_fifths_in_common_are_listed() -> None:
    """Of 20 runs each, 16 in common are listed and 15 are not; the share is of both together."""
    one = frozenset(range(20))
    (pair,) = similar({"a": one, "b": frozenset(range(4, 24))})
    assert (pair.share, pair.runs) == (0.8, 16)
    assert similar({"a": one, "b": frozenset(range(5, 25))}) == []


def test_a_run_of_many_submissions_is_no_reason_to_compare_them() -> None:
    """Pairs are found by runs that at most 60 sets have, so that a large class takes no hours."""
    for holders, pairs in ((60, 60 * 59 // 2), (61, 0)):
        sets = {f"s{k:03}": frozenset(range(100)) | {1000 + k} for k in range(holders)}
        others = {f"t{k:03}": frozenset(range(9000 + 20 * k, 9020 + 20 * k)) for k in range(70)}
        assert len(similar(sets | others)) == pairs


@pytest.mark.parametrize("language", ["python", "octave"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "'",
        '"""',
        "\x00\xff",
        "'\\" * 5000,
        "1e" * 5000,
        "a" * 100_000,
        "…\u2028'''",
        "x" + "'" * 999,
    ],
)
def test_any_text_has_a_fingerprint(language: str, text: str) -> None:
    """Unfinished quotes and odd characters are tokens like others."""
    assert len(tokens(text, language)) <= MOST_HASHES


def test_the_confined_reader_gives_the_fingerprint(tmp_path: Path) -> None:
    """The fingerprint comes with the submission, without the starter code of the exercise."""
    (tmp_path / "softmaxCost.py").write_text(ANN, encoding="utf-8")
    (found,) = find_student(tmp_path, LOOKED_FOR)
    assert 40 < len(found.tokens) <= len(tokens(ANN))  # type: ignore[union-attr]
    starter = tuple(LOOKED_FOR.given["python"])
    assert frozenset(found.tokens) == tokens(ANN, given=starter)  # type: ignore[union-attr]


def test_dolos_gets_sources_and_names(tmp_path: Path) -> None:
    """The archive holds every source and an info.csv at its root, as Dolos documents it.

    https://dolos.ugent.be/docs/adding-metadata.html: the column filename has the paths within the
    archive; label, created_at and full_name are optional.
    """
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "softmaxCost.py").write_text(ANN, encoding="utf-8")
    (tmp_path / "ann" / "notes.txt").write_text("mine", encoding="utf-8")
    found = find_student(tmp_path / "ann", LOOKED_FOR)
    owner, time = Owner("=Ann"), Attempt(time="2026-01-31 12:00:00 Z")
    named = [
        replace(one, owner=owner, attempt=time) for one in found if isinstance(one, Submission)
    ]
    left = LeftOut("notes", "no")
    assert list(exported([*named, left], tmp_path / "dolos.zip")) == [*named, left]
    with zipfile.ZipFile(tmp_path / "dolos.zip") as archive:
        assert archive.namelist() == ["1/softmaxCost.py", "info.csv"]
        assert archive.read("1/softmaxCost.py").decode() == ANN
        assert archive.read("info.csv").decode().splitlines() == [
            "filename,label,created_at,full_name",
            "1/softmaxCost.py,python,2026-01-31 12:00:00+00:00,'=Ann",
        ]
