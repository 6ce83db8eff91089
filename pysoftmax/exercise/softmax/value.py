"""The exercise: all of its parts in one value."""

from __future__ import annotations

from pathlib import Path

import pysoftmax
from pysoftmax.comparison.objectives import FORMULAS
from pysoftmax.exercise.exercise import Exercise, Library
from pysoftmax.exercise.softmax.claims import CLAIMS
from pysoftmax.exercise.softmax.conventions import (
    FIELDS,
    FUNCTIONS,
    SoftmaxConventions,
    read_softmax_conventions,
)
from pysoftmax.exercise.softmax.excuses import EXCUSES
from pysoftmax.exercise.softmax.inference import infer_softmax
from pysoftmax.exercise.softmax.items import ITEMS, sizes_in_words
from pysoftmax.exercise.softmax.mistakes.failures import OTHER_FILES, explain_softmax_failures
from pysoftmax.exercise.softmax.objective import SOFTMAX_COST
from pysoftmax.exercise.softmax.python_folder import adapt_to_octave
from pysoftmax.exercise.softmax.reference import of_pysoftmax, oracle
from pysoftmax.exercise.softmax.runs import minfunc_notes
from pysoftmax.languages import OCTAVE, PYTHON
from pysoftmax.resources import folder

__all__ = ["SOFTMAX"]

_INIT = '''"""What the exercise provides: minFunc and the loaders."""

from pysoftmax.loadMNISTImages import loadMNISTImages
from pysoftmax.loadMNISTLabels import loadMNISTLabels
from pysoftmax.model import SoftmaxModel


def __getattr__(name):
    raise ImportError(f"pysoftmax.{name} is not available to submissions; write your own")
'''

_NO_CHECK = {
    "pysoftmax/minFunc/derivative_check.py": '''"""The option DerivativeCheck does nothing here."""


def check_gradient(objective, x, g):
    """Do nothing: computeNumericalGradient is to compute the differences."""
''',
    "handed_out/minFunc/minFunc_check_gradient.m": """\
% The option DerivativeCheck does nothing here: differences are what computeNumericalGradient is to
% compute.
function minFunc_check_gradient(varargin)
endfunction
""",
}
"""What replaces minFunc's own check, since its central differences answer an item."""

_HANDED_OUT = (
    "atomic.py",
    "datasets",
    "display_network.py",
    "images.py",
    "loadMNISTImages.py",
    "loadMNISTLabels.py",
    "minFunc",
    "model.py",
    "octave_random",
    "resources.py",
    "validation.py",
    "words.py",
)
"""They do not include the functions that a student writes, so no submission can return the
reference's answers by importing them."""


_COMPLETE_IN_OCTAVE = (
    "checkNumericalGradient.m",
    "display_network.m",
    "loadDigits.m",
    "loadMNISTImages.m",
    "loadMNISTLabels.m",
    "readIDX.m",
    "simpleQuadraticFunction.m",
)
"""Files of octave_ref/ that students get unchanged."""


def _library() -> Library:
    package = Path(pysoftmax.__file__).parent
    files = {f"pysoftmax/{name}": package / name for name in _HANDED_OUT}
    return Library(
        python={place: path for place, path in files.items() if path.exists()},
        texts={"pysoftmax/__init__.py": _INIT, **_NO_CHECK},
        octave=(folder("octave_ref") / "minFunc",),
        warm=("pysoftmax.minFunc",),
        struct_fields=FIELDS,
    )


SOFTMAX = Exercise(
    key="softmax",
    title="Softmax regression",
    functions=FUNCTIONS,
    claims=CLAIMS,
    items=ITEMS,
    conventions=SoftmaxConventions(),
    read_conventions=read_softmax_conventions,
    oracle=oracle,
    reference=of_pysoftmax,
    default_rubric=lambda: (Path(__file__).parent / "rubric.toml").read_text(encoding="utf-8"),
    python_folder=adapt_to_octave,
    octave_folder=folder("octave_ref"),
    octave_extras={"minFunc": folder("octave_ref") / "minFunc"},
    starter={
        PYTHON: folder("starter_code") / "python",
        OCTAVE: folder("starter_code") / "octave",
    },
    starter_extras={
        OCTAVE: {
            "minFunc": folder("octave_ref") / "minFunc",
            "digits": folder("digits"),
            **{name: folder("octave_ref") / name for name in _COMPLETE_IN_OCTAVE},
        },
    },
    notebook=folder("starter_code") / "notebook",
    library=_library(),
    formulas={**FORMULAS, SOFTMAX_COST.name: SOFTMAX_COST},
    excuses=EXCUSES,
    octave_notes=minfunc_notes,
    failures=explain_softmax_failures,
    runs_exercise=(
        *("softmax", "loadmnist", "loadmat", "minfunc", "train", "check"),
        *("display", "imshow", "show", "minimize"),
    ),
    other_files=OTHER_FILES,
    further_files=("softmaxExercise", "checkNumericalGradient"),
    infer=infer_softmax,
    class_conventions=("labels_from", "predicted_from", "theta_by"),
    sizes=sizes_in_words,
)
"""Softmax regression."""
