"""What the softmax needs of vectors: sums and maxima over lanes, and the exponential."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from llvmlite import ir

from pysoftmax.kernels.compiled.packs import (
    INTEGERS,
    LANES,
    VECTOR,
    Emitter,
    instruction,
    number,
    same_pack,
)

SMALLEST = -708.0
"""Below this `exponential` gives 0: exp(-708) = 3e-308 is the edge of the normal doubles."""

# ln 2 in two parts; the first has 11 trailing zero bits, so n * _LN2_HIGH is exact for |n| <= 1022.
_LN2_HIGH = float.fromhex("0x1.62e42fefa3800p-1")
_LN2_LOW = float.fromhex("0x1.ef35793c76730p-45")
_ROUNDER = 1.5 * 2.0**52
"""Adding it rounds to a whole number and leaves that number in the low bits."""

# After the reduction |r| <= ln(2)/2, where Taylor's remainder of degree 14 is under 5e-18: less
# than a twentieth of a unit in the last place of exp(r).
_TAYLOR = [1.0 / math.factorial(degree) for degree in range(14)]


def _exponential(emit: Emitter, x: ir.Value) -> ir.Value:
    """exp(x) = 2^n exp(r) with x = n ln 2 + r."""
    builder = emit.builder
    too_small = builder.fcmp_ordered("<", x, emit.constant(SMALLEST))
    x = builder.select(too_small, emit.constant(SMALLEST), x)
    rounded = emit.multiply_add(x, emit.constant(1.0 / math.log(2.0)), emit.constant(_ROUNDER))
    n = builder.fsub(rounded, emit.constant(_ROUNDER))
    r = emit.multiply_add(n, emit.constant(-_LN2_HIGH), x)
    r = emit.multiply_add(n, emit.constant(-_LN2_LOW), r)
    series = emit.constant(_TAYLOR[-1])
    for coefficient in reversed(_TAYLOR[:-1]):
        series = emit.multiply_add(series, r, emit.constant(coefficient))
    # n + 1023 moved up by 52 bits is the exponent of 2^n.
    exponent = builder.add(
        builder.bitcast(rounded, INTEGERS), ir.Constant(INTEGERS, [1023] * LANES)
    )
    exponent = builder.shl(exponent, ir.Constant(INTEGERS, [52] * LANES))
    power = builder.fmul(series, builder.bitcast(exponent, VECTOR))
    return builder.select(too_small, emit.constant(0.0), power)


@instruction(same_pack)
def exponential(emit: Emitter, pack: Any) -> Any:
    """Return e to the power of each lane, correct to about one unit in the last place."""
    return [_exponential(emit, vector) for vector in pack]


def _lane_by_lane(operation: Callable[[Emitter, ir.Value, ir.Value], ir.Value]) -> Any:
    @instruction(same_pack)
    def combine(emit: Emitter, left: Any, right: Any) -> Any:
        return [operation(emit, a, b) for a, b in zip(left, right, strict=True)]

    return combine


add = _lane_by_lane(lambda emit, a, b: emit.builder.fadd(a, b))
subtract = _lane_by_lane(lambda emit, a, b: emit.builder.fsub(a, b))
multiply = _lane_by_lane(lambda emit, a, b: emit.builder.fmul(a, b))
larger = _lane_by_lane(Emitter.larger)


@instruction(number)
def sum_of_lanes(emit: Emitter, pack: Any) -> Any:
    """Return the sum of the lanes of a pack of one vector."""
    return emit.total(pack[0])


@instruction(number)
def largest_lane(emit: Emitter, pack: Any) -> Any:
    """Return the largest lane of a pack of one vector."""
    indices = [ir.Constant(ir.IntType(32), lane) for lane in range(LANES)]
    lanes = [emit.builder.extract_element(pack[0], index) for index in indices]
    while len(lanes) > 1:
        a, b, *rest = lanes
        lanes = [*rest, emit.larger(a, b)]
    return lanes[0]
