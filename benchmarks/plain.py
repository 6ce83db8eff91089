"""The same three tests with `against_octave` and with plain oct2py: lines, seconds, and types.

Run: ``python -m benchmarks.plain``, which writes ``docs/oct2py.md``. The functions and their ports
are those of the guide, ``docs/testing-your-own.md``; the tests use the same strategies and compare
the same number of cases.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.environment import ROOT

__all__ = ["main"]

GUIDE = ROOT / "docs" / "testing-your-own.md"
BLOCK = re.compile(r"`([\w.]+)`:\n\n```\w+\n(.*?)```", re.DOTALL)
FUNCTIONS = ("compute_cost", "ridge", "blocks")
CASES = 200

PLAIN = """
import numpy as np
import oct2py
import pytest
from blocks import blocks
from compute_cost import compute_cost
from hypothesis import given, settings, strategies as st
from hypothesis.extra.numpy import arrays
from ridge import ridge

from pysoftmax.testing.inputs import matrices, numbers, vectors

many = settings(max_examples=CASES, deadline=None)


@pytest.fixture(scope="module")
def octave():
    with oct2py.Oct2Py() as session:
        session.addpath(".")
        yield session


def close(came, wanted, relative=1e-12, absolute=0.0):
    came, wanted = np.asarray(came, float), np.asarray(wanted, float)
    if came.ndim < 2:
        came = came.reshape(wanted.shape, order="F")
    assert came.shape == wanted.shape
    limit = max(absolute, relative * np.abs(wanted).max(initial=0))
    np.testing.assert_allclose(came, wanted, rtol=0, atol=limit)


def column(x):
    return x.reshape(-1, 1)


@st.composite
def cost_problem(draw):
    m, n = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    extra = draw(st.sampled_from([0, 0, 0, 1]))
    return draw(matrices(m, n)), draw(vectors(m + extra)), draw(vectors(n))


@many
@given(problem=cost_problem())
def test_compute_cost(octave, problem):
    X, y, theta = problem
    try:
        J, grad = octave.feval("computeCost", X, column(y), column(theta), nout=2)
    except oct2py.Oct2PyError as error:
        assert "rows" in str(error)
        with pytest.raises(ValueError):
            compute_cost(X, y, theta)
        return
    ours = compute_cost(X, y, theta)
    close(ours[0], J)
    close(ours[1], grad)


options = st.fixed_dictionaries(
    {}, optional={"lambda": st.sampled_from([0.5, 1.0, 10.0]), "centre": st.booleans()}
).filter(bool)  # a struct without fields cannot be sent


@st.composite
def ridge_problem(draw):
    m, n = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    return draw(matrices(m, n, numbers(-3, 3))), draw(vectors(m)), draw(options)


@many
@given(problem=ridge_problem())
def test_ridge(octave, problem):
    X, y, options = problem
    theirs = octave.feval("ridge", X, column(y), options)
    ours = ridge(X, y, options)
    assert set(ours) == set(theirs)
    assert ours["method"] == theirs["method"]
    close(ours["offset"], theirs["offset"], 1e-11, 1e-11)
    close(ours["theta"], theirs["theta"], 1e-11, 1e-11)


@st.composite
def blocks_problem(draw):
    rows, columns, k = (draw(st.integers(1, 4)) for _ in range(3))
    return draw(arrays(float, (rows, columns, k), elements=numbers())), float(k)


@many
@given(problem=blocks_problem())
def test_blocks(octave, problem):
    V, k = problem
    B, means = octave.feval("blocks", V, k, nout=2)
    ours = blocks(V, int(k))
    close(np.squeeze(ours[0]), np.squeeze(B))
    close(np.squeeze(ours[1]), np.squeeze(means))
"""

CLASSES = {
    "double, 2 x 3": "ones (2, 3)",
    "double, 2 x 3 x 4": "ones (2, 3, 4)",
    "single": "single ([1 2; 3 4])",
    "int8": "int8 ([1 2; 3 4])",
    "uint64 above 2^53": "intmax ('uint64')",
    "logical": "[true false; false true]",
    "complex": "[1+2i 3; 4 5i]",
    "sparse": "sparse ([1 0; 0 2])",
    "row of characters": "'abc'",
    "matrix of characters": "['ab'; 'cd']",
    "cell, 2 x 2": "{1, 'a'; [1 2 3], {}}",
    "struct": "struct ('a', 1, 'b', 'text')",
    "struct without fields": "struct ()",
    "struct array, 1 x 2": "struct ('a', {1, 2})",
    "struct array, 2 x 2": "reshape (struct ('a', {1, 2, 3, 4}), 2, 2)",
    "containers.Map": "containers.Map ({'a', 'b'}, {1, 2})",
    "empty, 0 x 3": "zeros (0, 3)",
}
"""Values that a function may return; each is sent back, and Octave says whether it is the same."""
SAME = """function same = is_same (value, k)
  wanted = made (k);
  same = strcmp (class (value), class (wanted)) && issparse (value) == issparse (wanted);
  if (same && isa (wanted, "containers.Map"))
    same = isequal (keys (value), keys (wanted)) && isequal (values (value), values (wanted));
  elseif (same)
    same = isequal (value, wanted);
  endif
endfunction
"""


def main() -> None:
    """Measure, and write the page."""
    blocks = dict(BLOCK.findall(GUIDE.read_text()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in blocks.items():
            if not file.startswith("test_"):
                (folder / file).write_text(text)
        ours = {f"test_{function}.py": blocks[f"test_{function}.py"] for function in FUNCTIONS}
        for file, text in ours.items():
            (folder / file).write_text(text)
        plain = PLAIN.replace("CASES", str(CASES)).strip() + "\n"
        (folder / "test_plain.py").write_text(plain)
        rows = [
            ("lines of the three tests", _lines(*ours.values()), _lines(plain)),
            ("seconds of the run, with Octave", _run(folder, *ours), _run(folder, "test_plain.py")),
        ]
        _run(folder, *ours, mode="record")
        rows.append(("seconds from recordings", _run(folder, *ours, mode="replay"), "-"))
        carried = _carried(folder)
    for title, marks in carried.items():
        rows.append((f"there and back: {title}", *("yes" if mark else "no" for mark in marks)))
    page = ROOT / "docs" / "oct2py.md"
    table = "\n".join(f"| {title} | {a} | {b} |" for title, a, b in rows)
    page.write_text(TEXT.format(cases=CASES, table=table))
    print(page.read_text())


def _lines(*texts: str) -> str:
    return str(sum(bool(line.strip()) for text in texts for line in text.splitlines()))


def _run(folder: Path, *files: str, mode: str = "require") -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    started = time.perf_counter()
    run = subprocess.run(
        [*command, f"--octave={mode}"], cwd=folder, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    if "passed" not in run.stdout or "failed" in run.stdout:
        raise SystemExit(run.stdout[-4000:])
    return f"{seconds:.0f}"


def _carried(folder: Path) -> dict[str, tuple[bool, bool]]:
    """Whether each class survives the way to Python and back, with this bridge and with oct2py."""
    import oct2py

    from pysoftmax.octave import OctaveSession

    values = ", ".join(f"@() {expression}" for expression in CLASSES.values())
    (folder / "made.m").write_text(
        f"function v = made (k)\n  all = {{{values}}};\n  v = all{{k}} ();\nendfunction\n"
    )
    (folder / "is_same.m").write_text(SAME)
    with OctaveSession() as session, oct2py.Oct2Py() as plain:
        plain.addpath(str(folder))

        def here(function: str, *arguments: Any) -> Any:
            return session.call(function, *arguments, directory=folder)

        return {
            title: (_survives(here, place), _survives(plain.feval, place))
            for place, title in enumerate(CLASSES, 1)
        }


def _survives(call: Callable[..., Any], place: int) -> bool:
    try:
        return bool(np.all(call("is_same", call("made", float(place)), float(place))))
    except Exception:  # the value cannot be sent, or cannot be received
        return False


TEXT = """# Beside plain oct2py

Written by `python -m benchmarks.plain`. Three functions of the [guide](testing-your-own.md) (a
cost with its gradient that rejects sizes, a struct of options, N-D arrays) are tested with
`against_octave` and with oct2py in a `@given` test, on {cases} examples each, with the same
strategies and tolerances. Both runs start Python and Octave. Seconds depend on the machine and on
what else it does; the two runs follow each other.

| | `against_octave` | plain oct2py |
| --- | --- | --- |
{table}

*There and back* means that Octave finds the value that it made, sent to Python and back, of the
same class, size and content. The lines are those that are not blank. A failing test of
`against_octave` also shows the first wrong entry by its place, where the two functions part, and
how to repeat the case; the plain tests show NumPy's message.
"""


if __name__ == "__main__":
    main()
