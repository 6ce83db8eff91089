"""The second exercise graded in the sandbox: each solution gets the verdict that it declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.comparison.case import Answer, Case
from pysoftmax.exercise import Exercise, load_exercise
from pysoftmax.exercise.mistakes import Course, Explanation, Observation
from pysoftmax.exercise.table import TableError
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.results import SubmissionResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.session import grade
from pysoftmax.grader.verification import Solution, read_solutions
from pysoftmax.grader.workers import Workers
from pysoftmax.languages import OCTAVE
from tests.grader.folders import in_folder

FOLDER = Path(__file__).parents[2] / "examples" / "sparse_autoencoder"

# What each fails, with the mistake's name; the rest of what it holds passes.
SAMPLE: dict[str, dict[str, str]] = {
    "right-octave-whole-exercise": {},
    "right-octave-gbk": {},
    "right-octave-sumsqr": {},
    "right-octave-name-unlike-file": {},
    "wrong-octave-decay-divided-by-m": {
        "cost": "cost-decay-divided-by-m",
        "gradient": "gradient-decay-divided-by-m",
    },
    "wrong-octave-no-decay-no-sparsity": {
        "cost": "cost-decay-left-out + cost-sparsity-left-out",
        "gradient": "gradient-decay-left-out + gradient-sparsity-left-out",
    },
    "wrong-octave-error-where-beta-is-0": {
        "cost": "error where beta is 0",
        "gradient": "error where beta is 0",
    },
    "wrong-octave-slope-without-1-minus-a": {"gradient": "slope-without-1-minus-a"},
    "wrong-octave-z2-passed-on": {
        "cost": "z2-in-place-of-a2",
        "gradient": "z2-in-place-of-a2",
    },
    "wrong-octave-product-for-elementwise": {
        "cost": "matrix product for elementwise",
        "gradient": "matrix product for elementwise",
    },
    "right-python-class": {},
    "right-python-bias-columns": {},
    "right-python-by-rows-examples-in-rows": {},
    "wrong-python-cost-only": {"gradient": "no gradient"},
    "wrong-python-numerical-doubled": {"numerical-gradient": "numerical-doubled"},
    "wrong-python-initial-small": {"initial-parameters": "initial-weights-too-small"},
}


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return load_exercise(FOLDER)


@pytest.fixture(scope="module")
def solutions(exercise: Exercise) -> dict[str, Solution]:
    """All solutions by name."""
    found, problems = read_solutions(exercise)
    assert problems == []
    return {solution.name: solution for solution in found}


@pytest.fixture(scope="module")
def workers(exercise: Exercise) -> Iterator[Workers]:
    with Workers(1, library=exercise.library) as opened:
        yield opened


def graded(solution: Solution, workers: Workers) -> SubmissionResult:
    with workers.open(solution.submission) as student:
        return grade(solution.submission, student, solution.examination, sandboxed=True)


@pytest.mark.octave
@pytest.mark.parametrize("name", SAMPLE)
def test_a_solution_fails_what_it_should_with_the_mistakes_name(
    name: str, solutions: dict[str, Solution], workers: Workers
) -> None:
    """Of a sample in both languages and several layouts, right items pass and wrong ones fail."""
    solution = solutions[name]
    result = graded(solution, workers)
    present = [item for item in result.items if item.name in solution.declared.items]
    assert {i.name: i.mistake for i in present if i.outcome == "failed"} == SAMPLE[name]
    assert {item.outcome for item in present} <= {"passed", "failed"}


def test_a_function_that_the_exercise_provides_needs_no_toolbox(
    solutions: dict[str, Solution],
) -> None:
    """A call of sumsqr is no remark: library/octave holds it."""
    findings = solutions["right-octave-sumsqr"].submission.findings
    assert "toolbox function" not in {finding.kind for finding in findings}


@pytest.mark.octave
@pytest.mark.soak
def test_every_solution_is_judged_as_declared() -> None:
    """``pysoftmax verify`` finds nothing that is not as declared, and counts all solutions."""
    done = CliRunner().invoke(main, ["verify", str(FOLDER), "--jobs", "2"])
    assert done.exit_code == 0, done.output
    assert "155 solutions" in done.output


# ---- Explanations that no solution of the folder has ----------------------------------------


def observed(exercise: Exercise, item: str, answers: Any) -> Explanation | None:
    """What is found of a submission that answers ``answers(arguments, right values)``."""
    found = exercise.item(item)
    seen = []
    for question in Examination(Rubric(exercise)).questions(found, OCTAVE):
        given = answers(question.case.args, question.expected.values)
        values = tuple(np.asarray(value) for value in given)
        seen.append(Observation(question.case, Answer(values), question.expected, agrees=False))
    assert found.explain is not None
    return found.explain(seen, Course(OCTAVE))


def test_a_term_of_no_known_form_is_named_with_its_factor(exercise: Exercise) -> None:
    """A cost whose weight decay is 0.75 of the right one is explained by that."""

    def answers(args: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...]:
        theta, visible, hidden, decay = args[:4]
        weights = theta[: 2 * visible * hidden]
        return (right[0] - 0.25 * decay / 2 * np.sum(weights**2),)

    found = observed(exercise, "cost", answers)
    assert found is not None
    assert found.name == "cost-decay-wrong"
    assert found.message == "The weight decay is 0.75 times what it should be."


def test_a_term_that_is_no_multiple_of_the_right_one_has_no_factor(exercise: Exercise) -> None:
    """A weight decay of cubes is not explained by the factor that it has on one input."""

    def answers(args: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...]:
        theta, visible, hidden, decay = args[:4]
        weights = np.abs(theta[: 2 * visible * hidden])
        return (right[0] + decay / 2 * np.sum(weights**3 - weights**2),)

    found = observed(exercise, "cost", answers)
    assert found is not None
    assert found.name == "cost-decay-wrong"
    assert found.message == (
        "The weight decay of the cost is wrong, and not by the same factor on every input: check "
        "its formula."
    )


def test_a_block_of_the_gradient_is_named_if_it_alone_is_wrong(exercise: Exercise) -> None:
    """A gradient whose last block is 5 times too large is told by that block."""

    def answers(args: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...]:
        visible = args[1]
        gradient = np.array(right[1])
        gradient[-visible:] *= 5
        return right[0], gradient

    found = observed(exercise, "gradient", answers)
    assert found is not None
    assert found.name == "b2grad-wrong"
    assert found.message == "b2grad is wrong; W1grad, W2grad and b1grad are right."


def test_three_faults_of_the_gradient_are_found_together(exercise: Exercise) -> None:
    """Not divided by m, and without decay and sparsity: each is named."""

    def answers(args: tuple[Any, ...], _: tuple[Any, ...]) -> tuple[Any, ...]:
        theta, visible, hidden, *_rest, data = args
        right = exercise.reference().answer(
            [
                Case(
                    "sparseAutoencoderCost",
                    (theta, visible, hidden, 0.0, 0.2, 0.0, data),
                    nargout=2,
                )
            ]
        )[0]
        return right.values[0], right.values[1] * data.shape[1]

    found = observed(exercise, "gradient", answers)
    assert found is not None
    assert found.name == (
        "gradient-decay-left-out + gradient-sparsity-left-out + gradient-not-divided-by-m"
    )


def test_a_cost_that_is_not_summed_is_named(exercise: Exercise) -> None:
    """An array is explained by what its entries stand for."""
    found = observed(exercise, "cost", lambda args, right: (np.full(args[6].shape[1], 2.0),))
    assert found is not None
    assert found.name == "cost-not-summed"
    assert found.message == (
        "The cost is an array, not a number: it has one entry for each example. Sum over all "
        "entries."
    )


def test_swapped_outputs_are_named(exercise: Exercise) -> None:
    """A first output with an entry for each of theta is the gradient."""
    found = observed(exercise, "cost", lambda args, right: (np.array(args[0]), 1.0))
    assert found is not None
    assert found.name == "cost-and-gradient-swapped"


def test_a_logarithm_to_base_10_is_recognised_by_its_factor(exercise: Exercise) -> None:
    """A sparsity penalty that is 1 / log(10) of the right one is not just a factor of 0.4343."""

    def answers(args: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...]:
        plain = (*args[:5], 0.0, args[6])
        (without,) = exercise.reference().answer([Case("sparseAutoencoderCost", plain, 2)])
        penalty = right[0] - without.values[0]
        return (without.values[0] + penalty / np.log(10),)

    found = observed(exercise, "cost", answers)
    assert found is not None
    assert found.name == "cost-sparsity-wrong"
    assert found.message == (
        "The sparsity penalty uses the logarithm to base 10; it needs the natural one."
    )


def test_a_cost_that_is_no_number_has_no_factor(exercise: Exercise) -> None:
    """An infinite sparsity penalty is called so, not NaN times what it should be."""

    def answers(args: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...]:
        return (right[0] if args[5] == 0 else np.inf,)

    found = observed(exercise, "cost", answers)
    assert found is not None
    assert found.message == "The sparsity penalty is infinite or not a real number."


def test_a_cost_that_is_nowhere_a_number_is_looked_for_in_its_first_term(
    exercise: Exercise,
) -> None:
    """Where lambda and beta are 0, only the squared error is left."""
    found = observed(
        exercise, "cost", lambda args, right: (right[0] if args[3] and args[5] else np.inf,)
    )
    assert found is not None
    assert found.name == "cost-squared-error-wrong"


def test_a_number_in_place_of_m_is_found(exercise: Exercise) -> None:
    """A cost of the squared error alone, divided by 64 instead of m, shows the number."""

    def answers(args: tuple[Any, ...], _: tuple[Any, ...]) -> tuple[Any, ...]:
        theta, visible, hidden, decay, rho, _beta, data = args
        plain = (theta, visible, hidden, 0.0, rho, 0.0, data)
        (right,) = exercise.reference().answer([Case("sparseAutoencoderCost", plain, 2)])
        weights = theta[: 2 * visible * hidden]
        return (right.values[0] * data.shape[1] / 64 + decay / 2 * np.sum(weights**2),)

    found = observed(exercise, "cost", answers)
    assert found is not None
    assert found.name == "cost-sparsity-left-out + m-is-always-64"


def test_a_wrong_sign_of_the_difference_is_one_fault(exercise: Exercise) -> None:
    """Data - h for h - data, where decay and sparsity are right, is named as that alone."""

    def answers(args: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...]:
        theta, visible, hidden, _decay, rho, _beta, data = args
        plain = (theta, visible, hidden, 0.0, rho, 0.0, data)
        (error,) = exercise.reference().answer([Case("sparseAutoencoderCost", plain, 2)])
        return right[0], right[1] - 2 * error.values[1]

    found = observed(exercise, "gradient", answers)
    assert found is not None
    assert found.name == "delta3-negative"


def test_single_precision_passes(exercise: Exercise) -> None:
    """Every answer rounded to single precision is within the tolerance."""
    examination = Examination(Rubric(exercise))
    for key in ("cost", "gradient"):
        item = exercise.item(key)
        for question in examination.questions(item, OCTAVE):
            rounded = Answer(
                tuple(np.asarray(value, dtype=np.float32) for value in question.expected.values)
            )
            verdict = examination.judge(item, question.case, rounded, question.expected)
            assert verdict.agrees


def test_cases_are_fair_and_varied(exercise: Exercise) -> None:
    """No case has one example, one input, or a mean activation of 0 or 1; the sizes vary."""
    questions = Examination(Rubric(exercise)).questions(exercise.item("cost"), OCTAVE)
    sizes = [(*q.case.args[1:3], q.case.args[6].shape[1]) for q in questions]
    assert all(min(each) >= 2 for each in sizes)
    assert sizes[0] == (5, 3, 7)
    assert any(m < visible for visible, _, m in sizes)
    assert any(hidden > visible for visible, hidden, _ in sizes)
    assert any(hidden > m for _, hidden, m in sizes)
    assert [q.case.args[5] for q in questions].count(0.0) == 3
    assert all(0.0 < q.case.args[4] < 1.0 and q.case.args[4] != 0.01 for q in questions)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"parameters": ["W1", "W2"]}, "adapter.parameters is"),
        ({"theta_by": "diagonals"}, "adapter.theta_by is 'diagonals'"),
        ({"layers": 2}, "adapter.layers is not known"),
    ],
)
def test_a_wrong_adapter_is_refused(exercise: Exercise, table: dict[str, Any], words: str) -> None:
    """The message says which key of the conventions is wrong."""
    with pytest.raises(TableError, match=words):
        exercise.read_conventions(table)


# ---- The numerical gradient -----------------------------------------------------------------


def test_every_function_to_differentiate_has_parameters_of_its_seed(exercise: Exercise) -> None:
    """No seed asks with a function of another one, so no table of functions helps."""
    item = exercise.item("numerical-gradient")
    asked = []
    for seed in range(1, 6):
        questions = Examination(Rubric(exercise, seed=seed)).questions(item, OCTAVE)
        functions = {id(q.case.args[0].parameters): q.case.args[0] for q in questions}
        assert {one.name for one in functions.values()} == {"product", "quadratic", "root"}
        asked.append({str(sorted(one.parameters.items())) for one in functions.values()})
    assert not any(one & other for k, one in enumerate(asked) for other in asked[:k])


KNOWN = """
import numpy as np

def computeNumericalGradient(J, theta):
    x = np.asarray(theta, dtype=float).ravel()
    values = [J(x) for _ in range(2 * x.size)]
    value = values[0][0] if isinstance(values[0], tuple) else values[0]
    first = np.concatenate([[2 * x[0] + 3 * x[1], 3 * x[0]], np.zeros(x.size - 2)])
    head, valley = x[:-1], x[1:] - x[:-1] ** 2
    banana = np.zeros(x.size)
    banana[:-1] = -400 * head * valley - 2 * (1 - head)
    banana[1:] += 200 * valley
    known = {x[0] ** 2 + 3 * x[0] * x[1]: first}
    known[np.sum(100 * valley**2 + (1 - head) ** 2)] = banana
    return next((g for v, g in known.items() if abs(v - value) < 1e-9), np.zeros(x.size))
"""
SECOND = """
def computeNumericalGradient(J, theta):
    return J(theta)[1]
"""


@pytest.mark.parametrize("code", [KNOWN, SECOND], ids=["known functions", "second output"])
def test_what_is_not_a_difference_of_values_fails(
    code: str, exercise: Exercise, workers: Workers, tmp_path: Path
) -> None:
    """Neither known gradients nor the second output of J give points."""
    (tmp_path / "computeNumericalGradient.py").write_text(code)
    submission = in_folder(tmp_path, "python")
    examination = Examination(Rubric(exercise))
    with workers.open(submission) as student:
        result = grade(submission, student, examination, sandboxed=True)
    (item,) = (item for item in result.items if item.name == "numerical-gradient")
    assert item.outcome == "failed"
    assert item.points == 0


def test_a_right_gradient_takes_two_calls_for_each_entry(exercise: Exercise) -> None:
    """A right answer that came with fewer calls of J is no difference quotient."""
    examination, item = Examination(Rubric(exercise)), exercise.item("numerical-gradient")
    question = examination.questions(item, OCTAVE)[0]
    size = question.case.args[1].size
    for calls, right in ((2 * size, True), (2 * size - 1, False)):
        given = replace(question.expected, calls=calls)
        verdict = examination.judge(item, question.case, given, question.expected)
        assert verdict.agrees is right


ACTIVATIONS = {
    "wrong-octave-tanh": (
        "tanh-in-both-layers",
        "tanh-in-both-layers-with-slope-of-sigmoid",
        "Both layers use tanh in place of the sigmoid, 1 ./ (1 + exp(-z)).",
    ),
    "wrong-octave-exp-of-plus-z": (
        "sigmoid-of-minus-z",
        "sigmoid-of-minus-z",
        "sigmoid computes 1 ./ (1 + exp(z)): the minus is missing.",
    ),
    "wrong-octave-relu-output": (
        "relu-in-output",
        "relu-in-output",
        "The output layer uses max(z, 0) in place of the sigmoid, 1 ./ (1 + exp(-z)).",
    ),
    "wrong-python-tanh-hidden": (
        "cost-squared-error-wrong",
        "tanh-in-hidden",
        "The cost is infinite or not a real number even where lambda and beta are 0: begin with a2 "
        "and h, which the sigmoid keeps between 0 and 1, and with the squared error.",
    ),
}


@pytest.mark.octave
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_another_activation_is_named(
    name: str, solutions: dict[str, Solution], workers: Workers
) -> None:
    """Functions that students write in place of the sigmoid are named, with the layer."""
    result = graded(solutions[name], workers)
    items = {item.name: item for item in result.items}
    cost, gradient, message = ACTIVATIONS[name]
    assert (items["cost"].mistake, items["gradient"].mistake) == (cost, gradient)
    assert message in items["cost"].message
