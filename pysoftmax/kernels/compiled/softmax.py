"""From scores to errors: the step between the two matrix products, in both loops."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.kernels.compiled.lanewise import (
    add,
    exponential,
    larger,
    largest_lane,
    multiply,
    subtract,
    sum_of_lanes,
)
from pysoftmax.kernels.compiled.machine import compiled
from pysoftmax.kernels.compiled.packs import LANES, Token, item, load, put, splat, store, zeros

MANY = 1e250
"""A product of exponential sums is kept below this, far from the largest double."""


@compiled
def errors_from_scores(
    one: Token,
    scores: NDArray[np.float64],
    width: int,
    labels: NDArray[np.int64],
    first: int,
    last: int,
) -> Any:
    """Replace scores by P - groundTruth and return the cost, a sum over the examples.

    Row i of ``scores`` belongs to example ``first + i``; its ``width`` is a multiple of `LANES`,
    and lanes beyond the classes hold minus infinity (they become zeros).

    The cost is -log p(label) = (peak - score of label) + log(total), both parts at least zero.
    The logarithm is taken of products of totals, not of each total: this takes fewer logarithms
    and avoids rounding between them.
    """
    cost = 0.0
    product = 1.0
    for i in range(first, last):
        row = (i - first) * width
        top = load(one, scores, row, LANES)
        for lane in range(LANES, width, LANES):
            top = larger(top, load(one, scores, row + lane, LANES))
        peak = largest_lane(top)
        label = row + item(labels, i)
        cost += peak - item(scores, label)
        peaks = splat(peak)
        totals = zeros(one, one)
        for lane in range(0, width, LANES):
            weight = exponential(subtract(load(one, scores, row + lane, LANES), peaks))
            store(weight, scores, row + lane)
            totals = add(totals, weight)
        total = sum_of_lanes(totals)
        share = splat(1.0 / total)
        for lane in range(0, width, LANES):
            store(multiply(load(one, scores, row + lane, LANES), share), scores, row + lane)
        put(scores, label, item(scores, label) - 1.0)
        product *= total
        if product > MANY:
            cost += math.log(product)
            product = 1.0
    return cost + math.log(product)
