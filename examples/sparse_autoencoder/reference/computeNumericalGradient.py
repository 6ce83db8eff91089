"""The numerical gradient: the same function as in softmax regression."""

from pysoftmax.computeNumericalGradient import computeNumericalGradient

__all__ = ["computeNumericalGradient"]
