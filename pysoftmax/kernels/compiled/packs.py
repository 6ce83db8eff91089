"""Packs: a few vector registers held as one value inside a Numba function.

Numba leaves vectorising to LLVM, which gives up on loops as short as ten classes.  A pack states
what a loop holds in registers: ``count`` vectors of ``LANES`` doubles.  The kernels are then
ordinary Numba loops over packs, and their inner loops compile to the machine code that one would
write by hand: loads, fused multiply-adds and stores.

A count must be known at compile time, so it is passed as a *token*, a tuple of that length.
Arrays are one-dimensional and contiguous; offsets and strides count their elements.  Nothing is
checked, neither bounds nor negative indices, because these checks make Numba's own indexing slow:
the caller must pass valid offsets.

Below, each instruction is one row of a table: what it returns, its arguments, and what it emits.
`instruction` makes Numba's intrinsic of it, and passes each argument in a form that is easy to use:
a token as its length, a pack as a list of vectors, an array as a `Memory`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, register_model

from pysoftmax.kernels.compiled import numba_private

LANES = 4
"""Doubles in a vector: 256 bits, which every x86-64 since 2013 has and ARM splits into halves."""

Token = tuple[int, ...]

_DOUBLE = ir.DoubleType()
VECTOR = ir.VectorType(_DOUBLE, LANES)
INTEGERS = ir.VectorType(ir.IntType(64), LANES)
_INT32 = ir.IntType(32)
_WORD = ir.IntType(np.intp(0).itemsize * 8)


def token(count: int) -> Token:
    """Return a tuple of length ``count``, a length that compiled functions know as a constant."""
    return (0,) * count


class Pack(types.Type):
    """The Numba type of ``count`` vectors."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(name=f"Pack({count}x{LANES})")


@register_model(Pack)
class _PackModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: Pack) -> None:
        super().__init__(dmm, fe_type, ir.ArrayType(VECTOR, fe_type.count))  # type: ignore[no-untyped-call]


class Memory:
    """The elements of an array inside an instruction; an offset is given as summands."""

    def __init__(self, emit: Emitter, kind: Any, array: ir.Value) -> None:
        self.emit, self.builder, self.dtype = emit, emit.builder, kind.dtype
        self.data = numba_private.data_of(emit.context, emit.builder, kind, array)

    def place(self, *offsets: ir.Value | int) -> ir.Value:
        data = self.data
        for offset in offsets:
            data = self.builder.gep(data, [_word(offset) if isinstance(offset, int) else offset])
        return data

    def vector(self, *offsets: ir.Value | int) -> ir.Value:
        return self.builder.bitcast(self.place(*offsets), VECTOR.as_pointer())

    def load(self, *offsets: ir.Value | int) -> ir.Value:
        return self.builder.load(self.vector(*offsets), align=8)

    def store(self, vector: ir.Value, *offsets: ir.Value | int) -> None:
        self.builder.store(vector, self.vector(*offsets), align=8)

    def item(self, *offsets: ir.Value | int) -> ir.Value:
        """Load one element; an integer becomes one of machine size."""
        value = self.builder.load(self.place(*offsets))
        return self.emit.cast(value, self.dtype, _plain(self.dtype))


class Emitter:
    """LLVM instructions that several rows of the table need."""

    def __init__(self, context: Any, builder: ir.IRBuilder) -> None:
        self.context, self.builder = context, builder

    def operand(self, kind: Any, value: ir.Value) -> Any:
        """Return an argument in the form that the rows of the table expect."""
        if isinstance(kind, types.BaseTuple):
            return len(kind)
        if isinstance(kind, Pack):
            return [self.builder.extract_value(value, v) for v in range(kind.count)]
        return Memory(self, kind, value) if isinstance(kind, types.Array) else value

    def times(self, stride: ir.Value, steps: int) -> ir.Value:
        return self.builder.mul(stride, _word(steps))

    def gather(self, vectors: list[ir.Value]) -> ir.Value:
        pack = ir.Constant(ir.ArrayType(VECTOR, len(vectors)), ir.Undefined)
        for position, vector in enumerate(vectors):
            pack = self.builder.insert_value(pack, vector, position)
        return pack

    def splat(self, number: ir.Value) -> ir.Value:
        nothing = ir.Constant(ir.VectorType(number.type, LANES), ir.Undefined)
        single = self.builder.insert_element(nothing, number, ir.Constant(_INT32, 0))
        first = ir.Constant(ir.VectorType(_INT32, LANES), [0] * LANES)
        return self.builder.shuffle_vector(single, nothing, first)

    def constant(self, number: float) -> ir.Value:
        return ir.Constant(VECTOR, [number] * LANES)

    def cast(self, value: ir.Value, old: Any, new: Any) -> ir.Value:
        return numba_private.cast(self.context, self.builder, value, old, new)

    def call(self, name: str, result: ir.Type, *args: ir.Value, flags: tuple[str, ...] = ()) -> Any:
        """Call one of LLVM's own functions."""
        function = self.builder.module.globals.get(name)
        if function is None:
            function_type = ir.FunctionType(result, [arg.type for arg in args])
            function = ir.Function(self.builder.module, function_type, name)
        return self.builder.call(function, args, fastmath=flags)

    def multiply_add(self, a: ir.Value, b: ir.Value, c: ir.Value) -> ir.Value:
        # fmuladd is one instruction on processors that have it and two on others; llvm.fma would
        # call a library function on the others.
        return self.call(f"llvm.fmuladd.v{LANES}f64", VECTOR, a, b, c)

    def larger(self, a: ir.Value, b: ir.Value) -> ir.Value:
        return self.builder.select(self.builder.fcmp_ordered(">", a, b), a, b)

    def total(self, vector: ir.Value) -> ir.Value:
        name = f"llvm.vector.reduce.fadd.v{LANES}f64"
        # "reassoc" adds the lanes in pairs, in an order that is fixed at compile time.
        return self.call(name, _DOUBLE, ir.Constant(_DOUBLE, -0.0), vector, flags=("reassoc",))


def _word(number: int) -> ir.Constant:
    return ir.Constant(_WORD, number)


def _plain(kind: Any) -> Any:
    """Return the type in which a number is passed; other types are passed as they are."""
    return types.intp if isinstance(kind, types.Integer) else kind


# What an instruction returns, from the types of its arguments.


def new_pack(*kinds: Any) -> Pack:
    """Return a pack of as many vectors as the product of the tokens."""
    return Pack(math.prod(len(kind) for kind in kinds if isinstance(kind, types.BaseTuple)))


def same_pack(pack: Pack, *_: Any) -> Pack:
    """Return a pack of the first argument's type."""
    return pack


def number(*_: Any) -> Any:
    """Return a double."""
    return types.float64


def _element(array: Any, *_: Any) -> Any:
    return _plain(array.dtype)


def _void(*_: Any) -> Any:
    return types.void


def instruction(result: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make an intrinsic of a function that takes an `Emitter` and the operands."""

    def make(emits: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(emits)  # Numba reads the arguments' names from the signature
        def typing(typingctx: Any, *kinds: Any) -> Any:
            kinds = tuple(_plain(kind) for kind in kinds)

            def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
                emit = Emitter(context, builder)
                made = emits(emit, *map(emit.operand, kinds, args))
                if made is None:
                    return numba_private.nothing(context)
                return emit.gather(made) if isinstance(made, list) else made

            return result(*kinds)(*kinds), build

        made: Callable[..., Any] = intrinsic(typing)
        return made

    return make


@instruction(new_pack)
def zeros(emit: Emitter, rows: int, columns: int) -> Any:
    """Return a pack of ``rows * columns`` zero vectors."""
    return [emit.constant(0.0)] * (rows * columns)


@instruction(new_pack)
def load(emit: Emitter, count: int, array: Memory, offset: Any, stride: Any) -> Any:
    """Return the pack whose vector v starts at ``array[offset + v * stride]``."""
    return [array.load(offset, emit.times(stride, v)) for v in range(count)]


@instruction(new_pack)
def load_tail(
    emit: Emitter, count: int, array: Memory, offset: Any, stride: Any, present: Any
) -> Any:
    """Return what `load` does, but only the first ``present`` lanes; the others are zeros."""
    lanes = ir.Constant(INTEGERS, list(range(LANES)))
    mask = emit.builder.icmp_signed("<", lanes, emit.splat(present))
    name, align = f"llvm.masked.load.v{LANES}f64.p0", ir.Constant(_INT32, 8)
    places = [array.vector(offset, emit.times(stride, v)) for v in range(count)]
    return [emit.call(name, VECTOR, p, align, mask, emit.constant(0.0)) for p in places]


@instruction(new_pack)
def load_grid(
    emit: Emitter, rows: int, columns: int, array: Memory, offset: Any, stride: Any
) -> Any:
    """Return ``rows`` runs of ``columns`` vectors, run r from ``array[offset + r * stride]``."""
    return [
        array.load(offset, emit.times(stride, r), c * LANES)
        for r in range(rows)
        for c in range(columns)
    ]


@instruction(_void)
def store_grid(
    emit: Emitter, pack: Any, rows: int, columns: int, array: Memory, offset: Any, stride: Any
) -> None:
    """Write the vectors back to the places where `load_grid` read them."""
    for v, vector in enumerate(pack):
        array.store(vector, offset, emit.times(stride, v // columns), v % columns * LANES)


@instruction(_void)
def store(emit: Emitter, pack: Any, array: Memory, offset: Any) -> None:
    """Write the vectors of ``pack`` one after another from ``array[offset]``."""
    for v, vector in enumerate(pack):
        array.store(vector, offset, v * LANES)


@instruction(_void)
def store_sums(
    emit: Emitter, pack: Any, rows: int, columns: int, array: Memory, offset: Any, stride: Any
) -> None:
    """Write the sum of the lanes of vector (r, c) to ``array[offset + r + c * stride]``."""
    for v, vector in enumerate(pack):
        place = array.place(offset, emit.times(stride, v % columns), v // columns)
        emit.builder.store(emit.total(vector), place)


@instruction(new_pack)
def splats(emit: Emitter, count: int, array: Memory, offset: Any) -> Any:
    """Return the pack whose vector v repeats the number ``array[offset + v]``."""
    return [emit.splat(array.item(offset, v)) for v in range(count)]


@instruction(new_pack)
def looked_up(emit: Emitter, count: int, table: Memory, values: Memory, offset: Any) -> Any:
    """Return `splats` of ``values``, or of ``table[values]`` if the values are bytes."""
    found = [values.item(offset, v) for v in range(count)]
    if isinstance(values.dtype, types.Integer):
        found = [table.item(code) for code in found]
    return [emit.splat(one) for one in found]


@instruction(new_pack)
def splat(emit: Emitter, value: Any) -> Any:
    """Return a pack of one vector that repeats a double."""
    return [emit.splat(value)]


@instruction(same_pack)
def add_product(emit: Emitter, total: Any, left: Any, right: Any) -> Any:
    """Return ``total`` with ``left[a] * right[b]`` added to its vector (a, b)."""
    pairs = [(a, b) for a in left for b in right]
    return [emit.multiply_add(a, b, c) for (a, b), c in zip(pairs, total, strict=True)]


@instruction(same_pack)
def add_products(emit: Emitter, total: Any, left: Any, right: Any) -> Any:
    """Return ``total`` with ``left[a] * right[a, b]`` of every a added to its vector b."""
    sums = list(total)
    for v, vector in enumerate(right):
        a, b = divmod(v, len(sums))
        sums[b] = emit.multiply_add(left[a], vector, sums[b])
    return sums


@instruction(_element)
def item(emit: Emitter, array: Memory, offset: Any) -> Any:
    """Return ``array[offset]``; an integer becomes one of machine size."""
    return array.item(offset)


@instruction(_void)
def put(emit: Emitter, array: Memory, offset: Any, value: Any) -> None:
    """Set ``array[offset]`` to an integer or a double."""
    kind = types.intp if isinstance(value.type, ir.IntType) else types.float64
    emit.builder.store(emit.cast(value, kind, array.dtype), array.place(offset))


@instruction(_void)
def prefetch(emit: Emitter, array: Memory, offset: Any) -> None:
    """Fetch the cache line of ``array[offset]`` ahead of its use; any offset is harmless."""
    place = emit.builder.bitcast(array.place(offset), ir.IntType(8).as_pointer())
    to_read, to_level_two, data = (ir.Constant(_INT32, hint) for hint in (0, 2, 1))
    emit.call("llvm.prefetch.p0", ir.VoidType(), place, to_read, to_level_two, data)
