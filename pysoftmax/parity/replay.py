"""``python -m pysoftmax.parity.replay FILE.npz [DIR]``: ask a saved case once more."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from pysoftmax.comparison.verdict import describe_call
from pysoftmax.parity.python_folder import of_folder
from pysoftmax.parity.saved import load_case

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Print what the reference, or the Python files in DIR, answer to the saved case."""
    if len(arguments) not in (1, 2):
        print("usage: python -m pysoftmax.parity.replay FILE.npz [DIR]", file=sys.stderr)
        return 2
    exercise, case = load_case(arguments[0])
    try:
        own = len(arguments) == 2
        implementation = of_folder(exercise, arguments[1]) if own else exercise.reference()
    except ImportError as error:
        print(error, file=sys.stderr)
        return 2
    (answer,) = implementation.answer([case])
    print(f"{describe_call(case)}  # {case.about}")
    if answer.failure is not None:
        print(f"{answer.failure.kind}: {answer.failure.message}")
        return 1
    with np.printoptions(precision=17):
        for number, value in enumerate(answer.values, 1):
            print(f"out{number} =\n{value!r}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
