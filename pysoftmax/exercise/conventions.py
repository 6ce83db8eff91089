"""A course's conventions: how its functions are called, and how their answers are read.

Grading always compares in the exercise's own conventions. A course that names its functions or
orders their arguments differently says so in its rubric; this module translates in both
directions. An exercise with more conventions (how a matrix is unrolled, say) has a subclass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from pysoftmax.comparison.calling import Calling
from pysoftmax.comparison.case import Answer, Case
from pysoftmax.exercise.function import Function
from pysoftmax.exercise.mistakes import Course
from pysoftmax.exercise.table import (
    TableError,
    as_table,
    is_field,
    is_name,
    known_keys,
    names_listed,
    take,
)
from pysoftmax.languages import Language

__all__ = [
    "WAYS",
    "Argument",
    "Conventions",
    "argument_in_words",
    "flat",
    "flattened",
    "is_numeric",
    "outputs_of",
    "read_plain_conventions",
    "read_ways",
    "signatures_of",
]

Argument = str | tuple[str, ...] | Mapping[str, str]
"""The name of a value that is passed. Several names are passed as one tuple, and names with the
course's own name of each as one struct."""

IGNORED = "_"
"""Marks an output that is ignored."""
OBJECT = "object"
"""In `returns`, alone: the object of a method is its answer, whatever the method returns."""

WAYS = (
    *("functions", "arguments", "keywords", "closures", "constructors", "attributes"),
    *("variables", "returns", "absent"),
)
"""The keys of ``[adapter]`` that say how functions are called, whatever the exercise."""


@dataclass(frozen=True)
class Conventions:
    """A course's conventions; the defaults are the exercise's.

    Attributes
    ----------
    signatures
        The exercise's functions, each with the names of its arguments.
    outputs
        The same functions, each with the names of its outputs.
    functions
        The course's name of each function, if it differs. ``file.function`` for a Python
        function in a file of another name, ``file.Class.method`` for a method, with the file's
        folders before it as in ``folder/file.function``. An output that has a function of its
        own is named like a function: ``grad = "file.gradient"``.
    arguments
        The order of a function's arguments, if it differs, by the exercise's names; arguments
        may be left out, and several may be passed as one tuple or as one struct.
    keywords
        Arguments that a function receives by keyword, with the course's name of each.
    closures
        Of each function that returns a function, the arguments of that one; its answer counts.
    constructors
        The arguments of each class whose methods are called; none if it is not named.
    attributes
        Names of attributes that are set on a method's object before the call, by argument.
    variables
        Names of variables that are set in a function's file before the call, by argument.
    returns
        What a function returns, in order, if it differs; ``_`` for ignored outputs.
    absent
        Functions that the course omits; they are not graded.
    """

    signatures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, tuple[Argument, ...]] = field(default_factory=dict)
    outputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keywords: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    closures: Mapping[str, tuple[Argument, ...]] = field(default_factory=dict)
    constructors: Mapping[str, tuple[Argument, ...]] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    absent: tuple[str, ...] = ()

    def name(self, function: str) -> str:
        """Return the function's own name in this course."""
        return self.functions.get(function, function).rpartition(".")[2]

    def owner(self, function: str) -> str:
        """Return the class whose method the function is; empty for a plain function."""
        parts = self.functions.get(function, function).split(".")
        return parts[1] if len(parts) == METHOD_PARTS else ""

    def qualified(self, function: str) -> str:
        """Return the function's name within its file: ``function`` or ``Class.method``."""
        owner, name = self.owner(function), self.name(function)
        return f"{owner}.{name}" if owner else name

    def file(self, function: str) -> str:
        """Return the name, without suffix, of the file that holds the function."""
        return self.functions.get(function, function).partition(".")[0]

    def files(self) -> tuple[str, ...]:
        """Return the names, without suffix, of all files that hold a function."""
        named = [name for name in self.signatures if name not in self.absent]
        named += [name for name in self.functions if name not in self.signatures]
        return tuple(dict.fromkeys(map(self.file, named)))

    def argument_names(self, function: str) -> tuple[Argument, ...]:
        """Return what is passed, in this course's order.

        Values that the object or a variable holds are passed only if the order names them.
        """
        if function in self.arguments:
            return self.arguments[function]
        given = {*self.variables, *self._apart(function)}
        if self.owner(function):
            given |= {*self.attributes, *flattened(self.constructors.get(self.owner(function), ()))}
        return tuple(name for name in self.signatures[self._whole(function)] if name not in given)

    def received(self, function: str) -> set[str]:
        """Return all values that reach the function, in any way."""
        names = {*flattened(self.argument_names(function)), *self._apart(function)}
        names |= {*self.variables}
        owner = self.owner(function)
        if owner:
            names |= {*self.attributes, *flattened(self.constructors.get(owner, ()))}
        return names

    def _apart(self, function: str) -> set[str]:
        """Return what is passed by keyword, or to the function that it returns."""
        return {*self.keywords.get(function, ()), *flattened(self.closures.get(function, ()))}

    def separate(self, function: str) -> tuple[str, ...]:
        """Return the outputs of a function that have functions of their own, in order."""
        outputs = self.outputs.get(function, ())
        return tuple(output for output in outputs[1:] if output in self.functions)

    def _whole(self, function: str) -> str:
        """Return the exercise's function of which this is one, or an output."""
        return next((f for f, outputs in self.outputs.items() if function in outputs), function)

    def matters(self, key: str) -> bool:
        """Return whether a convention has an effect, given the others."""
        return True

    def posed(self, case: Case) -> Case:
        """Return the case that this course's functions are asked in place of the exercise's.

        It is in the exercise's conventions and has its own correct answer: functions that cannot do
        everything that the exercise's do are asked only what they can do.
        """
        return case

    def to_student(self, case: Case, language: Language) -> Case:
        """Return the case in this course's conventions, its function as ``file:function``."""
        values = dict(zip(self.signatures[case.function], case.args, strict=False))
        return self._called(case, self.given(case, values, language), language)

    def given(self, case: Case, values: dict[str, Any], language: Language) -> dict[str, Any]:
        """Return the arguments by name, in this course's form; subclasses override it."""
        return values

    def _called(self, case: Case, values: Mapping[str, Any], language: Language) -> Case:
        """Return the case with this course's name and order of arguments."""
        function, nargout = case.function, self._returned(case.function, case.nargout)
        if not language.has_objects:
            where = f"{self.file(function)}:{self.name(function)}"
            args = _passed(self.argument_names(function), values)
            return Case(where, args, nargout, case.about)
        separate = [o for o in self.separate(function) if self._place(function, o) < case.nargout]
        if separate:
            nargout = self._returned(function, self._place(function, separate[0]))
        then: Calling | None = None
        for output in reversed(separate):
            then = self._calling(output, values, 1, case.about, then)
        return self._calling(function, values, nargout, case.about, then)

    def _calling(
        self,
        function: str,
        values: Mapping[str, Any],
        nargout: int,
        about: str,
        then: Calling | None,
    ) -> Calling:
        owner = self.owner(function)

        def named(table: Mapping[str, str]) -> dict[str, Any]:
            return {theirs: values[ours] for ours, theirs in table.items() if ours in values}

        return Calling(
            f"{self.file(function)}:{self.qualified(function)}",
            _passed(self.argument_names(function), values),
            nargout,
            about,
            constructor=_passed(self.constructors.get(owner, ()), values) if owner else None,
            keywords=named(self.keywords.get(function, {})),
            closure=_passed(self.closures[function], values) if function in self.closures else None,
            attributes=named(self.attributes) if owner else {},
            variables=named(self.variables),
            ignored=self._ignored(function),
            then=then,
        )

    def _ignored(self, function: str) -> tuple[int, ...]:
        names = self.returns.get(function, ())
        return tuple(k for k, name in enumerate(names) if name in (IGNORED, OBJECT))

    def _place(self, function: str, output: str) -> int:
        return self.outputs[function].index(output)

    def _returned(self, function: str, nargout: int) -> int:
        """Return how many outputs to request, to get the exercise's first `nargout`."""
        names = self.returns.get(function)
        if names is None:
            return nargout
        wanted = self.outputs[function][:nargout]
        return max(
            (k for k, name in enumerate(names, start=1) if self.output(name) in wanted),
            default=nargout,
        )

    def output(self, name: str) -> str:
        """Return the exercise's output that a name in `returns` means; subclasses override it."""
        return name

    def in_order(self, case: Case, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return what a function returned, in the exercise's order."""
        names = self.returns.get(case.function)
        if names is None:
            return values
        separate = self.separate(case.function)
        place = self._place(case.function, separate[0]) if separate else case.nargout
        asked = self._returned(case.function, min(place, case.nargout))
        found = dict(zip(map(self.output, names), values[:asked], strict=False))
        taken = []
        for output in self.outputs[case.function][: min(place, case.nargout)]:
            if output not in found:
                break
            taken.append(found[output])
        return (*taken, *values[asked:]) if separate else tuple(taken)

    def from_student(self, case: Case, answer: Answer) -> Answer:
        """The answer in the exercise's conventions. Values count, shapes of vectors do not."""
        if answer.failure is not None:
            return answer
        values = self.in_order(case, answer.values)
        return replace(answer, values=tuple(map(flat, values)))

    def as_returned(self, case: Case, answer: Answer) -> Answer:
        """An answer in the exercise's conventions as a student of this course would see it."""
        return answer

    def course(self, language: Language) -> Course:
        """Return the conventions, for the explainers of mistakes."""
        return Course(language)

    def place(self, output: str, index: tuple[int, ...], case: Case, language: Language) -> str:
        """Return where an entry of an output is, as the submission's language and course count."""
        return language.index(index)

    def entry(self, output: str, value: Any) -> Any:
        """Return one entry of an output as a student of this course would see it."""
        return value


METHOD_PARTS = 3
"""A method is named by its file, its class and itself."""


def _passed(names: Sequence[Argument], values: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values of the names, several as one tuple or struct; unknown names left out."""
    passed: list[Any] = []
    for name in names:
        if isinstance(name, tuple):
            passed.append(tuple(values[one] for one in name))
        elif isinstance(name, Mapping):
            passed.append({its: values[one] for one, its in name.items() if one in values})
        elif name in values:
            passed.append(values[name])
    return tuple(passed)


def argument_in_words(argument: Argument) -> str:
    """Return an argument's name, those of a tuple in brackets, or those of a struct in braces."""
    if isinstance(argument, str):
        return argument
    if isinstance(argument, Mapping):
        return f"{{{', '.join(argument.values())}}}"
    return f"({', '.join(argument)})"


def flattened(names: Sequence[Argument]) -> tuple[str, ...]:
    """Return all names, those within tuples and structs too."""
    return tuple(one for name in names for one in ((name,) if isinstance(name, str) else name))


def signatures_of(functions: Sequence[Function]) -> dict[str, tuple[str, ...]]:
    """Return each function's arguments by its name."""
    return {function.name: function.arguments for function in functions}


def outputs_of(functions: Sequence[Function]) -> dict[str, tuple[str, ...]]:
    """Return each function's outputs by its name."""
    return {function.name: function.outputs for function in functions}


def read_plain_conventions(functions: Sequence[Function], table: Mapping[str, Any]) -> Conventions:
    """Return the conventions of a rubric's ``[adapter]`` that any exercise has.

    Raises
    ------
    TableError
        If the table has an unknown key or a bad value.
    """
    known_keys("adapter", table, WAYS)
    return Conventions(**read_ways(functions, table))


def read_ways(
    functions: Sequence[Function],
    table: Mapping[str, Any],
    further: Mapping[str, tuple[str, ...]] | None = None,
    may_be_left_out: Sequence[str] = (),
    instead: Mapping[str, str] | None = None,
    further_outputs: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, Any]:
    """How a course's functions are called, as arguments of `Conventions`.

    Parameters
    ----------
    functions
        The exercise's.
    table
        The rubric's ``[adapter]``; other keys than `WAYS` are the caller's.
    further
        Arguments that a course may also give to a function.
    may_be_left_out
        Arguments that a course may do without.
    instead
        Arguments that may be left out if another one is given.
    further_outputs
        What a function may return in place of its outputs.

    Raises
    ------
    TableError
        If the table has an unknown key or a bad value.
    """
    signatures, outputs = signatures_of(functions), outputs_of(functions)
    further, instead = further or {}, instead or {}
    reader = _Ways(signatures, outputs, further)
    read: dict[str, Any] = {
        "signatures": signatures,
        "outputs": outputs,
        "functions": reader.functions(table),
        "absent": _absent(table, signatures),
    }
    read["constructors"] = reader.constructors(table, read["functions"])
    read["attributes"] = reader.names("attributes", table)
    read["variables"] = reader.names("variables", table)
    read["arguments"] = reader.arguments("arguments", table, read["functions"])
    read["keywords"] = reader.keywords(table)
    read["closures"] = reader.arguments("closures", table, read["functions"], may_be_empty=True)
    read["returns"] = reader.returns(table, further_outputs or {})
    ways = Conventions(**read)
    for function in read["arguments"]:
        received = ways.received(function)
        for name in signatures[reader.whole(function)]:
            missing = name not in received and instead.get(name) not in received
            if missing and name not in may_be_left_out:
                optional = f"; what may be left out: {names_listed(may_be_left_out)}"
                raise TableError(
                    f"adapter.arguments.{function} lacks {name!r}, without which there is no right "
                    f"answer" + optional * bool(may_be_left_out)
                )
    return read


class _Ways:
    """Reads the tables that name functions and arguments."""

    def __init__(
        self,
        signatures: Mapping[str, tuple[str, ...]],
        outputs: Mapping[str, tuple[str, ...]],
        further: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._signatures = signatures
        self._outputs = outputs
        self._further = further
        seconds = [output for outputs in outputs.values() for output in outputs[1:]]
        self._called = (*signatures, *seconds)
        every = [*signatures.values(), *further.values()]
        self._values = tuple(dict.fromkeys(name for names in every for name in names))

    def whole(self, function: str) -> str:
        return next((f for f, names in self._outputs.items() if function in names), function)

    def functions(self, table: Mapping[str, Any]) -> dict[str, str]:
        where = "adapter.functions"
        functions = as_table(where, table.get("functions", {}))
        known_keys(where, functions, self._called)
        return {name: take(functions, name, where, is_name, name) for name in functions}

    def names(self, key: str, table: Mapping[str, Any]) -> dict[str, str]:
        where = f"adapter.{key}"
        names = as_table(where, table.get(key, {}))
        known_keys(where, names, self._values)
        return {name: take(names, name, where, is_field, name) for name in names}

    def arguments(
        self,
        key: str,
        table: Mapping[str, Any],
        functions: Mapping[str, str],
        may_be_empty: bool = False,
    ) -> dict[str, tuple[Argument, ...]]:
        where = f"adapter.{key}"
        arguments = as_table(where, table.get(key, {}))
        separate = tuple(name for name in functions if name not in self._signatures)
        known_keys(where, arguments, (*self._signatures, *separate))
        read = {}
        for function, value in arguments.items():
            whole = self.whole(function)
            known = self._signatures[whole] + self._further.get(whole, ())
            read[function] = _order(f"{where}.{function}", value, known, may_be_empty)
        return read

    def keywords(self, table: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        where = "adapter.keywords"
        tables = as_table(where, table.get("keywords", {}))
        known_keys(where, tables, tuple(self._signatures))
        read = {}
        for function in tables:
            here = f"{where}.{function}"
            names = as_table(here, tables[function])
            known_keys(here, names, self._signatures[function] + self._further.get(function, ()))
            read[function] = {name: take(names, name, here, is_field, name) for name in names}
        return read

    def constructors(
        self, table: Mapping[str, Any], functions: Mapping[str, str]
    ) -> dict[str, tuple[Argument, ...]]:
        where = "adapter.constructors"
        constructors = as_table(where, table.get("constructors", {}))
        split = [name.split(".") for name in functions.values()]
        classes = tuple(dict.fromkeys(p[1] for p in split if len(p) == METHOD_PARTS))
        known_keys(where, constructors, classes)
        return {
            name: _order(f"{where}.{name}", value, self._values, may_be_empty=True)
            for name, value in constructors.items()
        }

    def returns(
        self, table: Mapping[str, Any], further: Mapping[str, tuple[str, ...]]
    ) -> dict[str, tuple[str, ...]]:
        where = "adapter.returns"
        returns = as_table(where, table.get("returns", {}))
        known_keys(where, returns, tuple(self._signatures))
        read = {}
        for function, value in returns.items():
            known = (*self._outputs[function], *further.get(function, ()), IGNORED)
            read[function] = _listed(f"{where}.{function}", value, known, twice=(IGNORED,))
        return read


def _absent(table: Mapping[str, Any], signatures: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    value = table.get("absent", [])
    return _listed("adapter.absent", value, tuple(signatures), may_be_empty=True)


def _listed(
    where: str,
    value: Any,
    known: Sequence[str],
    twice: Sequence[str] = (),
    may_be_empty: bool = False,
) -> tuple[str, ...]:
    """Return a list of known names, each once unless it may come twice."""
    if not isinstance(value, list) or not (value or may_be_empty):
        raise TableError(
            f"{where} is {value!r}; expected a list of names out of {names_listed(known)}"
        )
    for name in value:
        if name not in known or (value.count(name) > 1 and name not in twice):
            raise TableError(f"{where} has {name!r}; expected, each once: {names_listed(known)}")
    return tuple(value)


def _order(
    where: str, value: Any, known: Sequence[str], may_be_empty: bool = False
) -> tuple[Argument, ...]:
    """Return an order of arguments.

    It is a list of names; a list within it is passed as a tuple, and a table as a struct.
    """
    if not isinstance(value, list):
        _listed(where, value, known, may_be_empty=may_be_empty)
    names = [n for one in value for n in (one if isinstance(one, list | dict) else [one])]
    _listed(where, names, known, may_be_empty=may_be_empty)
    order: list[Argument] = []
    for entry in value:
        if isinstance(entry, dict):
            order.append({name: take(entry, name, where, is_field, name) for name in entry})
        else:
            order.append(tuple(entry) if isinstance(entry, list) else entry)
    return tuple(order)


def is_numeric(value: Any) -> bool:
    """Return whether it is an array or a NumPy number that is real."""
    return isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biuf"


def flat(value: Any) -> Any:
    """Return a vector, lying either way, as 1-D; anything else as it is."""
    if is_numeric(value) and max(value.shape, default=1) == value.size:
        return value.reshape(-1)
    return value
