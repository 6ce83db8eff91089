"""What the softmax asks of a single vector: largest and total over lanes, exponential."""

from __future__ import annotations

import math
from typing import Any

from llvmlite import ir
from numba.core import types

from pysoftmax.kernels.compiled.packs import LANES, Emitter, Pack, instruction

_DOUBLE = ir.DoubleType()
_VECTOR = ir.VectorType(_DOUBLE, LANES)
_INTEGERS = ir.VectorType(ir.IntType(64), LANES)

SMALLEST = -708.0
"""Below this `exponential` gives 0: exp(-708) = 3e-308 is the edge of the normal doubles."""

# ln 2 in two parts; the first has 11 trailing zero bits, so n * _LN2_HIGH is exact for |n| <= 1022.
_LN2_HIGH = float.fromhex("0x1.62e42fefa3800p-1")
_LN2_LOW = float.fromhex("0x1.ef35793c76730p-45")
_ROUNDER = 1.5 * 2.0**52
"""Adding it rounds to a whole number and leaves that number in the low bits."""

# After the reduction |r| <= ln(2)/2, where Taylor's rest of degree 14 is under 5e-18: less than a
# twentieth of a unit in the last place of exp(r).
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
        builder.bitcast(rounded, _INTEGERS), ir.Constant(_INTEGERS, [1023] * LANES)
    )
    exponent = builder.shl(exponent, ir.Constant(_INTEGERS, [52] * LANES))
    power = builder.fmul(series, builder.bitcast(exponent, _VECTOR))
    return builder.select(too_small, emit.constant(0.0), power)


@instruction
def exponential(typingctx: Any, pack: Any) -> Any:
    """Return e to the power of each lane, right to about one unit in the last place."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        return emit.gather([_exponential(emit, vector) for vector in emit.spread(args[0])])

    return pack(pack), build


def _lane_by_lane(operation: str) -> Any:
    def typing(typingctx: Any, left: Any, right: Any) -> Any:
        def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
            emit = Emitter(context, builder)
            lefts, rights = (emit.spread(pack) for pack in args)
            combine = getattr(builder, operation)
            pairs = zip(lefts, rights, strict=True)
            return emit.gather([combine(a, b) for a, b in pairs])

        return left(left, right), build

    return typing


@instruction
def add(typingctx: Any, left: Any, right: Any) -> Any:
    """Return ``left + right``."""
    return _lane_by_lane("fadd")(typingctx, left, right)


@instruction
def subtract(typingctx: Any, left: Any, right: Any) -> Any:
    """Return ``left - right``."""
    return _lane_by_lane("fsub")(typingctx, left, right)


@instruction
def multiply(typingctx: Any, left: Any, right: Any) -> Any:
    """Return ``left * right``."""
    return _lane_by_lane("fmul")(typingctx, left, right)


@instruction
def larger(typingctx: Any, left: Any, right: Any) -> Any:
    """Return the larger of each two lanes."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        lefts, rights = (emit.spread(pack) for pack in args)
        return emit.gather(
            [
                builder.select(builder.fcmp_ordered(">", a, b), a, b)
                for a, b in zip(lefts, rights, strict=True)
            ]
        )

    return left(left, right), build


@instruction
def sum_of_lanes(typingctx: Any, pack: Any) -> Any:
    """Return the sum of the lanes of a pack of one vector."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        return emit.total(emit.spread(args[0])[0])

    return types.float64(Pack(1)), build


@instruction
def largest_lane(typingctx: Any, pack: Any) -> Any:
    """Return the largest lane of a pack of one vector."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        vector = Emitter(context, builder).spread(args[0])[0]
        lanes = [
            builder.extract_element(vector, ir.Constant(ir.IntType(32), lane))
            for lane in range(LANES)
        ]
        while len(lanes) > 1:
            a, b, *rest = lanes
            lanes = [*rest, builder.select(builder.fcmp_ordered(">", a, b), a, b)]
        return lanes[0]

    return types.float64(Pack(1)), build
