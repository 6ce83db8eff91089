"""``python -m pysoftmax.conformance.replay FILE.npz [DIR]``: ask a saved case once more."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pysoftmax.conformance.directory import of_directory
from pysoftmax.conformance.implementations import of_pysoftmax
from pysoftmax.conformance.saved import load_case
from pysoftmax.conformance.verdict import describe_call

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Print what pysoftmax, or the Python files in DIR, answer to the saved case."""
    if len(arguments) not in (1, 2):
        print("usage: python -m pysoftmax.conformance.replay FILE.npz [DIR]", file=sys.stderr)
        return 2
    case = load_case(arguments[0])
    try:
        implementation = of_directory(arguments[1]) if len(arguments) == 2 else of_pysoftmax()
    except ImportError as error:
        print(error, file=sys.stderr)
        return 2
    (answer,) = implementation.answer([case])
    print(f"{describe_call(case)}  # {case.about}")
    if answer.failure is not None:
        print(f"{answer.failure.kind}: {answer.failure.message}")
        return 1
    for number, value in enumerate(answer.values, 1):
        print(f"out{number} =\n{value!r}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
