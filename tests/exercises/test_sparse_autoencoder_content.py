"""The content of the second exercise: references, starter, solutions and mistakes."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from pysoftmax.comparison.in_octave import handle_of
from pysoftmax.comparison.objectives import FORMULAS, Objective
from pysoftmax.octave import Call, OctaveSession
from pysoftmax.octave.find import find_octave

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "sparse_autoencoder"
SOLUTIONS = sorted(path.parent for path in (FOLDER / "solutions").glob("*/verdict.toml"))
MINFUNC = ROOT / "octave_ref" / "minFunc"
COST, NUMERICAL, INITIAL = (
    "sparseAutoencoderCost",
    "computeNumericalGradient",
    "initializeParameters",
)
TOLERANCE = 1e-6


@contextlib.contextmanager
def imports_from(folder: Path) -> Iterator[None]:
    """Let files of a folder import each other, and forget them afterwards."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            origin = getattr(sys.modules[name], "__file__", None)
            if origin and Path(origin).parent == folder:
                del sys.modules[name]


def load(folder: Path, name: str) -> ModuleType:
    """Import one file by its place."""
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with imports_from(folder):
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        finally:
            del sys.modules[name]
    return module


@pytest.fixture(scope="module", autouse=True)
def no_bytecode() -> Iterator[None]:
    """Leave no __pycache__ in the exercise's folder."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    yield
    sys.dont_write_bytecode = before


autoencoder: Any = load(FOLDER, "autoencoder")
mistakes: Any = load(FOLDER, "mistakes")
reference_cost = load(FOLDER / "reference", COST).sparseAutoencoderCost
initialize = load(FOLDER / "reference", INITIAL).initializeParameters
numerical_gradient = load(FOLDER / "reference", NUMERICAL).computeNumericalGradient


# ---- Cases ----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Problem:
    """Arguments of the cost, in the exercise's layout."""

    theta: np.ndarray
    visible: int
    hidden: int
    decay: float
    rho: float
    beta: float
    data: np.ndarray

    @property
    def arguments(self) -> tuple[Any, ...]:
        """In the exercise's order."""
        return (
            self.theta, self.visible, self.hidden, self.decay, self.rho, self.beta, self.data,
        )  # fmt: skip


def problem(
    seed: int, visible: int, hidden: int, m: int, decay: float, rho: float, beta: float,
    quiet: float = 0.0,
) -> Problem:  # fmt: skip
    """Random parameters, biases too, and data between 0 and 1."""
    random = np.random.default_rng(seed)
    theta = 0.5 * random.standard_normal(2 * visible * hidden + hidden + visible)
    theta[2 * visible * hidden :][:hidden] -= quiet
    return Problem(
        theta, visible, hidden, decay, rho, beta, random.uniform(0.05, 0.95, (visible, m))
    )


PROBLEMS = {
    "ordinary": problem(1, 5, 3, 7, 0.1, 0.2, 3.0),
    "fewer examples than inputs": problem(2, 6, 3, 4, 0.3, 0.15, 2.0),
    "no sparsity": problem(3, 4, 3, 6, 0.1, 0.2, 0.0),
    "more hidden units than inputs": problem(4, 3, 5, 6, 0.1, 0.25, 3.0),
    "more hidden units than examples": problem(5, 4, 6, 5, 0.2, 0.12, 1.5),
    "hidden units that are hardly active": problem(6, 5, 3, 4, 0.1, 0.1, 2.5, quiet=4.0),
}


POINT = np.array([0.5, -1.0, 2.0])
SLOPE = np.array([249.0, 146.0, 200.0])
"""Rosenbrock's gradient at `POINT`, worked by hand."""


def rosenbrock(x: np.ndarray) -> tuple[float, np.ndarray]:
    """The function, and a second output that a numerical gradient does not use."""
    valley, offset = x[1:] - x[:-1] ** 2, 1 - x[:-1]
    return float(np.sum(100 * valley**2 + offset**2)), np.full(x.shape, np.nan)


@pytest.fixture(scope="module")
def right() -> dict[str, list[Any]]:
    """The reference's answers to all problems."""
    answers = [reference_cost(*given.arguments) for given in PROBLEMS.values()]
    return {"cost": [a[0] for a in answers], "gradient": [a[1] for a in answers]}


def answered(output: str, several: Iterable[Any]) -> dict[str, np.ndarray]:
    """What mistakes of an output answer to all problems, in a row each, by name."""
    place = ("cost", "gradient").index(output)
    return {
        mistake.name: _row([mistake.wrong(*p.arguments)[place] for p in PROBLEMS.values()])
        for mistake in several
        if output in mistake.outputs
    }


def agree(actual: list[Any], expected: list[Any], tolerance: float) -> bool:
    """Whether all answers are there and equal; a complex cost is what Octave has for NaN."""
    return all(
        one is not None and np.shape(one) == np.shape(other) and _close(one, other, tolerance)
        for one, other in zip(actual, expected, strict=True)
    )


def _close(one: Any, other: Any, tolerance: float) -> bool:
    actual, expected = np.asarray(one), np.asarray(other)
    if np.isnan(expected).any():
        return bool(np.isnan(actual).any() or np.iscomplexobj(actual))
    if np.iscomplexobj(actual):
        return False
    return bool(np.abs(actual - expected).max() <= tolerance * max(1.0, np.abs(expected).max()))


def _row(answers: list[Any]) -> np.ndarray:
    """All answers in one vector, NaN for what is complex."""
    values = np.concatenate([np.ravel(answer) for answer in answers])
    return np.where(np.imag(values) != 0, np.nan, np.real(values))


# ---- The references -------------------------------------------------------------------------

LN3 = 1.0986122886681098
W2 = -1.8483924814931874  # -4/3 log 4, so that W2 * 3/4 is log 1/4
BY_HAND = {
    "one example, on paper": (
        # a2 = sigmoid(log 3) = 3/4, h = sigmoid(-log 4) = 1/5; h - x = -4/5.
        # Squared error 0.32, decay 0.05 * (1.2069490 + 3.4165548), sparsity 2 * log(3) / 2.
        # delta3 = -0.8 * 0.2 * 0.8, delta2 = (W2 * delta3 + 2 * (3 - 1/3)) * 3/16.
        ([LN3, W2, 0.0, 0.0], 1, 1, 0.1, 0.25, 2.0, [[1.0]]),
        1.6497875,
        [1.1542226, -0.2808392, 1.0443614, -0.128],
    ),
    "two examples and weights of zero": (
        # a2 = h = 1/2; h - x = -0.4 and 0.2. Squared error (0.16 + 0.04) / 4,
        # sparsity 2 * (log(1/2) / 4 + 3/4 * log(3/2)) = 2 * 0.1308120.
        # delta3 = -0.1 and 0.05, delta2 = 2 * (3/2 - 1/2) / 4 for both.
        ([0.0, 0.0, 0.0, 0.0], 1, 1, 0.1, 0.25, 2.0, [[0.9, 0.3]]),
        0.3116241,
        [0.3, -0.0125, 0.5, -0.025],
    ),
    "a unit that is never active": (
        # rhohat = exp(-1000): KL = 0.1 * (log 0.1 + 1000) + 0.9 * log 0.9; its derivative by b1
        # is -rho * (1 - a2) = -0.1.
        ([0.0, 0.0, -1000.0, 0.0], 1, 1, 0.0, 0.1, 1.0, [[0.5, 0.5]]),
        99.6749170,
        [-0.05, 0.0, -0.1, 0.0],
    ),
    "a unit that is always active": (
        # 1 - rhohat = exp(-800): KL = 0.1 * log 0.1 + 0.9 * (log 0.9 + 800); by b1 it is 1 - rho.
        ([0.0, 0.0, 800.0, 0.0], 1, 1, 0.0, 0.1, 1.0, [[0.5, 0.5]]),
        719.6749170,
        [0.45, 0.0, 0.9, 0.0],
    ),
    "a desired activation of 0": (
        # KL = log(1 / (1 - 1/2)) = log 2, and by b1 it is rhohat = 1/2.
        ([0.0, 0.0, 0.0, 0.0], 1, 1, 0.0, 0.0, 1.0, [[0.5]]),
        0.6931472,
        [0.25, 0.0, 0.5, 0.0],
    ),
}
by_hand = pytest.mark.parametrize("name", BY_HAND)


@by_hand
def test_python_reference_equals_values_worked_by_hand(name: str) -> None:
    """Cost and gradient of small cases are what they are on paper, to seven digits."""
    (theta, *rest), cost, gradient = BY_HAND[name]
    got = reference_cost(np.array(theta), *rest)
    assert got[0] == pytest.approx(cost, abs=1e-7)
    assert got[1] == pytest.approx(gradient, abs=1e-7)


@pytest.mark.octave
@by_hand
def test_octave_reference_equals_values_worked_by_hand(name: str, octave: OctaveSession) -> None:
    """The same of the Octave reference."""
    (theta, *rest, data), cost, gradient = BY_HAND[name]
    arguments = (np.array(theta), *rest, np.array(data))
    got = octave.call(COST, *arguments, nargout=2, directory=FOLDER / "octave")
    assert got[0].item() == pytest.approx(cost, abs=1e-7)
    assert got[1].ravel() == pytest.approx(gradient, abs=1e-7)


@pytest.mark.octave
def test_references_agree_to_rounding(octave: OctaveSession) -> None:
    """Python and Octave differ by rounding only, with saturated units and all desired means."""
    cases = [
        (scale * given.theta, given.visible, given.hidden, given.decay, rho, given.beta, given.data)
        for given in PROBLEMS.values()
        for scale in (1.0, 1e2, 1e4)
        for rho in (0.0, given.rho, 1.0)
    ]
    replies = octave.batch([Call(COST, case, 2) for case in cases], FOLDER / "octave")
    for case, reply in zip(cases, replies, strict=True):
        assert reply.error is None
        cost, gradient = reference_cost(*case)
        assert np.isfinite(cost)
        assert reply.values[0].item() == pytest.approx(cost, rel=1e-13)
        size = np.abs(gradient).max()
        assert reply.values[1].ravel() == pytest.approx(gradient, abs=1e-12 * max(1.0, size))


@pytest.mark.octave
def test_initial_parameters_are_the_same_in_both_languages(octave: OctaveSession) -> None:
    """One seed gives the same numbers; the weights are uniform and the biases zero."""
    (reply,) = octave.batch([Call(INITIAL, (25, 20), 1, seed=7)], FOLDER / "octave")
    theta = initialize(25, 20, seed=7)
    assert np.array_equal(reply.values[0].ravel(), theta)
    assert theta.shape == (1045,)
    assert not theta[1000:].any()
    assert 0.355 < np.abs(theta).max() < 0.36116  # sqrt(6 / 46)
    assert mistakes.initial_parameters_faults(theta, 25, 20) == ()


@pytest.mark.octave
def test_numerical_gradients_agree_and_are_right(octave: OctaveSession) -> None:
    """Both references give Rosenbrock's gradient, and ask J for nothing but its value."""
    assert numerical_gradient(rosenbrock, POINT) == pytest.approx(SLOPE, abs=1e-4)
    got = octave.call(
        NUMERICAL,
        handle_of(Objective(FORMULAS["rosenbrock"])),
        POINT,
        directory=FOLDER / "octave",
    )
    assert got.ravel() == pytest.approx(numerical_gradient(rosenbrock, POINT), rel=1e-9)


BAD = {
    "theta": (
        (np.zeros(3), 1, 1, 0.1, 0.1, 1.0, np.ones((1, 2))),
        "theta has 3 entries; expected 4",
    ),
    "data": ((np.zeros(4), 1, 1, 0.1, 0.1, 1.0, np.ones((2, 2))), "expected"),
    "visibleSize": ((np.zeros(4), 0, 1, 0.1, 0.1, 1.0, np.ones((1, 2))), "visibleSize is 0"),
    "hiddenSize": ((np.zeros(4), 1, 1.5, 0.1, 0.1, 1.0, np.ones((1, 2))), "hiddenSize is 1.5"),
    "lambda": ((np.zeros(4), 1, 1, -0.5, 0.1, 1.0, np.ones((1, 2))), "lambda is -0.5"),
    "sparsityParam": ((np.zeros(4), 1, 1, 0.1, 2.5, 1.0, np.ones((1, 2))), "sparsityParam is 2.5"),
    "beta": ((np.zeros(4), 1, 1, 0.1, 0.1, -1.5, np.ones((1, 2))), "beta is -1.5"),
}


@pytest.mark.octave
@pytest.mark.parametrize("name", BAD)
def test_wrong_arguments_are_named(name: str, octave: OctaveSession) -> None:
    """Both references refuse an argument; the message names it and what is expected."""
    arguments, words = BAD[name]
    with pytest.raises(ValueError, match=re.escape(words)) as refused:
        reference_cost(*arguments)
    assert "expected" in str(refused.value)
    (reply,) = octave.batch([Call(COST, arguments, 2)], FOLDER / "octave")
    assert reply.error is not None
    assert reply.error.identifier == f"autoencoder:{name}"
    assert words in str(reply.error)


# ---- Mistakes -------------------------------------------------------------------------------


def test_without_a_fault_the_wrong_implementation_is_right(right: dict[str, list[Any]]) -> None:
    """With every switch where it belongs, cost and gradient are the reference's."""
    answers = [mistakes.sparse_autoencoder(*given.arguments) for given in PROBLEMS.values()]
    assert agree([cost for cost, _ in answers], right["cost"], 1e-13)
    assert agree([gradient for _, gradient in answers], right["gradient"], 1e-13)


@pytest.mark.parametrize("pairs", [False, pytest.param(True, marks=pytest.mark.soak)])
@pytest.mark.parametrize("output", ["cost", "gradient"])
def test_every_mistake_is_wrong_and_unlike_the_others(
    right: dict[str, list[Any]], output: str, pairs: bool
) -> None:
    """On these problems each mistake, by itself or with another, differs from all the rest."""
    every = (*mistakes.MISTAKES, *(mistakes.combinations() if pairs else ()))
    answers = answered(output, every)
    target = _row(right[output])
    rows = np.array(list(answers.values()))
    wrong = ~(np.abs(rows - target) <= TOLERANCE).all(axis=1)
    assert [name for name, is_wrong in zip(answers, wrong, strict=True) if not is_wrong] == []
    rounded = {np.where(np.isnan(row), 1e300, np.round(row, 8)).tobytes() for row in rows}
    assert len(rounded) == len(answers)


def test_a_mistake_leaves_its_other_output_right(right: dict[str, list[Any]]) -> None:
    """A mistake of the cost only has the right gradient, and the other way round."""
    for mistake in mistakes.MISTAKES:
        answers = [mistake.wrong(*given.arguments) for given in PROBLEMS.values()]
        for place, output in enumerate(("cost", "gradient")):
            same = agree([answer[place] for answer in answers], right[output], TOLERANCE)
            assert same != (output in mistake.outputs), mistake.name


WRITTEN_OUT = {
    # W1, W2 = 1, 2 and x = 1/2: with lambda = 2 the decay is 1 + 4 = 5.
    "cost-decay-no-half": 10.0,
    "cost-decay-quarter": 2.5,
    "cost-decay-w1-only": 1.0,
    "cost-decay-w2-only": 4.0,
    "cost-decay-w1-only-no-half": 2.0,
    "cost-decay-w2-only-no-half": 8.0,
    "cost-decay-not-squared": 3.0,
    "cost-decay-divided-by-m": 2.5,
    "cost-decay-divided-by-m-no-half": 5.0,
    "cost-decay-subtracted": -5.0,
    "cost-decay-left-out": 0.0,
    "cost-decay-biases-too": 14.0,
}


def _decay_of(wrong: Callable[..., Any]) -> float:
    """The decay of W1 = 1, W2 = 2, b1 = 0, b2 = 3 with lambda = 2 and m = 2, in a cost."""
    theta, data = np.array([1.0, 2.0, 0.0, 3.0]), np.array([[0.5, 0.5]])
    with_decay = wrong(theta, 1, 1, 2.0, 0.5, 0.0, data)[0]
    return float(with_decay - wrong(theta, 1, 1, 0.0, 0.5, 0.0, data)[0])


@pytest.mark.parametrize("name", WRITTEN_OUT)
def test_wrong_decays_have_the_values_of_their_names(name: str) -> None:
    """Each wrong decay of two weights is what its name says, worked by hand."""
    (mistake,) = [one for one in mistakes.MISTAKES if one.name == name]
    assert _decay_of(mistake.wrong) == pytest.approx(WRITTEN_OUT[name])


THREE_COSTS = {
    ("squared_error", "no-half"): (2.0, "cost-squared-error-no-half"),
    ("decay", "no-half"): (2.0, "cost-decay-no-half"),
    ("decay", "quarter"): (0.5, "cost-decay-quarter"),
    ("decay", "left-out"): (0.0, "cost-decay-left-out"),
    ("sparsity", "beta-twice"): (3.0, "cost-sparsity-beta-twice"),
    ("sparsity", "subtracted"): (-1.0, "cost-sparsity-subtracted"),
    ("sparsity", "left-out"): (0.0, "cost-sparsity-left-out"),
}


def three_costs(choices: dict[str, Any]) -> list[float]:
    """The costs of the first problem with (lambda, beta) = (0, 0), (lambda, 0), (0, beta)."""
    theta, visible, hidden, decay, rho, beta, data = PROBLEMS["ordinary"].arguments
    return [
        mistakes.sparse_autoencoder(theta, visible, hidden, d, rho, b, data, choices)[0]
        for d, b in ((0.0, 0.0), (decay, 0.0), (0.0, beta))
    ]


@pytest.mark.parametrize("choice", THREE_COSTS)
def test_three_costs_tell_which_term_is_wrong_and_its_factor(choice: tuple[str, str]) -> None:
    """One wrong term is found by itself, with its factor and its mistake's name."""
    factor, name = THREE_COSTS[choice]
    costs = three_costs(dict([choice]))
    (term,) = mistakes.wrong_terms(costs, *PROBLEMS["ordinary"].arguments)
    assert (term.term, term.name) == (choice[0], name)
    assert term.factor == pytest.approx(factor, abs=1e-9)


def test_three_costs_find_three_mistakes_and_a_common_one() -> None:
    """All terms may be wrong at once, and a wrong m shows in several of them."""
    given = PROBLEMS["ordinary"].arguments
    assert mistakes.wrong_terms(three_costs({}), *given) == ()
    every = {"squared_error": "no-half", "decay": "w2-only", "sparsity": "reversed"}
    found = mistakes.wrong_terms(three_costs(every), *given)
    assert [term.name for term in found] == [
        "cost-squared-error-no-half",
        "cost-decay-w2-only",
        "cost-sparsity-reversed",
    ]
    found = mistakes.wrong_terms(three_costs({"examples": 10000, "decay": "left-out"}), *given)
    assert [term.name for term in found] == [
        "m-is-always-10000",
        "m-is-always-10000 + cost-decay-left-out",
        "m-is-always-10000",
    ]


def test_an_unknown_term_is_told_by_its_factor() -> None:
    """A term of no known form has a message with its factor, and no name."""
    none, decay, sparsity = three_costs({})
    costs = (none, none + 0.75 * (decay - none), sparsity)
    (term,) = mistakes.wrong_terms(costs, *PROBLEMS["ordinary"].arguments)
    assert (term.term, term.name) == ("decay", "")
    assert term.message == "The weight decay is 0.75 times what it should be."
    with pytest.raises(ValueError, match="expected positive"):
        mistakes.wrong_terms(costs, *PROBLEMS["no sparsity"].arguments)


INITIAL_MISTAKES = {
    "initial-wrong-length",
    "initial-biases-not-zero",
    "initial-weights-alike",
    "initial-weights-not-negative",
    "initial-weights-too-large",
    "initial-weights-too-small",
    "initial-weights-not-uniform",
}


RARE_WITH_SOLUTION = {
    "tanh-in-both-layers",
    "tanh-in-both-layers-with-slope-of-sigmoid",
    "tanh-in-hidden",
    "relu-in-both-layers",
    "relu-in-both-layers-with-slope-of-sigmoid",
    "relu-in-hidden",
    "relu-in-output",
    "linear-in-both-layers",
    "sigmoid-of-minus-z",
    "sigmoid-without-parenthesis",
    "sigmoid-with-minus",
    "slope-without-1-minus-a",
    "hidden-slope-without-a",
    "z2-in-place-of-a2",
}
"""Of the rare faults, those that a solution has."""


def test_every_mistake_has_a_solution_and_every_declared_one_exists() -> None:
    """The names that the verdicts declare are the names of the mistakes."""
    known = (*mistakes.MISTAKES, *mistakes.NUMERICAL_MISTAKES)
    declared = {
        name
        for path in SOLUTIONS
        for item in tomllib.loads((path / "verdict.toml").read_text()).values()
        if isinstance(item, dict)
        for name in item.get("mistake", "").split(" + ")
    }
    every = {mistake.name for mistake in known} | INITIAL_MISTAKES
    of_no_form = {"cost-squared-error-wrong", "cost-decay-wrong"}
    assert declared - {""} == every | RARE_WITH_SOLUTION | of_no_form
    assert {fault.name for fault in mistakes.RARE} >= RARE_WITH_SOLUTION


# ---- Fixes and the starter ------------------------------------------------------------------


def test_the_untouched_starter_among_the_solutions_is_the_starter() -> None:
    """A starter submitted as it is has the very files of starter/octave."""
    files = sorted((FOLDER / "solutions" / "wrong-octave-starter").glob("*.m"))
    assert [file.stem for file in files] == [NUMERICAL, INITIAL, COST]
    for file in files:
        assert file.read_bytes() == (FOLDER / "starter" / "octave" / file.name).read_bytes()


FILLED_PYTHON = {
    INITIAL: """
    W1 = rng.uniform(-r, r, (hiddenSize, visibleSize))
    W2 = rng.uniform(-r, r, (visibleSize, hiddenSize))
    b1, b2 = np.zeros(hiddenSize), np.zeros(visibleSize)
    return np.concatenate([W1.ravel(), W2.ravel(), b1, b2])
""",
    NUMERICAL: """
    for i in range(theta.size):
        above, below = theta.copy(), theta.copy()
        above[i] += EPSILON
        below[i] -= EPSILON
        numgrad[i] = (J(above)[0] - J(below)[0]) / (2 * EPSILON)
    return numgrad
""",
}
FILLED_OCTAVE = {
    INITIAL: """
  W1 = rand(hiddenSize, visibleSize) * 2 * r - r;
  W2 = rand(visibleSize, hiddenSize) * 2 * r - r;
  theta = [W1(:); W2(:); zeros(hiddenSize + visibleSize, 1)];
""",
    NUMERICAL: """
  for i = 1:numel(theta)
    above = below = theta;
    above(i) = above(i) + EPSILON;
    below(i) = below(i) - EPSILON;
    numgrad(i) = (J(above) - J(below)) / (2 * EPSILON);
  end
""",
}
IN_ORDER = (
    "examples",
    "forward",
    "rho",
    "rhohat",
    "squared_error",
    "decay",
    "sparsity",
    "output_slope",
    "gradient_sparsity",
    "gradient_decay",
    "biases",
)
"""The fixes that together fill the starter's cost, in the order in which they are needed."""
EMPTY = {
    "py": r"raise NotImplementedError\([^)]*\)",
    "m": r"error\('autoencoder:empty'[^)]*\);",
}


def fill(folder: Path, language: str) -> dict[str, str]:
    """Copy the starter; return, for each empty file, what fills it."""
    source = FOLDER / "starter" / language
    for file in source.iterdir():
        (folder / file.name).write_text(file.read_text())
    place = ("octave", "python").index(language)
    lines = [mistakes.LINES[key][place] for key in IN_ORDER]
    indent = "\n  " if language == "octave" else "\n    "
    filled = FILLED_OCTAVE if language == "octave" else FILLED_PYTHON
    return {INITIAL: filled[INITIAL], COST: indent + indent.join(lines) + "\n",
            NUMERICAL: filled[NUMERICAL]}  # fmt: skip


def run(folder: Path, ending: str) -> subprocess.CompletedProcess[str]:
    """Run the exercise's script."""
    octave = [str(find_octave()), "--no-history", "--norc"] if ending == "m" else [sys.executable]
    return subprocess.run(
        [*octave, str(folder / f"sparseAutoencoderExercise.{ending}")],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )


@pytest.mark.parametrize("language", ["python", pytest.param("octave", marks=pytest.mark.octave)])
def test_the_starter_leads_from_step_to_step_and_the_fixes_fill_it(
    language: str, tmp_path: Path
) -> None:
    """Each run stops at the next empty part; the mistakes' fixes complete the cost; it trains."""
    ending = "m" if language == "octave" else "py"
    parts = fill(tmp_path, language)
    if ending == "m":
        (tmp_path / "minFunc").symlink_to(MINFUNC, target_is_directory=True)
    for step, (name, text) in enumerate(parts.items(), 1):
        stopped = run(tmp_path, ending)
        assert stopped.returncode != 0
        assert f"step {step}: " in stopped.stderr
        assert f"{name}.{ending}" in stopped.stderr
        file = tmp_path / f"{name}.{ending}"
        new, count = re.subn(EMPTY[ending], text.strip().replace("\\", r"\\"), file.read_text())
        assert count == 1
        file.write_text(new)
    checked = run(tmp_path, ending)
    assert checked.returncode == 0, checked.stderr
    (difference,) = re.findall(r"relative difference (\S+);", checked.stdout)
    assert 0 < float(difference) < 1e-7

    script = tmp_path / f"sparseAutoencoderExercise.{ending}"
    script.write_text(re.sub(r"(?mi)^DEBUG = true", "DEBUG = False" if ending == "py" else
                             "DEBUG = false", script.read_text()))  # fmt: skip
    trained = run(tmp_path, ending)
    assert trained.returncode == 0, trained.stderr
    before, after = map(float, re.findall(r"cost (\d+\.\d+)", trained.stdout))
    assert after < before / 2
    assert trained.stdout.count("unit ") == 3


ACTIVATIONS = {  # for z = -1 and z = 2: what each layer computes, and what delta is multiplied by
    "tanh": ([-0.7615942, 0.9640276], [0.4199743, 0.0706508]),
    "relu": ([0.0, 2.0], [0.0, 1.0]),
    "linear": ([-1.0, 2.0], [1.0, 1.0]),
    "of -z": ([0.7310586, 0.1192029], [0.1966119, 0.1049936]),
    "without parenthesis": ([3.7182818, 1.1353353], [-10.1073379, -0.1536510]),
    "minus for plus": ([-0.5819767, 1.1565176], [-0.9206736, -0.1810155]),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_other_activations_are_what_they_are_on_paper(name: str) -> None:
    """Each function that students write in place of the sigmoid, and its slope, at two points."""
    value, slope = autoencoder.ACTIVATIONS[name]
    z = np.array([-1.0, 2.0])
    assert value(z) == pytest.approx(ACTIVATIONS[name][0], abs=1e-7)
    assert slope(z, value(z)) == pytest.approx(ACTIVATIONS[name][1], abs=1e-6)
