"""Make a failing case as small as possible, by making its choices smaller.

A case is made from choices whose lowest value is the simplest, so fewer and lower choices make a
simpler case. Every question may cost a process, so each batch holds many candidates, and the
number of batches is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.choices import Choices, RecordedChoices

__all__ = ["shrink"]

Taken = tuple[int, ...]
Fails = Callable[[Sequence[Case]], Sequence[bool]]

BATCHES = 4
BATCH_SIZE = 24


def shrink(
    make: Callable[[Choices], Case],
    taken: Sequence[int],
    fails: Fails,
    fair: Callable[[Case], bool] = lambda case: True,
    batches: int = BATCHES,
) -> Case:
    """Return the smallest failing case that a few batches of candidates find.

    Parameters
    ----------
    make
        Makes a case from choices.
    taken
        The choices of a case that fails.
    fails
        Returns which of the cases fail; called at most `batches` times.
    fair
        Returns whether a case may be asked.
    batches
        The largest number of batches.

    Returns
    -------
    Case
        A case that fails: that of `taken` itself if nothing smaller does. The same arguments and
        answers give the same case.
    """
    best, smallest = tuple(taken), make(RecordedChoices(taken))
    tried = {best}
    for _ in range(batches):
        candidates = list(_fresh(make, best, fair, tried))
        if not candidates:
            break
        verdicts = fails([case for _, case in candidates])
        failing = [c for c, failed in zip(candidates, verdicts, strict=True) if failed]
        if not failing:
            break
        best, smallest = min(failing, key=lambda candidate: _size(candidate[0]))
    return smallest


def _fresh(
    make: Callable[[Choices], Case],
    best: Taken,
    fair: Callable[[Case], bool],
    tried: set[Taken],
) -> Iterator[tuple[Taken, Case]]:
    """Fair cases smaller than the best one, not tried before, at most a batch of them."""
    found = 0
    for candidate in sorted(set(_smaller(best)), key=_size):
        choices = RecordedChoices(candidate)
        case = make(choices)
        actual = tuple(choices.taken)
        if actual in tried or _size(actual) >= _size(best) or not fair(case):
            continue
        tried.add(actual)
        yield actual, case
        found += 1
        if found == BATCH_SIZE:
            return


def _size(taken: Taken) -> tuple[int, int, Taken]:
    """Fewer choices first, then lower ones; the last choice is a seed, which counts least."""
    return len(taken), sum(taken[:-1]), taken


def _smaller(best: Taken) -> Iterator[Taken]:
    """Yield all lowest; all sizes halved; then each choice lowest, halved, and less by one."""
    yield (0,) * len(best)
    for seed in range(1, 7):
        yield (*(0,) * (len(best) - 1), seed)
    yield tuple(choice // 2 for choice in best)
    for position, choice in enumerate(best):
        for lower in {0, choice // 2, choice - 1}:
            if 0 <= lower < choice:
                yield (*best[:position], lower, *best[position + 1 :])
    for position in range(1, len(best)):
        yield (0,) * position + best[position:]
