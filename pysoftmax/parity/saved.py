"""A case in two files, ``.npz`` and ``.mat``, with a line to replay it in each language."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.files import FileContent
from pysoftmax.comparison.objectives import Objective
from pysoftmax.exercise import Exercise, load_exercise
from pysoftmax.octave.process import HELPERS, quoted

__all__ = ["load_case", "save_case"]


def save_case(
    exercise: Exercise,
    case: Case,
    stem: Path,
    octave_folders: Sequence[Path],
    python_folder: Path | None = None,
) -> tuple[str, str]:
    """Write ``stem.npz`` and ``stem.mat``; the lines to replay it in Python and in Octave.

    A file argument is written beside them. The Octave functions are looked for in
    `octave_folders`, the first being the working folder; the Python ones in `python_folder`, or
    they are the reference's.
    """
    from scipy.io import savemat

    stem.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {}
    call: dict[str, Any] = {
        "exercise": exercise.place,
        "function": case.function,
        "nargout": case.nargout,
        "about": case.about,
        "seed": case.seed,
    }
    call["args"] = [_taken_apart(value, arrays, stem) for value in case.args]
    np.savez(stem.with_suffix(".npz"), call=json.dumps(call), **arrays)
    args = np.empty((1, len(case.args)), dtype=object)
    for place, value in enumerate(case.args):
        args[0, place] = _for_mat(value, stem)
    formulas = {
        f"formula{k}": value.formula.octave
        for k, value in enumerate(case.args, 1)
        if isinstance(value, Objective)
    }
    savemat(stem.with_suffix(".mat"), {"args": args, **formulas}, oned_as="column")
    return _python_line(stem, python_folder), _octave_line(case, stem, octave_folders)


def load_case(path: str | Path) -> tuple[Exercise, Case]:
    """The exercise and the case in a ``.npz`` that `save_case` wrote."""
    with np.load(path) as arrays:
        call = json.loads(str(arrays["call"]))
        exercise = load_exercise(call["exercise"])
        parts = _Parts(exercise, arrays, Path(path).parent)
        args = tuple(map(parts.together, call["args"]))
    return exercise, Case(call["function"], args, call["nargout"], call["about"], call["seed"])


def _taken_apart(value: Any, arrays: dict[str, Any], stem: Path) -> Any:
    """The value as JSON, its arrays set aside under a name."""
    if isinstance(value, np.ndarray):
        name = f"array{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if isinstance(value, Objective):
        parts = _taken_apart(dict(value.parameters), arrays, stem)
        return {"objective": value.name, "nargout": value.nargout, "parameters": parts}
    if isinstance(value, FileContent):
        _beside(value, stem)
        return {"file": value.name}
    if isinstance(value, Mapping):
        return {"fields": {key: _taken_apart(v, arrays, stem) for key, v in value.items()}}
    return value


@dataclass(frozen=True)
class _Parts:
    """What the parts of a saved case are put together from."""

    exercise: Exercise
    arrays: Any
    folder: Path

    def together(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "array" in value:
            return self.arrays[value["array"]]
        if "objective" in value:
            formula = self.exercise.formulas[value["objective"]]
            return Objective(formula, self.together(value["parameters"]), value["nargout"])
        if "file" in value:
            return FileContent(value["file"], (self.folder / value["file"]).read_bytes())
        return {key: self.together(v) for key, v in value["fields"].items()}


def _for_mat(value: Any, stem: Path) -> Any:
    """A number becomes a double: an integer would make Octave's arithmetic that of integers."""
    if isinstance(value, Objective):
        return _for_mat(value.parameters, stem)
    if isinstance(value, Mapping):
        return {k: _for_mat(v, stem) for k, v in value.items()}
    if isinstance(value, FileContent):
        return str(_beside(value, stem))
    return value if isinstance(value, (np.ndarray, str)) else float(value)


def _beside(value: FileContent, stem: Path) -> Path:
    path = stem.parent / value.name
    path.write_bytes(value.content)
    return path.resolve()


def _python_line(stem: Path, folder: Path | None) -> str:
    own = [str(folder.resolve())] if folder else []
    return shlex.join(
        ["python", "-m", "pysoftmax.parity.replay", str(stem.with_suffix(".npz")), *own]
    )


def _octave_line(case: Case, stem: Path, folders: Sequence[Path]) -> str:
    path = f"addpath ({', '.join(map(quoted, (*folders, HELPERS)))}); cd ({quoted(folders[0])});"
    load = f"c = load ({quoted(stem.with_suffix('.mat').resolve())});"
    handles = "".join(
        f" p = c.args{{{k}}}; c.args{{{k}}} = @(x) pysoftmax_objective "
        f"('{value.formula.octave_name}', c.formula{k}, p, x);"
        for k, value in enumerate(case.args, 1)
        if isinstance(value, Objective)
    )
    drawn = [] if case.seed is None else ["rand", "randn", "rande", "randg", "randp"]
    seed = "".join(f" {one} ('twister', {case.seed});" for one in drawn)
    outputs = ", ".join(f"out{k + 1}" for k in range(case.nargout))
    call = f" [{outputs}] = {case.function} (c.args{{:}})"
    code = f"format long; {path} {load}{handles}{seed}{call}"
    return f"octave-cli --eval {_in_shell(code)}"


def _in_shell(code: str) -> str:
    """Octave's quotes are single ones: within double ones the code can be read."""
    return shlex.quote(code) if set(code) & set('"$`\\!') else f'"{code}"'
