"""The sparse autoencoder: what students write, what is asked of it, what it is worth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cases import (
    COSTS,
    NUMERICAL,
    anything,
    fair_cost,
    initial_sizes,
    many_weights,
    numerical,
    with_pair_from_j,
)
from conventions import COST, FUNCTIONS, INITIAL, OWN, read_conventions
from conventions import NUMERICAL as NUMERICAL_GRADIENT
from explanations import (
    explain_cost,
    explain_gradient,
    explain_initial_parameters,
    explain_numerical_gradient,
    failures,
    faults_counted,
    sizes_in_words,
)
from inference import infer_autoencoder
from mistakes import MISTAKES, NUMERICAL_MISTAKES

from pysoftmax.exercise import Library
from pysoftmax.exercise.folder import Description, claim
from pysoftmax.exercise.item import Item

OTHER_FILES = frozenset(
    {
        *("sampleIMAGES", "display_network", "checkNumericalGradient", "minFunc"),
        *("sigmoidGradient", "kl", "KL", "KLdivergence", "feedForwardAutoencoder"),
    }
)
"""Functions that come in files of this or other courses."""

EXERCISE = Description(
    title="Sparse autoencoder",
    functions=FUNCTIONS,
    claims=(
        claim("initial", INITIAL, "random weights, zero biases", initial_sizes, ("theta",),
              relative=0.0, seed=5),
        claim("cost", COST, "the cost of ordinary problems", fair_cost, ("cost",), share=0),
        claim("gradient", COST, "the gradient of ordinary problems", fair_cost, (None, "grad"),
              share=0),
        claim("cost-and-gradient", COST, "cost and gradient, saturated units included", anything,
              ("cost", "grad"), share=3),
        claim("numerical-gradient", NUMERICAL_GRADIENT, "central differences with a step of 1e-4",
              numerical, ("numgrad",), relative=1e-9),
    ),
    items=(
        Item(
            "initial-parameters",
            "Initial parameters",
            "initial",
            points=10,
            conditions=(many_weights,) * 2,
            explain=explain_initial_parameters,
            measure=faults_counted,
            shrinking_rounds=0,
            summary="your initial parameters are not distributed as they should be.",
        ),
        Item(
            "cost",
            "Cost",
            "cost",
            points=40,
            conditions=COSTS,
            explain=explain_cost,
            explains=tuple(mistake.name for mistake in MISTAKES),
            # Some return a cost, others a list [cost, grad], which is no tuple of outputs.
            in_other_form=lambda case: replace(case, nargout=2),
        ),
        Item(
            "gradient",
            "Gradient",
            "gradient",
            points=40,
            conditions=COSTS,
            explain=explain_gradient,
        ),
        Item(
            "numerical-gradient",
            "Numerical gradient",
            "numerical-gradient",
            points=10,
            conditions=NUMERICAL,
            least_calls=lambda case: 2 * case.args[1].size,
            explain=explain_numerical_gradient,
            explains=tuple(mistake.name for mistake in NUMERICAL_MISTAKES),
            absolute=True,  # a step of 1e-3 errs by 1e-6 of the third derivative
            in_other_form=with_pair_from_j,  # half of all solutions write J(theta)[0]
        ),
    ),
    conventions=OWN,
    read_conventions=read_conventions,
    library=Library(octave=(Path(__file__).parent / "library" / "octave",)),
    sizes=sizes_in_words,
    failures=failures,
    runs_exercise=("sparseautoencoderexercise", "train", "minfunc", "minimize", "fmin"),
    other_files=OTHER_FILES,
    infer=infer_autoencoder,
    class_conventions=("theta_by", "examples_in"),
)  # fmt: skip
