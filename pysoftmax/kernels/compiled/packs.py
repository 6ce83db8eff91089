"""Packs: a few vector registers held as one value inside a Numba function.

Numba leaves vectorising to LLVM, which gives up on loops as short as ten classes.  A pack says
outright what a loop is to hold in registers: ``count`` vectors of ``LANES`` doubles.  The kernels
are then ordinary Numba loops over packs, and their inner loops become the machine code that one
would write by hand: loads, fused multiply-adds, stores and nothing else.

A count must be known when a function is compiled, so it is passed as a *token*, a tuple whose
length is the number meant.  Arrays are one-dimensional and contiguous; offsets and strides count
their elements.  Nothing is checked, neither bounds nor negative indices: the checks are what keeps
Numba's own indexing slow.  Whoever calls must know that the offsets are good.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.datamodel import models
from numba.extending import intrinsic, register_model

LANES = 4
"""Doubles in a vector: 256 bits, which every x86-64 since 2013 has and ARM does in two halves."""

Token = tuple[int, ...]

_DOUBLE = ir.DoubleType()
_VECTOR = ir.VectorType(_DOUBLE, LANES)
_INTEGERS = ir.VectorType(ir.IntType(64), LANES)
_INT32 = ir.IntType(32)
_OFFSET = types.intp

instruction: Callable[[Callable[..., Any]], Callable[..., Any]] = intrinsic


def token(count: int) -> Token:
    """Return the tuple that tells a compiled function ``count`` by its length."""
    return (0,) * count


class Pack(types.Type):
    """The Numba type of ``count`` vectors."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(name=f"Pack({count}x{LANES})")


@register_model(Pack)
class _PackModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: Pack) -> None:
        super().__init__(dmm, fe_type, ir.ArrayType(_VECTOR, fe_type.count))  # type: ignore[no-untyped-call]


class Emitter:
    """The few things that every instruction below says to LLVM."""

    def __init__(self, context: Any, builder: ir.IRBuilder) -> None:
        self.context = context
        self.builder = builder

    def place(self, array_type: Any, array: ir.Value, *offsets: ir.Value) -> ir.Value:
        """Return the address of an element, its offset given as summands."""
        data = self.context.make_array(array_type)(self.context, self.builder, array).data
        for offset in offsets:
            data = self.builder.gep(data, [offset])
        return data

    def times(self, stride: ir.Value, steps: int) -> ir.Value:
        return self.builder.mul(stride, ir.Constant(stride.type, steps))

    def as_vector(self, place: ir.Value) -> ir.Value:
        return self.builder.bitcast(place, _VECTOR.as_pointer())

    def gather(self, vectors: list[ir.Value]) -> ir.Value:
        pack = ir.Constant(ir.ArrayType(_VECTOR, len(vectors)), ir.Undefined)
        for position, vector in enumerate(vectors):
            pack = self.builder.insert_value(pack, vector, position)
        return pack

    def spread(self, pack: ir.Value) -> list[ir.Value]:
        return [self.builder.extract_value(pack, v) for v in range(pack.type.count)]

    def splat(self, number: ir.Value) -> ir.Value:
        nothing = ir.Constant(_VECTOR, ir.Undefined)
        single = self.builder.insert_element(nothing, number, ir.Constant(_INT32, 0))
        first = ir.Constant(ir.VectorType(_INT32, LANES), [0] * LANES)
        return self.builder.shuffle_vector(single, nothing, first)

    def constant(self, number: float) -> ir.Value:
        return ir.Constant(_VECTOR, [number] * LANES)

    def call(self, name: str, result: ir.Type, *args: ir.Value, flags: tuple[str, ...] = ()) -> Any:
        """Call one of LLVM's own functions."""
        function = self.builder.module.globals.get(name)
        if function is None:
            function_type = ir.FunctionType(result, [arg.type for arg in args])
            function = ir.Function(self.builder.module, function_type, name)
        return self.builder.call(function, args, fastmath=flags)

    def multiply_add(self, a: ir.Value, b: ir.Value, c: ir.Value) -> ir.Value:
        # fmuladd is one instruction where the processor has it and two where it has not;
        # llvm.fma would turn into a library call there.
        return self.call(f"llvm.fmuladd.v{LANES}f64", _VECTOR, a, b, c)

    def total(self, vector: ir.Value) -> ir.Value:
        name = f"llvm.vector.reduce.fadd.v{LANES}f64"
        # "reassoc" lets the lanes be added in pairs: one order, fixed when compiled.
        return self.call(name, _DOUBLE, ir.Constant(_DOUBLE, -0.0), vector, flags=("reassoc",))


@instruction
def zeros(typingctx: Any, count: Any) -> Any:
    """Return a pack of ``len(count)`` zero vectors."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        return emit.gather([emit.constant(0.0)] * len(count))

    return Pack(len(count))(count), build


@instruction
def zeros_grid(typingctx: Any, rows: Any, columns: Any) -> Any:
    """Return a pack of ``len(rows) * len(columns)`` zero vectors."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        return emit.gather([emit.constant(0.0)] * (len(rows) * len(columns)))

    return Pack(len(rows) * len(columns))(rows, columns), build


@instruction
def load(typingctx: Any, count: Any, array: Any, offset: Any, stride: Any) -> Any:
    """Return the pack whose vector v starts at ``array[offset + v * stride]``."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        _, source, start, step = args
        places = [emit.place(array, source, start, emit.times(step, v)) for v in range(len(count))]
        return emit.gather([builder.load(emit.as_vector(p), align=8) for p in places])

    return Pack(len(count))(count, array, _OFFSET, _OFFSET), build


@instruction
def load_tail(
    typingctx: Any, count: Any, array: Any, offset: Any, stride: Any, present: Any
) -> Any:
    """Return what `load` does, reading ``present`` lanes of each vector and zeros for the rest."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        _, source, start, step, lanes = args
        last = builder.insert_element(
            ir.Constant(_INTEGERS, ir.Undefined), lanes, ir.Constant(_INT32, 0)
        )
        last = builder.shuffle_vector(
            last,
            ir.Constant(_INTEGERS, ir.Undefined),
            ir.Constant(ir.VectorType(_INT32, LANES), [0] * LANES),
        )
        mask = builder.icmp_signed("<", ir.Constant(_INTEGERS, list(range(LANES))), last)
        name, align = f"llvm.masked.load.v{LANES}f64.p0", ir.Constant(_INT32, 8)
        places = [emit.place(array, source, start, emit.times(step, v)) for v in range(len(count))]
        return emit.gather(
            [
                emit.call(name, _VECTOR, emit.as_vector(p), align, mask, emit.constant(0.0))
                for p in places
            ]
        )

    return Pack(len(count))(count, array, _OFFSET, _OFFSET, _OFFSET), build


@instruction
def load_grid(typingctx: Any, rows: Any, columns: Any, array: Any, offset: Any, stride: Any) -> Any:
    """Return ``len(rows)`` runs of ``len(columns)`` vectors, run r from ``offset + r * stride``."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        source, start, step = args[2:]
        places = [
            emit.place(array, source, start, emit.times(step, r), ir.Constant(step.type, c * LANES))
            for r in range(len(rows))
            for c in range(len(columns))
        ]
        return emit.gather([builder.load(emit.as_vector(p), align=8) for p in places])

    return Pack(len(rows) * len(columns))(rows, columns, array, _OFFSET, _OFFSET), build


@instruction
def store_grid(
    typingctx: Any, pack: Any, rows: Any, columns: Any, array: Any, offset: Any, stride: Any
) -> Any:
    """Write back what `load_grid` read."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        grid, _, _, target, start, step = args
        for v, vector in enumerate(emit.spread(grid)):
            row, column = divmod(v, len(columns))
            beside = ir.Constant(step.type, column * LANES)
            place = emit.place(array, target, start, emit.times(step, row), beside)
            builder.store(vector, emit.as_vector(place), align=8)
        return context.get_dummy_value()

    return types.void(pack, rows, columns, array, _OFFSET, _OFFSET), build


@instruction
def store(typingctx: Any, pack: Any, array: Any, offset: Any) -> Any:
    """Write the vectors of ``pack`` one after another from ``array[offset]``."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        vectors, target, start = args
        for v, vector in enumerate(emit.spread(vectors)):
            place = emit.place(array, target, start, ir.Constant(start.type, v * LANES))
            builder.store(vector, emit.as_vector(place), align=8)
        return context.get_dummy_value()

    return types.void(pack, array, _OFFSET), build


@instruction
def store_sums(
    typingctx: Any, grid: Any, rows: Any, columns: Any, array: Any, offset: Any, stride: Any
) -> Any:
    """Write the sum of the lanes of ``grid[r, c]`` to ``array[offset + r + c * stride]``."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        vectors, _, _, target, start, step = args
        for v, vector in enumerate(emit.spread(vectors)):
            row, column = divmod(v, len(columns))
            beside = ir.Constant(step.type, row)
            place = emit.place(array, target, start, emit.times(step, column), beside)
            builder.store(emit.total(vector), place)
        return context.get_dummy_value()

    return types.void(grid, rows, columns, array, _OFFSET, _OFFSET), build


@instruction
def splats(typingctx: Any, count: Any, array: Any, offset: Any) -> Any:
    """Return the pack whose vector v repeats the one number ``array[offset + v]``."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        _, source, start = args
        places = [
            emit.place(array, source, start, ir.Constant(start.type, v)) for v in range(len(count))
        ]
        return emit.gather([emit.splat(builder.load(place)) for place in places])

    return Pack(len(count))(count, array, _OFFSET), build


@instruction
def splat(typingctx: Any, number: Any) -> Any:
    """Return a pack of one vector that repeats ``number``."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        return emit.gather([emit.splat(args[0])])

    return Pack(1)(types.float64), build


@instruction
def add_product(typingctx: Any, total: Any, left: Any, right: Any) -> Any:
    """Return ``total`` with ``left[a] * right[b]`` added to its vector (a, b)."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        sums, lefts, rights = (emit.spread(pack) for pack in args)
        pairs = [(a, b) for a in lefts for b in rights]
        return emit.gather(
            [emit.multiply_add(a, b, c) for (a, b), c in zip(pairs, sums, strict=True)]
        )

    return total(total, left, right), build


@instruction
def add_products(typingctx: Any, total: Any, left: Any, right: Any) -> Any:
    """Return ``total`` with ``left[a] * right[a, b]`` of every a added to its vector b."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        sums, lefts, rights = (emit.spread(pack) for pack in args)
        for v, vector in enumerate(rights):
            a, b = divmod(v, len(sums))
            sums[b] = emit.multiply_add(lefts[a], vector, sums[b])
        return emit.gather(sums)

    return total(total, left, right), build


@instruction
def item(typingctx: Any, array: Any, offset: Any) -> Any:
    """Return ``array[offset]``; a whole number comes as one of machine size."""
    whole = isinstance(array.dtype, types.Integer)

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        value = builder.load(Emitter(context, builder).place(array, *args))
        if not whole:
            return value
        return context.cast(builder, value, array.dtype, _OFFSET)

    return (_OFFSET if whole else array.dtype)(array, _OFFSET), build


@instruction
def put(typingctx: Any, array: Any, offset: Any, value: Any) -> Any:
    """Set ``array[offset]`` to ``value``."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        target, start, number = args
        place = Emitter(context, builder).place(array, target, start)
        builder.store(context.cast(builder, number, value, array.dtype), place)
        return context.get_dummy_value()

    return types.void(array, _OFFSET, value), build


@instruction
def prefetch(typingctx: Any, array: Any, offset: Any) -> Any:
    """Ask for the cache line of ``array[offset]``; any offset is harmless."""

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        place = builder.bitcast(emit.place(array, *args), ir.IntType(8).as_pointer())
        to_read, to_level_two, data = (ir.Constant(_INT32, hint) for hint in (0, 2, 1))
        emit.call("llvm.prefetch.p0", ir.VoidType(), place, to_read, to_level_two, data)
        return context.get_dummy_value()

    return types.void(array, _OFFSET), build


@instruction
def looked_up(typingctx: Any, count: Any, table: Any, values: Any, offset: Any) -> Any:
    """Return what `splats` does of ``values``, of ``table[values[...]]`` where they are bytes."""
    is_code = isinstance(values.dtype, types.Integer)

    def build(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Value:
        emit = Emitter(context, builder)
        _, numbers, source, start = args

        def number(position: int) -> ir.Value:
            place = emit.place(values, source, start, ir.Constant(start.type, position))
            if not is_code:
                return builder.load(place)
            code = context.cast(builder, builder.load(place), values.dtype, _OFFSET)
            return builder.load(emit.place(table, numbers, code))

        return emit.gather([emit.splat(number(v)) for v in range(len(count))])

    return Pack(len(count))(count, table, values, _OFFSET), build
