"""Cases verified per second, in batches and with Hypothesis, compared with one oct2py call each.

Run: ``python -m benchmarks.parity``. All three verify the same function's cases against octave_ref
in the same run, each including the making of the case, both answers, and the comparison.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import median

import oct2py

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.in_octave import InOctave, octave_call
from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.claims import CLAIMS
from pysoftmax.exercise.softmax.reference import of_pysoftmax
from pysoftmax.octave import OctaveSession
from pysoftmax.parity.octave_folder import in_octave
from pysoftmax.parity.run import compare_function
from pysoftmax.resources import folder
from pysoftmax.testing.replay import examine
from pysoftmax.testing.strategies import cases as cases_of

__all__ = ["main"]

HELD = ("cost-and-gradient", "confidences", "predict-anything")
BATCH, EXAMPLES, SINGLE = 1000, 1000, 100
ROUNDS = 3


def main() -> None:
    """Measure each property in interleaved rounds; print the best rates and the median ratios."""
    single = oct2py.Oct2Py()
    single.addpath(str(folder("octave_ref")))
    print(f"{'property':20} {'one by one':>12} {'batches':>18} {'Hypothesis':>18}   cases a second")
    with OctaveSession() as session:
        implementation, oracle = of_pysoftmax(), in_octave(SOFTMAX, session, folder("octave_ref"))
        for held in (CLAIMS[name] for name in HELD):
            _in_batches(held, implementation, oracle)  # everything is loaded after this
            rounds = [
                (
                    _rate(SINGLE, partial(_one_by_one, held, implementation, single)),
                    _rate(BATCH, partial(_in_batches, held, implementation, oracle)),
                    _rate(EXAMPLES, partial(_drawn, held, implementation, oracle)),
                )
                for _ in range(ROUNDS)
            ]
            one, many, drawn = map(max, zip(*rounds, strict=True))
            batch_ratio = median(r[1] / r[0] for r in rounds)
            drawn_ratio = median(r[2] / r[0] for r in rounds)
            print(
                f"{held.key:20} {one:12.0f} {many:10.0f} ({batch_ratio:4.1f}x)"
                f" {drawn:10.0f} ({drawn_ratio:4.1f}x)"
            )
    single.exit()


def _rate(cases: int, run: Callable[[], None]) -> float:
    started = time.perf_counter()
    run()
    return cases / (time.perf_counter() - started)


def _one_by_one(held: Claim, implementation: InProcess, single: oct2py.Oct2Py) -> None:
    """Use only oct2py: one call per case."""
    for number in range(SINGLE):
        case = held.make(SeededChoices(number))
        call = octave_call(case)
        values = single.feval(call.function, *call.args, nout=call.nargout)
        expected = Answer(tuple(values) if call.nargout > 1 else (values,))
        _verify(held, case, implementation.answer([case])[0], expected)


def _in_batches(held: Claim, implementation: InProcess, oracle: InOctave) -> None:
    """As the parity run does."""
    planned = ((held, number, held.make(SeededChoices(number))) for number in range(BATCH))
    parity = compare_function(implementation, oracle, planned, held.function, SOFTMAX)
    if parity.disagreed or parity.cases != BATCH:
        raise AssertionError(f"{held.key}: {parity.disagreed} of {parity.cases} disagree")


def _drawn(held: Claim, implementation: InProcess, oracle: InOctave) -> None:
    """As the tests do: Hypothesis in the loop."""

    def check(case: Case, expected: Answer) -> None:
        _verify(held, case, implementation.answer([case])[0], expected)

    examine(cases_of(held), oracle.answer, check, EXAMPLES)


def _verify(held: Claim, case: Case, answer: Answer, expected: Answer) -> None:
    verdict = held.judge(case, answer, expected)
    if not verdict.agrees:
        raise AssertionError(str(verdict))


if __name__ == "__main__":
    main()
