"""Recordings made without Python, such as in a colleague's MATLAB.

`export` writes a folder for each test into one folder with the script ``record.m``: the cases in a
.mat file and the .m files. A colleague with MATLAB runs the script, and `collect` makes recordings
of the answers that it saved.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pysoftmax.octave import (
    Cell,
    Map,
    NotCarried,
    OctaveError,
    OctaveMissingError,
    Pair,
    Reply,
    StructArray,
)
from pysoftmax.testing.arguments import Arguments
from pysoftmax.testing.frozen import expressions, freeze, thaw
from pysoftmax.testing.mat import as_cell, restored
from pysoftmax.testing.recording import Recording

__all__ = ["collect", "export"]

SCRIPT = Path(__file__).with_name("record.m")


def export(
    folder: Path,
    test: str,
    recording: Path,
    m_file: Path,
    extras: Sequence[str | Path],
    outputs: int,
    cases: Sequence[Arguments],
    fits: dict[str, str],
) -> None:
    """Write the cases of one test, and the script that answers them.

    Parameters
    ----------
    folder
        Where to write: the script, and a folder for the test.
    test, recording
        pytest's name of the test, and where its recording belongs.
    m_file, extras, outputs
        The function, the folders that it needs, and the number of its outputs.
    cases
        The arguments.
    fits
        What the recording belongs to (`Recording`).
    """
    from scipy.io import savemat

    place = folder / re.sub(r"[^\w.\-]+", "-", test)[-100:]
    (place / "code").mkdir(parents=True, exist_ok=True)
    shutil.copy(SCRIPT, folder / SCRIPT.name)
    for source in (*map(Path, extras), m_file.parent):
        for file in source.glob("*.m"):
            shutil.copy(file, place / "code" / file.name)
    arguments = [case.for_octave() for case in cases]
    content = {
        "name": m_file.stem,
        "outputs": float(outputs),
        "cases": as_cell([list(values) for values in arguments], (len(cases), 1)),
        "prepare": as_cell([restored(values, "args") for values in arguments], (len(cases), 1)),
    }
    savemat(place / "cases.mat", content, oned_as="column")
    (place / "cases.frozen").write_bytes(
        freeze({"test": test, "recording": str(recording), "fits": fits, "cases": list(cases)})
    )


def collect(folder: Path) -> list[Path]:
    """Write the recordings of all tests that `record.m` has answered; return their paths.

    Raises
    ------
    FileNotFoundError
        If a test has no answers yet, or the folder no tests.
    """
    from scipy.io import loadmat

    made = []
    for frozen in sorted(folder.glob("*/cases.frozen")):
        answers = frozen.with_name("answers.mat")
        if not answers.exists():
            raise FileNotFoundError(
                f"there is no {answers}; run record.m in MATLAB or Octave, in {folder}"
            )
        content = frozen.read_bytes()
        # A recording holds only a pair's expression: its Python part is not needed here.
        stand_ins = [Pair(None, e) for e in expressions(content) if Pair.known(e) is None]
        stored = thaw(content)
        del stand_ins
        saved = loadmat(answers, mat_dtype=True)
        replies = [
            _reply(values, error)
            for values, error in zip(saved["answers"].ravel(), saved["errors"].ravel(), strict=True)
        ]
        cases = list(zip(stored["cases"], replies, strict=True))
        path = Path(stored["recording"])
        Recording(str(saved["program"].item()), stored["fits"], cases).write(path, stored["test"])
        made.append(path)
    if not made:
        raise FileNotFoundError(f"{folder} has no tests; expected a folder that record wrote")
    return made


def _reply(values: Any, error: Any) -> Reply:
    problem = [_value(entry) for entry in np.ravel(error)]
    if problem:
        message, identifier, missing = problem
        kind = OctaveMissingError if missing.item() else OctaveError
        return Reply(error=kind(message, identifier))
    return Reply(tuple(_value(entry) for entry in np.ravel(values)))


def _value(value: Any) -> Any:
    """Return a value of a .mat file as the bridge would have returned it."""
    if hasattr(value, "tocsc"):
        from scipy.sparse import csc_array

        return csc_array(value)
    if value.dtype.names is not None:
        return _struct(value)
    if value.dtype.kind == "O":
        return Cell([_value(entry) for entry in value.ravel(order="F")], value.shape)
    if value.dtype.kind == "U":
        return str(value.item()) if value.size == 1 else value if value.size else ""
    return value


def _struct(value: Any) -> Any:
    names = value.dtype.names
    entries = [{name: _value(entry[name]) for name in names} for entry in value.ravel(order="F")]
    if value.size != 1:
        return StructArray(entries, value.shape, names)
    (fields,) = entries
    if names == ("pysoftmax_map", "keys", "values"):
        keys = [key if isinstance(key, str) else key.item() for key in fields["keys"]]
        return Map(zip(keys, fields["values"], strict=True))
    return NotCarried(fields["pysoftmax_class"]) if names == ("pysoftmax_class",) else fields
