"""Conventions found by looking and asking: those of ports made by combining all kinds."""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Collection, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.conventions import SoftmaxConventions
from pysoftmax.grader import conventions_of_class, inference
from pysoftmax.grader.conventions_of_class import ClassConventions
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.inference import Inferred, infer, most_common
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.session import grade

from .fakes import write_submission
from .folders import in_folder
from .ports import Files, port, student

LEFT_OUT = ("computeNumericalGradient", "softmaxTrain")
KEYS = (
    *("labels_from", "labels_as", "theta_by", "theta_as", "bias", "examples_in"),
    *("model_theta", "model", "functions"),
)

FUNCTIONS: tuple[dict[str, Any], ...] = (
    {"functions": {"softmaxCost": "soft.softmax_cost", "softmaxPredict": "soft.predict"}},
    {
        "functions": {
            "softmaxCost": "soft.Softmax.cost",
            "softmaxPredict": "soft.Softmax.predict",
        },
        "constructors": {"Softmax": ("numClasses", "inputSize", "lambda")},
    },
    {
        "functions": {
            "softmaxCost": "soft.softmax_loss",
            "softmaxPredict": "soft.softmax_predict",
            "grad": "soft.softmax_grad",
        }
    },
)
ORDERS: tuple[tuple[str, ...], ...] = (
    ("theta", "data", "labels", "lambda"),
    ("theta", "numClasses", "inputSize", "lambda", "data", "labels"),
    ("data", "labels", "theta", "lambda"),
    ("theta", "lambda", "labels", "data"),
    ("theta", "data", "labels"),
)
FORMS: tuple[dict[str, Any], ...] = (
    {},
    {"theta_by": "rows", "labels_from": 0},
    {"labels_as": "column", "labels_from": 0, "examples_in": "rows"},
    {"labels_as": "one-hot rows", "examples_in": "rows", "theta_by": "rows"},
    {"labels_as": "one-hot columns", "model_theta": "vector"},
    {"theta_as": "matrix", "labels_from": 0, "examples_in": "rows"},
    {"theta_as": "transposed", "model_theta": "transposed", "examples_in": "rows"},
    {"bias": "last", "theta_by": "rows", "labels_from": 0},
    {"bias": "first", "examples_in": "rows"},
    {"theta_as": "column", "labels_from": 0, "predicted_from": 1},
    {"theta_by": "rows", "model": "tuple"},
    {"returns": {"softmaxCost": ("grad", "cost")}, "labels_from": 0},
)


def ways() -> list[SoftmaxConventions]:
    """Each form with several kinds of functions and orders."""
    made: list[SoftmaxConventions] = []
    for k, form in enumerate(FORMS):
        for j in range(4):
            functions = FUNCTIONS[(k + j) % 3]
            if "returns" in form and "grad" in functions["functions"]:
                functions = FUNCTIONS[0]
            order = ORDERS[(k + 2 * j) % 5]
            if "constructors" in functions:
                order = tuple(n for n in order if n in ("theta", "data", "labels"))
            predicts = ("softmaxModel", "data") if form.get("model") else ("theta", "data")
            arguments = {"softmaxCost": order, "softmaxPredict": predicts}
            if "grad" in functions["functions"]:
                arguments["grad"] = order
            way = replace(
                SoftmaxConventions(absent=LEFT_OUT), **{**functions, **form}, arguments=arguments
            )
            made += [way] if way not in made else []
    return made


WAYS = dict(enumerate(ways()))
NAMES: tuple[dict[str, str], ...] = (
    {},
    {"theta": "params", "data": "X", "labels": "y", "lambda": "reg", "numClasses": "K"},
)


def examination(way: SoftmaxConventions) -> Examination:
    if not _made:
        _examination(str(COURSE), COURSE)
    return _examination(str(way), way)


_made: dict[str, Examination] = {}


def _examination(key: str, way: SoftmaxConventions) -> Examination:
    if key not in _made:
        like = _made.get("course")
        _made[key] = Examination(Rubric(SOFTMAX, conventions=way), like)
        _made.setdefault("course", _made[key])
    return _made[key]


COURSE = SoftmaxConventions(absent=LEFT_OUT)


@functools.cache
def found_and_graded(
    number: int, wrong: str, folder: Path, binding: tuple[str, ...] = ()
) -> tuple[Inferred, SubmissionResult]:
    text = port(WAYS[number], wrong, NAMES[number % 2])
    with student(folder, {"soft.py": text}) as one:
        found = infer(one, examination(COURSE), binding)
        assert isinstance(found.conventions, SoftmaxConventions)
        asked = examination(found.conventions)
        return found, grade(Files(), one, asked, sandboxed=False)


NO_DECAY = "has no weight decay: is that meant?"
TWO_BASES = "softmaxCost takes labels from 0 and softmaxPredict returns them from 1: is that meant?"


def in_short(way: Any) -> dict[str, Any]:
    """The keys that are compared; a base says nothing of one-hot labels."""
    short = {key: getattr(way, key) for key in KEYS}
    if way.labels_as.startswith("one-hot"):
        short["labels_from"] = None
    if way.theta_as == "column":
        short["theta_as"] = "vector"  # a reshape reads either
    short["predicted"] = way.first_predicted()
    short["model_theta"] = way.model_theta == "transposed"  # a reshape reads a matrix as a vector
    return short


@pytest.mark.parametrize(
    "number", [pytest.param(k, marks=pytest.mark.soak if k % 4 in (1, 2) else ()) for k in WAYS]
)
def test_a_right_port_is_understood_and_gets_full_marks(tmp_path: Path, number: int) -> None:
    """The conventions that were made up are found, and the port passes in them."""
    found, result = found_and_graded(number, "", tmp_path)
    assert in_short(found.conventions) == in_short(WAYS[number])
    bare = "lambda" not in WAYS[number].received("softmaxCost")
    asked = [f"{WAYS[number].functions['softmaxCost']} {NO_DECAY}"] * bare
    asked += [TWO_BASES] * (WAYS[number].predicted_from is not None)
    assert list(found.questions) == asked
    assert [item.message for item in result.items if item.outcome == "failed"] == []
    assert result.points == result.max_points == 75


WRONG = (
    "no decay in the gradient",
    "no decay in the cost",
    "cost decay doubled",
    "sign of the cost",
    "no mean in the cost",
)
NAMED = {
    "no decay in the gradient": {"gradient": "no decay in the gradient"},
    "no decay in the cost": {"cost": "no decay in the cost"},
    "cost decay doubled": {"cost": "cost decay doubled"},
    "sign of the cost": {"cost": "sign"},
    "no mean in the cost": {"cost": "not divided by M"},
}


@pytest.mark.parametrize(
    "number", [pytest.param(k, marks=pytest.mark.soak if k % 7 else ()) for k in WAYS]
)
def test_a_mistake_is_named_and_not_explained_away(tmp_path: Path, number: int) -> None:
    """With one mistake, the same conventions are found, and the mistake is named."""
    way = WAYS[number]
    decays = "lambda" in way.received("softmaxCost")
    wrong = WRONG[number % 5] if decays else WRONG[3 + number % 2]
    found, result = found_and_graded(number, wrong, tmp_path)
    assert in_short(found.conventions) == in_short(way)
    failed = {item.name: item.mistake for item in result.items if item.outcome == "failed"}
    assert failed == NAMED[wrong]
    assert result.points < result.max_points


@pytest.mark.filterwarnings("ignore::RuntimeWarning:soft")  # the port's own, read the wrong way
@pytest.mark.parametrize(("number", "key"), [(5, "theta_by"), (4, "labels_from")])
def test_what_the_teacher_names_binds(tmp_path: Path, number: int, key: str) -> None:
    """A port that differs from a convention that binds loses points, whatever else is found."""
    found, result = found_and_graded(number, "", tmp_path, (key,))
    assert getattr(found.conventions, key) == getattr(COURSE, key) != getattr(WAYS[number], key)
    assert result.points < result.max_points


def test_most_of_the_class_is_more_than_half_of_three() -> None:
    """Two of three submissions make a convention of the class; one of two does not."""
    one, zero = SoftmaxConventions(), SoftmaxConventions(labels_from=0)
    keys = ("labels_from",)
    assert most_common([zero, zero, one], keys) == {"labels_from": 0}
    assert most_common([zero, one], keys) == {}
    assert most_common([zero, zero, one, one], keys) == {}


@pytest.mark.parametrize(
    ("way", "decided"),
    [
        ({"theta_by": "rows"}, {"labels_from", "predicted_from", "theta_by"}),
        ({"theta_as": "matrix"}, {"labels_from", "predicted_from"}),
        ({"theta_as": "matrix", "labels_as": "one-hot rows"}, {"predicted_from"}),
    ],
)
def test_what_has_an_effect_is_decided(
    way: dict[str, Any], decided: set[str], tmp_path: Path
) -> None:
    """A matrix says nothing of the order of theta, and one-hot labels nothing of their base."""
    functions = {"softmaxCost": "soft.softmax_cost", "softmaxPredict": "soft.predict"}
    order = {"softmaxCost": ORDERS[1], "softmaxPredict": ("theta", "data")}
    made = replace(COURSE, labels_from=0, functions=functions, arguments=order, **way)
    with student(tmp_path, {"soft.py": port(made)}) as one:
        assert infer(one, examination(COURSE)).decided == decided


def test_only_those_count_of_which_a_convention_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four of which the order of theta is not known leave it to the three of which it is."""
    rows = Inferred(
        replace(COURSE, theta_by="rows"),
        {},
        running=("softmaxCost",),
        decided=frozenset({"theta_by"}),
    )
    unknown = Inferred(COURSE, {}, running=("softmaxCost",), decided=frozenset({"labels_from"}))
    known = dict(zip("abcdefg", [rows] * 3 + [unknown] * 4, strict=True))

    def infer(student: Any, course: Examination, binding: Collection[str]) -> Inferred:
        one = known[student.submission.name]
        bound = {key: getattr(course.rubric.conventions, key) for key in binding}
        return replace(one, conventions=replace(one.conventions, **bound))

    monkeypatch.setattr(conventions_of_class, "infer", infer)
    found = [in_folder(write_submission(tmp_path / name, f"# {name}"), "python") for name in known]
    conventions = ClassConventions(examination(COURSE), ())
    workers = ByName()
    conventions.look(found, workers)
    list(conventions.again(found, workers))
    graded = [conventions.examinations[one.key].rubric.conventions for one in found]
    assert [one.theta_by for one in graded] == ["rows"] * 7  # type: ignore[attr-defined]
    assert [one.labels_from for one in graded] == [1] * 7  # type: ignore[attr-defined]


class ByName:
    """Workers whose students say only which submission they are."""

    def open(self, submission: Any) -> Any:
        return nullcontext(SimpleNamespace(submission=submission))


def test_the_written_table_reads_back(tmp_path: Path) -> None:
    """What is written of a submission is a rubric in which it passes."""
    found, _ = found_and_graded(6, "", tmp_path)
    text = "\n".join(found.lines(SOFTMAX.conventions))
    assert Rubric.parse(text, SOFTMAX).conventions == found.conventions
    assert "agrees on" in text


def test_there_are_at_least_forty() -> None:
    """Forty different conventions or more are tried."""
    assert len(WAYS) >= 40


class Hangs:
    """Functions of the right names that never return."""

    name = "hangs"

    def __init__(self) -> None:
        self.limits: list[Limits] = []

    def answer(self, cases: Sequence[Case], *, limits: Limits | None = None) -> list[Answer]:
        assert limits is not None
        self.limits.append(limits)
        if len(self.limits) > 1:
            return [Answer(failure=Failure("timeout", "it did not return"))] * len(cases)
        names = ["theta", "numClasses", "inputSize", "lam", "data", "labels"]
        listed = [["all", "", "softmaxCost", names, 6, *[[]] * 9, 0]]
        return [Answer((np.frombuffer(json.dumps(listed).encode(), np.uint8),))]


def test_one_that_hangs_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """After 40 seconds of answers it is asked no more, and what it lists is bounded too."""
    clock = itertools.count(step=15)
    monkeypatch.setattr(inference, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    hangs = Hangs()
    found = infer(hangs, Examination(Rubric(SOFTMAX)))
    assert len(hangs.limits) == 3
    assert hangs.limits[0].answer_bytes == 1 << 20
    assert found.functions == ("softmaxCost",)  # so that it is graded, and its time-out reported
    assert not found.running
