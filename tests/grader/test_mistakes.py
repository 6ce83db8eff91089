"""Known mistakes: each is named, and nothing right or unknown is."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.exercise import mistakes
from pysoftmax.exercise.mistakes import Explanation, Observation
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.mistakes.decay import cost_decays, gradient_decays
from pysoftmax.exercise.softmax.mistakes.deviation import Deviation, SoftmaxCourse, explanation
from pysoftmax.exercise.softmax.mistakes.formula import (
    cost_terms,
    gradient_terms,
    layouts,
    readings,
)
from pysoftmax.exercise.softmax.mistakes.numerical import WRONG
from pysoftmax.exercise.softmax.mistakes.prediction import CONFIDENCES, predictions
from pysoftmax.exercise.softmax.mistakes.training import explain_training
from pysoftmax.exercise.softmax.problems import ORDINARY, cost_case
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.rubric import Rubric
from pysoftmax.languages import OCTAVE, PYTHON
from pysoftmax.softmaxTrain import softmaxTrain

Wrong = Callable[[Case], Any]


@functools.cache
def examination() -> Examination:
    return Examination(Rubric(SOFTMAX))


def observed(item: str, wrong: Wrong) -> list[Observation]:
    """The item's own cases, answered wrongly."""
    exam = examination()
    seen = []
    for question in exam.questions(SOFTMAX.item(item), OCTAVE):
        case, right = question.case, question.expected
        values = list(right.values)
        claim = SOFTMAX.claim(SOFTMAX.item(item))
        output = next(k for k, o in enumerate(claim.outputs) if o is not None)
        values[output] = np.asarray(wrong(case))
        answer = Answer(tuple(values))
        agrees = exam.judge(SOFTMAX.item(item), case, answer, right).agrees
        seen.append(Observation(case, answer, right, agrees))
    return seen


def explain(item: str, seen: list[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The mistake that explains what was seen of an item."""
    explainer = SOFTMAX.item(item.replace(" ", "-")).explain
    assert explainer is not None
    return mistakes.explain(explainer, SOFTMAX.failures, seen, course)


PREDICTIONS = predictions(SoftmaxCourse(PYTHON))
READINGS, LAYOUTS = readings(SoftmaxCourse(OCTAVE)), layouts(SoftmaxCourse(OCTAVE))
CASE = cost_case(SeededChoices(1), ORDINARY)


def single_deviations(terms: Any, decays: Any, layouts: Any) -> list[tuple[int, int, int, str]]:
    """Where in the tables exactly one thing is wrong, and its name."""
    found = []
    for k, layout in enumerate(layouts):
        data, decay = list(terms(CASE, layout).paths), list(decays(CASE, layout).paths)
        for i, j in itertools.product(range(len(data)), range(len(decay))):
            path = layout.path + data[i] + decay[j]
            if len(path) == 1:
                found.append((k, i, j, path[0].name))
    return found


COSTS = single_deviations(cost_terms, cost_decays, READINGS)
GRADIENTS = single_deviations(gradient_terms, gradient_decays, LAYOUTS)


@pytest.mark.parametrize(("layout", "term", "decay", "name"), COSTS)
def test_every_mistake_in_the_cost_is_named(layout: int, term: int, decay: int, name: str) -> None:
    """On the cases that are asked, each wrong cost has its own name."""

    def wrong(case: Case) -> Any:
        data = cost_terms(case, READINGS[layout]).values[term]
        return data[0] + cost_decays(case, READINGS[layout]).values[decay][0]

    told = explain("cost", observed("cost", wrong), SoftmaxCourse(OCTAVE))
    assert told is not None
    assert told.name == name


@pytest.mark.parametrize(("layout", "term", "decay", "name"), GRADIENTS)
def test_every_mistake_in_the_gradient_is_named(
    layout: int, term: int, decay: int, name: str
) -> None:
    """On the cases that are asked, each wrong gradient has its own name."""

    def wrong(case: Case) -> Any:
        data = gradient_terms(case, LAYOUTS[layout]).values[term]
        return data + gradient_decays(case, LAYOUTS[layout]).values[decay]

    told = explain("gradient", observed("gradient", wrong), SoftmaxCourse(OCTAVE))
    assert told is not None
    assert told.name == name


@pytest.mark.parametrize(("deviation", "wrong"), PREDICTIONS, ids=lambda v: getattr(v, "name", ""))
def test_every_mistake_in_the_prediction_is_named(deviation: Any, wrong: Any) -> None:
    """On the cases that are asked, each wrong prediction has its own name."""
    seen = observed("predict", lambda c: wrong(np.asarray(c.args[0]["optTheta"]), c.args[1]))
    told = explain("predict", seen, SoftmaxCourse(PYTHON))
    assert told is not None
    assert told.name == deviation.name


@pytest.mark.parametrize(("deviation", "wrong"), CONFIDENCES, ids=lambda v: getattr(v, "name", ""))
def test_every_mistake_in_the_confidences_is_named(deviation: Any, wrong: Any) -> None:
    """On the cases that are asked, each wrong matrix of confidences has its own name."""
    seen = observed("confidences", lambda c: wrong(np.asarray(c.args[0]["optTheta"]), c.args[1]))
    told = explain("confidences", seen, SoftmaxCourse(PYTHON))
    assert told is not None
    assert told.name == deviation.name


def scores_of(case: Case) -> list[list[float]]:
    """A row of scores for each example of a question about predictions."""
    model, data = case.args
    theta = np.asarray(model["optTheta"])
    return [[float(row @ example) for row in theta] for example in np.asarray(data).T]


def shares_of(scores: list[float]) -> list[float]:
    """The probabilities of one example's classes."""
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


WRONG_CONFIDENCES: dict[str, tuple[str, Callable[[list[list[float]]], Any]]] = {
    "scores returned": (
        "your matrix of confidences holds scores; turn them into probabilities.",
        lambda scores: np.transpose(scores),
    ),
    "transposed": (
        "your matrix of confidences is transposed; expected numClasses x M.",
        lambda scores: [shares_of(one) for one in scores],
    ),
    "greatest probability only": (
        "your matrix of confidences holds only the largest probability of each example; "
        "return all of them.",
        lambda scores: [max(shares_of(one)) for one in scores],
    ),
    "outputs swapped": (
        "your matrix of confidences holds the classes: the two outputs are swapped.",
        lambda scores: [1.0 + one.index(max(one)) for one in scores],
    ),
    "log probabilities": (
        "your matrix of confidences holds the logarithms of the probabilities.",
        lambda scores: np.transpose([[math.log(p) for p in shares_of(one)] for one in scores]),
    ),
    "softmax over examples": (
        "your matrix of confidences sums to one in each row; it must do so in each column.",
        lambda scores: [shares_of([one[k] for one in scores]) for k in range(len(scores[0]))],
    ),
    "softmax over everything": (
        "your matrix of confidences is divided by the sum of all entries; "
        "divide each column by its own sum.",
        lambda scores: np.transpose(
            np.reshape(shares_of([s for one in scores for s in one]), np.shape(scores))
        ),
    ),
}
"""Each wrong second output of softmaxPredict: what a student reads, and how it comes about."""


@pytest.mark.parametrize("name", WRONG_CONFIDENCES)
def test_wrong_confidences_are_explained(name: str) -> None:
    """The starter code does not return them, so they are not among the golden submissions."""
    message, wrong = WRONG_CONFIDENCES[name]
    seen = observed("confidences", lambda case: wrong(scores_of(case)))
    told = explain("confidences", seen, SoftmaxCourse(PYTHON))
    assert told is not None
    assert (told.name, told.message) == (name, message)


def test_right_confidences_need_no_explanation() -> None:
    """The same arithmetic without a mistake is judged right."""
    seen = observed("confidences", lambda c: np.transpose([shares_of(s) for s in scores_of(c)]))
    assert all(one.agrees for one in seen)


@pytest.mark.parametrize(("deviation", "wrong"), WRONG, ids=lambda v: getattr(v, "name", ""))
def test_every_mistake_in_the_numerical_gradient_is_named(deviation: Any, wrong: Any) -> None:
    """On the cases that are asked, each wrong difference quotient has its own name."""

    def answer(case: Case) -> Any:
        objective, theta = case.args
        return wrong(lambda x: objective.evaluate(x)[0], np.asarray(theta), 1e-4)

    told = explain(
        "numerical gradient", observed("numerical-gradient", answer), SoftmaxCourse(PYTHON)
    )
    assert told is not None
    assert told.name == deviation.name


def right(case: Case, output: int) -> Any:
    """The right cost or gradient."""
    return np.asarray(examination().answer([case])[0].values[output])


def squares(case: Case) -> float:
    """The sum of the squared parameters."""
    return float(np.sum(np.asarray(case.args[0]) ** 2))


COST_BY_HAND: dict[str, Wrong] = {
    "cost decay halved": lambda c: right(c, 0) - c.args[3] / 4 * squares(c),
    "cost decay doubled": lambda c: right(c, 0) + c.args[3] / 2 * squares(c),
    "no decay in the cost": lambda c: right(c, 0) - c.args[3] / 2 * squares(c),
    "data term halved": lambda c: (right(c, 0) + c.args[3] / 2 * squares(c)) / 2,
    "data term doubled": lambda c: 2 * right(c, 0) - c.args[3] / 2 * squares(c),
}
PREDICTION_BY_HAND: dict[str, Wrong] = {
    "argmin": lambda c: np.argmin(np.asarray(c.args[0]["optTheta"]) @ c.args[1], axis=0) + 1.0,
    "labels from 0": lambda c: (
        np.argmax(np.asarray(c.args[0]["optTheta"]) @ c.args[1], axis=0) * 1.0
    ),
    "always 1": lambda c: np.ones(c.args[1].shape[1]),
    "never filled in": lambda c: np.zeros(c.args[1].shape[1]),
}


def difference(case: Case, divisor: float) -> Any:
    """A two-sided difference with the step 1e-4, divided by `divisor`."""
    objective, theta = case.args
    theta = np.asarray(theta)
    found = []
    for step in np.eye(theta.size) * 1e-4:
        above, below = (objective.evaluate(theta + e)[0] for e in (step, -step))
        found.append((above - below) / divisor)
    return np.array(found)


NUMERICAL_BY_HAND: dict[str, Wrong] = {
    "not divided by 2": lambda c: difference(c, 1e-4),
    "not divided": lambda c: difference(c, 1.0),
}
BY_HAND = [
    *(("cost", name, wrong) for name, wrong in COST_BY_HAND.items()),
    *(("predict", name, wrong) for name, wrong in PREDICTION_BY_HAND.items()),
    *(("numerical-gradient", name, wrong) for name, wrong in NUMERICAL_BY_HAND.items()),
]


@pytest.mark.parametrize(("item", "name", "wrong"), BY_HAND)
def test_a_mistake_worked_out_by_hand_is_named(item: str, name: str, wrong: Wrong) -> None:
    """The names are those of answers that are written here, not taken from the tables."""
    told = explain(item, observed(item, wrong), SoftmaxCourse(PYTHON))
    assert told is not None
    assert told.name == name


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), what=st.sampled_from(["cost", "gradient"]))
def test_an_unknown_mistake_is_not_named(seed: int, what: str) -> None:
    """Answers at random have no explanation: a name is never a guess."""
    random = np.random.default_rng(seed)

    def wrong(case: Case) -> Any:
        return (
            random.standard_normal()
            if what == "cost"
            else random.standard_normal(case.args[0].shape)
        )

    assert explain(what, observed(what, wrong), SoftmaxCourse(OCTAVE)) is None


def test_a_mistake_must_explain_every_case() -> None:
    """One case that does not fit takes the name away."""
    layout = READINGS[0]

    def wrong(case: Case) -> Any:
        return cost_terms(case, layout).values[0][0]

    seen = observed("cost", wrong)
    assert explain("cost", seen, SoftmaxCourse(OCTAVE)) is not None
    last = seen[-1]
    odd = Observation(last.case, Answer((np.asarray(0.5),)), last.expected, False)
    assert explain("cost", [*seen[:-1], odd], SoftmaxCourse(OCTAVE)) is None


def test_nothing_is_said_of_right_answers() -> None:
    """Where every case agrees there is no mistake to name."""
    seen = observed("cost", lambda case: examination().answer([case])[0].values[0])
    assert all(one.agrees for one in seen)
    assert explain("cost", seen, SoftmaxCourse(OCTAVE)) is None


FACTORS = [1.5, 3.0, -2.0, 0.1]


@pytest.mark.parametrize("factor", FACTORS)
def test_the_gradient_of_another_lambda_is_measured(factor: float) -> None:
    """A decay term of another weight is told with its factor; a fixed lambda with its value."""

    def scaled(case: Case) -> Any:
        data = gradient_terms(case, LAYOUTS[0]).values[0]
        return data + factor * case.args[3] * np.asarray(case.args[0])

    told = explain("gradient", observed("gradient", scaled), SoftmaxCourse(OCTAVE))
    assert told is not None
    assert (told.name, f"{factor:g}" in told.message) == ("another lambda", True)

    def fixed(case: Case) -> Any:
        return gradient_terms(case, LAYOUTS[0]).values[0] + 0.007 * np.asarray(case.args[0])

    told = explain("gradient", observed("gradient", fixed), SoftmaxCourse(OCTAVE))
    assert told is not None
    assert (told.name, "0.007" in told.message) == ("hard-coded lambda", True)


ERRORS = {
    "IndexError: index {k} is out of bounds for axis 0 with size {k}": "labels from 0",
    "ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0 "
    "(size {n1} is different from {n})": "bias row added",
    "ValueError: shapes ({k},{n}) and ({m},{n}) not aligned: {n} (dim 1) != {m} (dim 0)": (
        "examples in rows"
    ),
    "ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0 "
    "(size {n} is different from {m}) (softmaxCost.py, line 9: `(groundTruth - P) @ data`)": (
        "data not transposed"
    ),
    "ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0 "
    "(size {n} is different from {m}) (softmaxCost.py, line 9: `data @ theta.T`)": (
        "examples in rows"
    ),
    "ValueError: operands could not be broadcast together with shapes ({k},{m}) ({k},)  "
    "(softmaxCost.py, line 9: `scores - top`)": "wrong axis",
    "ValueError: operands could not be broadcast together with shapes ({k},{m}) ({k},)  "
    "(softmaxCost.py, line 9: `W.dot(x) + b`)": None,
    "NameError: name 'xrange' is not defined": "Python 2",
    "ZeroDivisionError: division by zero": None,
}


@pytest.mark.parametrize("message", ERRORS)
def test_errors_point_to_mistakes(message: str) -> None:
    """An error that has the sizes of a known mistake in every case is named."""
    seen = []
    for question in examination().questions(SOFTMAX.item("cost"), OCTAVE):
        case = question.case
        k, n, m = case.args[1], case.args[2], case.args[4].shape[1]
        failure = Failure("error", message.format(k=k, n=n, m=m, n1=n + 1))
        seen.append(Observation(case, Answer(failure=failure), question.expected, False))
    told = explain("cost", seen, SoftmaxCourse(PYTHON))
    assert (told.name if told else None) == ERRORS[message]


def test_a_product_in_a_prediction_is_not_called_one_entry_by_entry() -> None:
    """A prediction multiplies no two matrices of one shape, whatever their sizes say."""
    seen = []
    for question in examination().questions(SOFTMAX.item("predict"), PYTHON):
        model, x = question.case.args
        failure = Failure(
            "error",
            "ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0 (size "
            f"{model['numClasses']} is different from {x.shape[1]}) (a.py, line 3: `x @ self.w`)",
        )
        seen.append(Observation(question.case, Answer(failure=failure), question.expected, False))
    told = explain("predict", seen, SoftmaxCourse(PYTHON))
    assert told is None or told.name != "matrix product for elementwise"


@pytest.mark.parametrize(
    "message",
    [
        "'pred' undefined near line 1, column 11 (softmaxPredict.m, line 4)",
        "NameError: name 'pred' is not defined (softmaxPredict.py, line 3)",
        "UnboundLocalError: cannot access local variable 'pred' where it is not associated",
        "an output is None (did you forget to return?)",
    ],
)
def test_an_output_that_is_never_set_is_named(message: str) -> None:
    """Python and Octave say it in their own ways; the mistake is the same."""
    case = examination().questions(SOFTMAX.item("predict"), PYTHON)[0].case
    failed = Observation(case, Answer(failure=Failure("error", message)), Answer((1.0,)), False)
    told = explain("predict", [failed], SoftmaxCourse(PYTHON))
    assert told is not None
    assert told.name == "nothing returned"


def test_a_syntax_error_is_told_in_a_line() -> None:
    """Octave's report becomes file, line and the code at which its parser gave up."""
    case = examination().questions(SOFTMAX.item("cost"), OCTAVE)[0].case
    message = (
        "parse error near line 5 of file softmaxCost.m\n\n  syntax error\n\n>>>   x = 2 * ;\n   ^"
    )
    failed = Observation(case, Answer(failure=Failure("error", message)), Answer((1.0,)), False)
    told = explain("cost", [failed], SoftmaxCourse(OCTAVE))
    assert told is not None
    assert told.message == "softmaxCost.m, line 5: syntax error in or before `x = 2 * ;`."


@pytest.mark.parametrize(
    ("first", "message"),
    [
        ("counts a twice", "your cost counts a twice, and that it lacks b."),
        ("reads a; read c", "your cost reads a; read c. Also, it lacks b."),
    ],
)
def test_several_mistakes_are_named_in_one_message(first: str, message: str) -> None:
    """A new sentence follows advice."""
    several = [Deviation("a", first), Deviation("b", "it lacks b")]
    told = explanation("your cost", several, SoftmaxCourse(OCTAVE))
    assert (told.name, told.message) == ("a + b", message)


@pytest.mark.parametrize(
    ("weight", "name", "words"),
    [
        (0.0, "lambda ignored", "without its decay term"),
        (1e-4, "trained with another lambda", "with lambda = 0.0001, not with the lambda that"),
        (0.02, "trained with another lambda", "with lambda = 0.02, not with the lambda that"),
    ],
)
def test_training_with_another_lambda_is_not_called_training_without(
    weight: float, name: str, words: str
) -> None:
    """A small number in the code is named, though no decay at all is nearly as good."""
    random = np.random.default_rng(5)
    labels = random.integers(1, 4, 60)
    data = random.normal(size=(4, 60))  # not separable, so that there is an optimum without decay
    case = Case("softmaxTrain", (4, 3, 0.5, data, labels))
    model = softmaxTrain(4, 3, weight, data, labels, {"display": "off", "TolFun": 1e-7}, seed=1)
    answer = Answer(({"optTheta": model.optTheta},))
    told = explain_training([Observation(case, answer, answer, False)], SoftmaxCourse(PYTHON))
    assert told is not None
    assert told.name == name
    assert words in told.message


def test_training_that_returns_its_costs_is_not_said_to_return_the_parameters() -> None:
    """Numbers that cannot be the parameters are counted; as many as there are may be them."""
    case = Case("softmaxTrain", (4, 3, 0.5, np.ones((4, 9)), np.ones(9)))

    def told(value: Any) -> str:
        answer = Answer((value,))
        found = explain_training([Observation(case, answer, answer, False)], SoftmaxCourse(PYTHON))
        return found.message if found else ""

    assert told(np.ones(100)) == (
        "softmaxTrain returns 100 numbers; expected a model whose field optTheta holds the "
        "parameters, here 3 x 4."
    )
    assert told(np.float64(1)).startswith("softmaxTrain returns a number; expected a model")
    assert told(np.ones((3, 4))).startswith("softmaxTrain returns the parameters themselves;")


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("AttributeError: 'SoftmaxModel' object has no attribute 'theta'", "model field renamed"),
        (
            "AttributeError: 'types.SimpleNamespace' object has no attribute 'W'",
            "model field renamed",
        ),
        ("KeyError: 'theta'", "model field renamed"),
        ("AttributeError: 'str' object has no attribute 'reshape'", "model used as parameters"),
        ("AttributeError: 'numpy.float64' object has no attribute 'theta'", None),
    ],
)
def test_only_a_model_lacks_a_field(message: str, name: str | None) -> None:
    """What text or a number lacks says nothing about the model."""
    seen = [
        Observation(q.case, Answer(failure=Failure("error", message)), q.expected, False)
        for q in examination().questions(SOFTMAX.item("predict"), PYTHON)
    ]
    told = explain("predict", seen, SoftmaxCourse(PYTHON))
    assert (told.name if told else None) == name
