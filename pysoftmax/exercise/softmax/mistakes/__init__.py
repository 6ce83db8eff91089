"""Known wrong answers, so that a report can name the mistake and the formula that repairs it.

A mistake is named only when it gives, to rounding, what came back in every case asked, and when
no other mistake does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pysoftmax.conformance.mistakes.deviation import Course, Explanation, Observation
from pysoftmax.conformance.mistakes.failures import explain_failures
from pysoftmax.conformance.mistakes.gradient_and_cost import explain_cost, explain_gradient
from pysoftmax.conformance.mistakes.numerical import explain_numerical_gradient
from pysoftmax.conformance.mistakes.overflow import explain_overflow
from pysoftmax.conformance.mistakes.prediction import explain_confidences, explain_predict
from pysoftmax.conformance.mistakes.training import explain_training, trained_theta

__all__ = ["EXPLAINERS", "Course", "Explanation", "Observation", "explain", "trained_theta"]

Explain = Callable[[Sequence[Observation], Course], Explanation | None]

EXPLAINERS: dict[str, Explain] = {
    "numerical gradient": explain_numerical_gradient,
    "predict": explain_predict,
    "confidences": explain_confidences,
    "cost": explain_cost,
    "gradient": explain_gradient,
    "overflow": explain_overflow,
    "training": explain_training,
}


def explain(what: str, seen: Sequence[Observation], course: Course) -> Explanation | None:
    """The mistake that explains all that was seen, or None.

    Parameters
    ----------
    what
        A key of `EXPLAINERS`.
    seen
        Every case asked, at least one of them failing.
    course
        The language of the repairing formula, and the conventions that are not to be mistaken for
        mistakes.
    """
    if all(one.agrees for one in seen):
        return None
    told = EXPLAINERS[what](seen, course) or explain_failures(seen, course)
    running = [one for one in seen if one.answer.failure is None]
    if told is None or len(running) == len(seen) or all(one.agrees for one in running):
        return told
    also = EXPLAINERS[what](running, course)
    return told if also is None else told.followed_by(also)
