"""Step 1, complete: the labels of an IDX file, the digits 0 to 9."""

from pysoftmax.loadMNISTLabels import loadMNISTLabels

__all__ = ["loadMNISTLabels"]
