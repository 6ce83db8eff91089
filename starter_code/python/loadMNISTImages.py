"""Step 1, complete: the pictures of an IDX file, one a column, from 0 to 1."""

from pysoftmax.loadMNISTImages import loadMNISTImages

__all__ = ["loadMNISTImages"]
