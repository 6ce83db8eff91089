"""Nothing that a submission can import or call answers an item."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.workers.library import build_library
from pysoftmax.octave import OctaveSession

WALK = """
import contextlib, importlib, inspect, io, pkgutil, sys
import numpy as np
import pysoftmax

assert pysoftmax.__path__ == [sys.argv[1] + "/pysoftmax"]
functions = {}
for found in pkgutil.walk_packages(pysoftmax.__path__, "pysoftmax."):
    module = importlib.import_module(found.name)
    for name, value in vars(module).items():
        if inspect.isfunction(value) and value.__module__.startswith("pysoftmax"):
            functions[f"{value.__module__}.{value.__name__}"] = value
"""

DIFFERENCES = """
theta = np.array([0.3, -1.2, 2.0])
points = []

def J(x, *_):
    points.append(np.array(x, dtype=float).ravel())
    return float(np.sum(np.sin(points[-1]))), np.ones(3)

def on_both_sides(axis):
    moved = [p - theta for p in points if p.shape == theta.shape]
    alone = [m[axis] for m in moved if np.count_nonzero(m) == 1 and 0 < abs(m[axis]) < 0.1]
    return any(x > 0 for x in alone) and any(x < 0 for x in alone)

DerivativeCheck = {"DerivativeCheck": "on", "display": "off", "maxIter": 3}
for name, function in functions.items():
    for arguments in ((J, theta), (J, theta, np.ones(3)), (J, theta, DerivativeCheck), (theta, J)):
        points.clear()
        with contextlib.suppress(BaseException), contextlib.redirect_stdout(io.StringIO()):
            function(*arguments)
        if all(on_both_sides(axis) for axis in range(3)):
            print(name)
"""

COST = """
theta, data = np.linspace(-1, 1, 6), np.arange(8.0).reshape(2, 4)
labels = np.array([1, 2, 3, 1])
for name, function in functions.items():
    for arguments in ((theta, 3, 2, 0.1, data, labels), (theta.reshape(3, 2), data, labels, 0.1)):
        with contextlib.suppress(BaseException), contextlib.redirect_stdout(io.StringIO()):
            found = function(*arguments)
            numbers = np.asarray(found[0] if isinstance(found, tuple) else found)
            if numbers.dtype.kind in "fi" and numbers.size in (1, 6):
                print(name)
"""

PREDICT = """
data = np.array([[2.0, 0.0, 0.0, 1.0], [0.0, 2.0, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0]])
for name, function in functions.items():
    for model in ({"optTheta": np.eye(3)}, np.eye(3)):
        with contextlib.suppress(BaseException), contextlib.redirect_stdout(io.StringIO()):
            found = np.asarray(function(model, data)).ravel()
            if list(found) in ([1, 2, 3, 1], [0, 1, 2, 0]):
                print(name)
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("library")
    build_library(place, SOFTMAX.library)
    return place


@pytest.mark.parametrize(
    "look", [DIFFERENCES, COST, PREDICT], ids=["differences", "cost", "predict"]
)
def test_no_importable_function_answers_an_item(library: Path, look: str) -> None:
    """Every function of the library, private ones too, is called as the item's own would be."""
    path = f"{library}:{Path(np.__file__).parents[1]}"
    found = subprocess.run(
        [sys.executable, "-S", "-c", WALK + look, str(library)],
        env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
        cwd=library,
    )
    assert found.stdout == ""


def test_octaves_minfunc_takes_no_differences(library: Path, tmp_path: Path) -> None:
    """With DerivativeCheck on, J is never evaluated beside the start alone."""
    (tmp_path / "watched.m").write_text(
        "function [f, g] = watched (x)\n  global points\n  points(:, end + 1) = x;\n"
        "  f = sum (x .^ 2);\n  g = 2 * x;\nend\n"
    )
    (tmp_path / "evaluations.m").write_text(
        "function many = evaluations ()\n  global points\n  points = zeros (3, 0);\n"
        "  options = struct ('DerivativeCheck', 'on', 'display', 'off', 'maxIter', 1);\n"
        "  evalc ('minFunc (@watched, [1; 2; 3], options);');\n"
        "  many = sum (sum (points != [1; 2; 3], 1) == 1);\nend\n"
    )
    with OctaveSession() as octave:
        minfunc = library / "handed_out" / "minFunc"
        many = octave.call("evaluations", directory=tmp_path, extras=[minfunc])
    assert many == 0
