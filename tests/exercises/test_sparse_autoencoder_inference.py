"""Conventions of ports of the second exercise, found by their names and by asking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from pysoftmax.exercise import Exercise, load_exercise
from pysoftmax.exercise.inferring import Definition, Stage
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.inference import _question, infer
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.workers import Workers
from tests.grader.folders import in_folder

FOLDER = Path(__file__).parents[2] / "examples" / "sparse_autoencoder"
COST = "sparseAutoencoderCost"


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return load_exercise(FOLDER)


@pytest.fixture(scope="module")
def workers(exercise: Exercise) -> Iterator[Workers]:
    with Workers(1, library=exercise.library) as opened:
        yield opened


ASKED: dict[str, dict[str, Any]] = {
    "right-python-by-rows-examples-in-rows": {"theta_by": "rows", "examples_in": "rows"},
    "right-python-layer-by-layer": {"theta_by": "rows", "parameters": ("W1", "b1", "W2", "b2")},
    "wrong-python-two-mistakes": {"theta_by": "rows", "examples_in": "columns"},
}


@pytest.mark.parametrize("name", ASKED)
def test_the_layout_is_found_by_asking(name: str, exercise: Exercise, workers: Workers) -> None:
    """A layout is found by the answers, of a wrong solution by its plainest mistake."""
    submission = in_folder(FOLDER / "solutions" / name, "python")
    with workers.open(submission) as student:
        found = infer(student, Examination(Rubric(exercise)))
    assert {key: getattr(found.conventions, key) for key in ASKED[name]} == ASKED[name]
    assert found.conventions.functions == {COST: "sparse_autoencoder.sparse_autoencoder_cost"}
    assert COST in found.running


def test_each_exercise_asks_questions_of_its_own(exercise: Exercise) -> None:
    """Both have an item and a claim called cost; one process may grade both."""
    for one, function in ((SOFTMAX, "softmaxCost"), (exercise, COST), (SOFTMAX, "softmaxCost")):
        examination = Examination(Rubric(one))
        asked = _question(examination, one.conventions, one.item("cost"), 0, other_form=False)
        assert asked.case.function == function


SEVEN = ("theta", "visible_size", "hidden_size", "lambda_", "sparsity_param", "beta", "data")


def defined(name: str, *parameters: str, owner: str = "") -> Definition:
    return Definition("ae", owner, name, parameters, required=len(parameters))


def first_stage(
    exercise: Exercise, *definitions: Definition, binding: frozenset[str] = frozenset()
) -> Stage:
    assert exercise.infer is not None
    base = exercise.conventions
    return next(iter(exercise.infer(definitions, base, binding)))(base)


def test_the_cost_is_found_among_functions_of_similar_names(exercise: Exercise) -> None:
    """Linear decoders, checks and softmax are not the cost, whatever else they are called."""
    stage = first_stage(
        exercise,
        defined("softmax_cost", "theta", "n_classes", "input_size", "lambda_", "data", "labels"),
        defined("sparse_autoencoder_linear_cost", *SEVEN),
        defined("check_sparse_autoencoder_cost", "data"),
        defined("sparse_autoencoder_cost_not_vectorized", *SEVEN),
        defined("sparse_autoencoder_cost_vectorized", *SEVEN),
    )
    assert {way.functions[COST] for tier in stage.tiers for way in tier} == {
        "ae.sparse_autoencoder_cost_vectorized"
    }


def test_arguments_are_ordered_by_their_names(exercise: Exercise) -> None:
    """A name that is not known takes the first value, in the exercise's order, that is left."""
    parameters = ("X", "w", "nv", "whatever", "eta", "rho", "beta")
    (way, *_), *_ = first_stage(exercise, defined("cost", *parameters)).tiers
    assert way.argument_names(COST) == (
        *("data", "theta", "visibleSize", "hiddenSize", "lambda", "sparsityParam", "beta"),
    )


def test_a_class_takes_what_its_method_does_not(exercise: Exercise) -> None:
    """A constructor's arguments go by their names."""
    stage = first_stage(
        exercise,
        defined("__init__", "visible_size", "hidden_size", "rho", "lamda", "beta", owner="Net"),
        defined("cost", "theta", "input", owner="Net"),
    )
    (way, *_), *_ = stage.tiers
    assert way.constructors == {
        "Net": ("visibleSize", "hiddenSize", "sparsityParam", "lambda", "beta")
    }
    assert way.argument_names(COST) == ("theta", "data")


def test_a_variable_of_the_file_is_set_if_it_is_not_passed(exercise: Exercise) -> None:
    """Numbers that a cost reads from its file are set there, those that it is passed are not."""
    cost = Definition(
        *("ae", "", "cost", ("theta", "visible_size", "hidden_size", "beta", "data")),
        required=5,
        variables=("np", "rho", "beta", "lambd", "patches"),
    )
    (way, *_), *_ = first_stage(exercise, cost).tiers
    assert way.variables == {"sparsityParam": "rho", "lambda": "lambd"}


def test_what_cannot_be_told_is_asked(exercise: Exercise) -> None:
    """Two costs of one rank, or a constructor with an unknown argument, are left undecided."""
    two = first_stage(exercise, defined("cost_a", *SEVEN), defined("cost_b", *SEVEN))
    assert (two.tiers, two.question) == ([], f"which is {COST}: ae.cost_a or ae.cost_b?")
    made = defined("__init__", "widgets", owner="Net")
    unknown = first_stage(exercise, made, defined("cost", "theta", "data", owner="Net"))
    assert (unknown.tiers, unknown.question) == ([], "how is ae.Net.cost called?")


def test_a_cost_without_theta_is_not_asked(exercise: Exercise) -> None:
    """A method that uses the weights of its object would answer for weights of its own."""
    net = defined("autoencoder_cost", "lambda_", "rho", "beta", "data", owner="Net")
    stage = first_stage(exercise, net)
    assert stage.tiers == []
    assert stage.question == (
        "ae.Net.autoencoder_cost takes no theta: where are the weights that it uses?"
    )


def test_what_the_rubric_names_stays(exercise: Exercise) -> None:
    """Where theta_by binds, no other is tried."""
    cost = defined("cost", *SEVEN)
    stage = first_stage(exercise, cost, binding=frozenset({"theta_by"}))
    tried = [cast(Any, way) for tier in stage.tiers for way in tier]
    assert {way.theta_by for way in tried} == {"columns"}
    assert {way.examples_in for way in tried} == {"columns", "rows"}
