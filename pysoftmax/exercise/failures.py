"""Mistakes that end in an error message instead of in numbers, whatever the exercise."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from pysoftmax.comparison.case import Case
from pysoftmax.exercise.mistakes import Course, Explain, Explanation, Observation
from pysoftmax.languages import OCTAVE, PYTHON, Language

__all__ = [
    "EXAMPLES",
    "NOT_CONFORMANT",
    "TOOLBOX",
    "TWO_SHAPES",
    "explain_failures",
    "messages_of",
    "only_in",
]

NOT_CONFORMANT = re.compile(r"nonconformant arguments \(op1 is (\d+)x(\d+), op2 is (\d+)x(\d+)\)")
TWO_SHAPES = re.compile(r"shapes? \((\d+),\s?(\d+)\),? (?:and )?\((\d+),\s?(\d+)\)")
_UNDEFINED = re.compile(r"'(\w+)' undefined")
TOOLBOX = frozenset(
    {
        *("softmax", "sumsqr", "crossentropy", "normc", "normr", "mapminmax", "trainNetwork"),
        *("ind2vec", "vec2ind", "dummyvar", "onehotencode", "categorical", "gpuArray"),
        *("nansum", "nanmean", "pdist2", "knnsearch"),
    }
)
"""Functions of MATLAB's toolboxes that Octave itself lacks."""


Sizes = Callable[[Case], Mapping[str, int]]
"""The sizes of a case, by the names of the arguments that give them, and `EXAMPLES`."""

EXAMPLES = "examples"
"""The number of examples, which no argument gives."""

Look = Callable[[Sequence[Observation], Sequence[Observation], Any], Explanation | None]
"""Looks at all observations and at those that failed."""


def explain_failures(
    outputs: Collection[str] = (),
    other_files: Collection[str] = (),
    sizes: Sizes = lambda case: {},
    own: Sequence[Look] = (),
    names: Collection[str] = (),
) -> Explain:
    """An explainer of error messages, if the same error comes wherever there is one.

    Parameters
    ----------
    outputs
        Names of outputs that every right solution sets.
    other_files
        Functions that come in files of this or other courses, which must be submitted to be used.
    sizes
        The sizes of a case.
    own
        The exercise's own looks at the messages, tried before those at sizes.
    names
        The names of the starter code, one of which a misspelt name may mean.
    """
    looks: tuple[Look, ...] = (
        only_in(OCTAVE, _syntax),
        partial(_never_set, outputs=frozenset(outputs)),
        only_in(PYTHON, _python_2),
        only_in(OCTAVE, _toolbox),
        only_in(OCTAVE, _of_matlab),
        only_in(OCTAVE, partial(_other_file, other_files=frozenset(other_files))),
        only_in(PYTHON, _import_forgotten),
        only_in(PYTHON, _module_not_submitted),
        _keyboard,
        _not_in_numpy,
        only_in(PYTHON, _float_size),
        only_in(PYTHON, _size_is_a_tuple),
        only_in(PYTHON, _sizes_not_in_a_tuple),
        only_in(PYTHON, _caret),
        only_in(PYTHON, _one_number_only),
        only_in(PYTHON, _matrix_class),
        only_in(OCTAVE, _written_as_in_python),
        only_in(OCTAVE, _no_such_handle),
        only_in(OCTAVE, _matrix_power),
        only_in(PYTHON, _none),
        only_in(OCTAVE, _empty),
        only_in(OCTAVE, _does_not_fit_its_place),
        *own,
        only_in(OCTAVE, _product_for_elementwise),
        partial(_undefined, known=frozenset(names)),
        partial(_hard_coded, sizes=sizes),
        partial(_foreign_size, sizes=sizes),
    )

    def explain(seen: Sequence[Observation], course: Course) -> Explanation | None:
        failed = [o for o in seen if o.answer.failure is not None]
        kinds = {o.answer.failure.kind for o in failed if o.answer.failure}
        if not kinds or not kinds <= {"error", "invalid"}:
            return None
        found = (look(seen, failed, course) for look in looks)
        first = next((one for one in found if one is not None), None)
        if first is None or first.name not in _WHATEVER_THE_INPUT:
            return first
        return replace(first, input_matters=False)

    return explain


_WHATEVER_THE_INPUT = frozenset(
    {
        *("syntax error", "Python 2", "toolbox function", "file not handed in"),
        *("not in NumPy", "not in Octave", "import forgotten", "waits for the keyboard"),
        "undefined name",
        *("nothing returned", "size is a tuple", "sizes not in a tuple", "^ for **"),
        *("math for NumPy", "np.matrix", "written as in Python", "no such function"),
        "matrix power",
    }
)
"""Mistakes that fail for every input."""


def only_in(language: Language, look: Look) -> Look:
    """A look that is taken at submissions in one language."""

    def limited(
        seen: Sequence[Observation], failed: Sequence[Observation], course: Any
    ) -> Explanation | None:
        return look(seen, failed, course) if course.language == language else None

    return limited


def messages_of(failed: Sequence[Observation]) -> list[str]:
    """The messages of those that failed."""
    return [o.answer.failure.message for o in failed if o.answer.failure]


def _syntax(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    """Octave reads a file when it is called, and only then finds what is wrong with it."""
    messages = messages_of(failed)
    if not all(m.startswith("parse error") for m in messages):
        return None
    found = _PARSE_ERROR.match(" ".join(messages[0].split()))
    if found is None:
        return Explanation("syntax error", f"Octave cannot parse the file: {messages[0]}")
    line, file, code = found.groups()
    where = f"in or before `{code}`" if code else "there or before"
    return Explanation("syntax error", f"{file}, line {line}: syntax error {where}.")


_PARSE_ERROR = re.compile(
    r"parse error near line (\d+) of file (\S+) .*?error(?: >>> (.*?))?[ ^]*(?:\(.*line \d+\))?$"
)


_UNSET = re.compile(r"^(?:\w+: )*(?:name |[^']*variable )?'(\w+)' (?:is not defined|undefined|\w+)")
_NOTHING_RETURNED = re.compile(r"an output is None|\w+ returned None$")


def _never_set(
    _: Sequence[Observation],
    failed: Sequence[Observation],
    __: Course,
    outputs: frozenset[str],
) -> Explanation | None:
    """An output that is not there at the end, or None where Python falls off the function."""
    messages, function = messages_of(failed), failed[0].case.function
    if all(map(_NOTHING_RETURNED.match, messages)):
        return Explanation(
            "nothing returned",
            f"{function} returns None. Write return before the result; print does not return it.",
        )
    names = {m[1] if (m := _UNSET.match(message)) else "" for message in messages}
    if len(names) == 1 and names <= outputs:
        (name,) = names
        return Explanation(
            "nothing returned",
            f"{function} never sets its output {name}: assign the result to {name}.",
        )
    return None


def _python_2(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    found = {
        next((words for sign, words in _OF_PYTHON_2.items() if sign in message), None)
        for message in messages_of(failed)
    }
    if len(found) != 1 or None in found:
        return None
    (words,) = found
    assert words is not None
    old, new = words
    place = _place(messages_of(failed)[0])
    return Explanation(
        "Python 2", f"{old} is Python 2{place}; the course uses Python 3: write {new}."
    )


_OF_PYTHON_2 = {
    "name 'xrange' is not defined": ("`xrange`", "`range`"),
    "name 'raw_input' is not defined": ("`raw_input`", "`input`"),
    "name 'unicode' is not defined": ("`unicode`", "`str`"),
    "name 'reduce' is not defined": ("`reduce` without an import", "`functools.reduce`"),
    "has no attribute 'has_key'": ("`d.has_key(k)`", "`k in d`"),
    "has no attribute 'iteritems'": ("`d.iteritems()`", "`d.items()`"),
    "has no attribute 'itervalues'": ("`d.itervalues()`", "`d.values()`"),
    "No module named 'cPickle'": ("`cPickle`", "`pickle`"),
    "No module named 'urllib2'": ("`urllib2`", "`urllib.request`"),
    "Missing parentheses in call to 'print'": ("`print` without parentheses", "`print(...)`"),
    "inconsistent use of tabs and spaces": ("a mix of tabs and spaces", "spaces only"),
}
"""What Python 3 says of it; what it is, and what to write instead."""


def _toolbox(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    names = {m.group(1) if (m := _UNDEFINED.search(text)) else "" for text in messages_of(failed)}
    if len(names) == 1 and names <= TOOLBOX:
        (name,) = names
        return Explanation(
            "toolbox function",
            f"Octave has no function {name}: it belongs to a MATLAB toolbox, or to an Octave "
            "package that is not installed. Write it out, or submit the file that defines it.",
        )
    return None


def _of_matlab(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    names = {m.group(1) if (m := _UNDEFINED.search(text)) else "" for text in messages_of(failed)}
    if len(names) != 1 or not names <= _MATLAB_ONLY:
        return None
    (name,) = names
    return Explanation(
        "not in Octave",
        f"Octave has no function {name}{_place(messages_of(failed)[0])}; only MATLAB has it. Write "
        "it out.",
    )


_MATLAB_ONLY = frozenset(
    {
        *("string", "strings", "contains", "table", "readtable", "writetable", "array2table"),
        *("readmatrix", "writematrix", "datetime", "duration", "timetable", "struct2table"),
        *("extractBetween", "extractAfter", "extractBefore", "splitlines", "pad", "join", "erase"),
        *("histogram", "imshowpair", "tiledlayout", "nexttile", "xline", "yline", "sgtitle"),
        *("pagemtimes", "tensorprod", "parpool", "gather", "string2hash", "height", "width"),
    }
)
"""Functions of MATLAB itself that Octave 7 does not have."""


def _import_forgotten(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    for name, line in (("np", "import numpy as np"), ("numpy", "import numpy")):
        if all(m.startswith(f"NameError: name '{name}' is") for m in messages_of(failed)):
            return Explanation(
                "import forgotten",
                f"{name} is not defined: import it at the top of the file.",
                line,
            )
    return None


_NO_MODULE = re.compile(r"ModuleNotFoundError: No module named '(?:submission\.)?([\w.]+)'")


def _module_not_submitted(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    names = {m[1] if (m := _NO_MODULE.match(text)) else "" for text in messages_of(failed)}
    if len(names) != 1 or "" in names:
        return None
    (name,) = names
    return Explanation(
        "file not handed in",
        f"the module {name} is missing{_place(messages_of(failed)[0])}. If {name}.py is a file of "
        "yours, submit it too; otherwise do without it.",
    )


def _keyboard(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    """Whoever reads from the keyboard finds its end."""
    messages = messages_of(failed)
    if not all(m.startswith(_AT_THE_KEYBOARD) for m in messages):
        return None
    return Explanation(
        "waits for the keyboard",
        f"it waits for input from the keyboard{_place(messages[0])}. Remove calls of input() and "
        "breakpoint().",
    )


_AT_THE_KEYBOARD = ("EOFError: EOF when reading a line", "BdbQuit")


def _float_size(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    words = "'float' object cannot be interpreted as an integer"
    messages = messages_of(failed)
    if not all(words in message for message in messages):
        return None
    return Explanation(
        "size is a float",
        f"a size is a float{_place(messages[0])}; expected an int. In Python 3, `/` gives a float "
        "and `//` an int.",
    )


def _all_say(failed: Sequence[Observation], pattern: str) -> bool:
    return all(re.search(pattern, message) for message in messages_of(failed))


def _size_is_a_tuple(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    if not _all_say(failed, r"'tuple' object cannot be interpreted as an integer"):
        return None
    return Explanation(
        "size is a tuple",
        f"a size is a tuple{_place(messages_of(failed)[0])}; expected an int. `A.shape` has all "
        "sizes of A: `A.shape[0]` is the number of its rows, `A.shape[1]` of its columns.",
    )


def _sizes_not_in_a_tuple(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    if not _all_say(failed, r"Cannot interpret '\d+' as a data type"):
        return None
    return Explanation(
        "sizes not in a tuple",
        f"NumPy takes the sizes of an array as one tuple{_place(messages_of(failed)[0])}: write "
        "`np.zeros((rows, columns))`.",
    )


def _none(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    if not _all_say(
        failed, r"unsupported operand type.*'NoneType'|'NoneType' object (?:is not|has)"
    ):
        return None
    return Explanation(
        "value is None",
        f"a value is None{_place(messages_of(failed)[0])}. Either a function of yours returns "
        "nothing, or a variable of the file has not been set: compute everything from the "
        "arguments.",
    )


_ASSIGNED = re.compile(
    r"^(?:=|A\(.*?\) = X): nonconformant arguments \(op1 is (\d+)x(\d+), op2 is (\d+)x(\d+)\)"
)


def _does_not_fit_its_place(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    """A value that is assigned to a part of a matrix of other sizes."""
    found = [_ASSIGNED.search(message) for message in messages_of(failed)]
    if not all(found) or found[0] is None:
        return None
    rows, columns, its_rows, its_columns = map(int, found[0].groups())
    hint = ""
    if (rows, columns) == (its_columns, its_rows):
        hint = " Transpose it."
    elif rows == 1 or columns == 1:
        hint = " Is a row added to a column? Octave makes a matrix of these."
    return Explanation(
        "does not fit its place",
        f"a value of {its_rows} x {its_columns} is assigned to a part of {rows} x {columns}"
        f"{_place(messages_of(failed)[0])}.{hint}",
    )


def _empty(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    if not _all_say(failed, r"nonconformant arguments .*\b(?:is|are) 0x0\b|op[12] is 0x0"):
        return None
    return Explanation(
        "value is empty",
        f"a matrix is empty, 0 x 0{_place(messages_of(failed)[0])}. A global or persistent "
        "variable is empty until something sets it: compute everything from the arguments.",
    )


def _caret(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    if not _all_say(failed, r"ufunc 'bitwise_xor' not supported|for \^:"):
        return None
    return Explanation(
        "^ for **",
        f"`^` is not the power in Python{_place(messages_of(failed)[0])}; write `**`.",
    )


def _one_number_only(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    """A function of the module math, called with an array."""
    if not _all_say(failed, r"only .* arrays can be converted to Python scalars"):
        return None
    message = messages_of(failed)[0]
    found = re.search(r"\bmath\.(\w+)", message)
    if not found:
        return None
    return Explanation(
        "math for NumPy",
        f"`math.{found[1]}` accepts a single number{_place(message)}; for arrays, write "
        f"`np.{found[1]}`.",
    )


def _matrix_class(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    """Operators that are those of matrices, since an operand is an np.matrix."""
    messages = messages_of(failed)
    if not all(_OF_MATRICES.search(message) for message in messages):
        return None
    if any(re.search(r"@|dot\(|matmul\(", message.partition("`")[2]) for message in messages):
        return None
    return Explanation(
        "np.matrix",
        f"`*` and `**` are the product and the power of matrices{_place(messages[0])}, since an "
        "operand is an np.matrix. Use arrays: leave out np.matrix and np.asmatrix.",
    )


_OF_MATRICES = re.compile(
    r"(?:Last 2 dimensions of the array must be square.*`.*\*\*|not aligned.*`.* \* .*)", re.DOTALL
)
"""What arrays never answer to these operators."""


def _written_as_in_python(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    place = _place(messages_of(failed)[0])
    if _all_say(failed, "superclass calls can only occur"):
        words = f"`@` is the matrix product of Python{place}; Octave's is `*`."
    elif _all_say(failed, r"^'(?:np|numpy|math)' undefined"):
        words = f"np is Python's NumPy{place}; Octave's functions have no prefix: `log(P)`."
    else:
        return None
    return Explanation("written as in Python", words)


def _no_such_handle(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    found = [re.search(r"unable to find function for @(\w+)", m) for m in messages_of(failed)]
    names = {match[1] if match else "" for match in found}
    if len(names) != 1 or "" in names:
        return None
    (name,) = names
    meant = _HANDLES.get(name, "")
    instead = f" Did you mean @{meant}?" if meant else ""
    place = _place(messages_of(failed)[0])
    return Explanation("no such function", f"Octave has no function {name}{place}.{instead}")


_HANDLES = {
    **dict.fromkeys(("divide", "div", "division"), "rdivide"),
    **dict.fromkeys(("multiply", "mult", "mul", "product"), "times"),
    **dict.fromkeys(("subtract", "sub", "subtraction"), "minus"),
    "add": "plus",
}
"""What arithmetic is called elsewhere, and in Octave."""


def _matrix_power(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    if not _all_say(failed, r"for x\^y, only square matrix arguments"):
        return None
    return Explanation(
        "matrix power",
        "`^` is the power of a square matrix; to raise each entry to a power, write `.^`"
        f"{_place(messages_of(failed)[0])}.",
    )


def _product_for_elementwise(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    """A matrix product of two matrices of the same shape."""
    messages = messages_of(failed)
    for message in messages:
        found = NOT_CONFORMANT.search(message)
        same = found is not None and found.group(1, 2) == found.group(3, 4)
        if not (same and message.startswith("operator *:")):
            return None
    return Explanation(
        "matrix product for elementwise",
        f"`*` is the matrix product; to multiply entry by entry, write `.*`{_place(messages[0])}.",
    )


_NOT_DEFINED = re.compile(
    r"(?:NameError: name '(\w+)' is not defined|UnboundLocalError: [^']*'(\w+)'|'(\w+)' undefined)"
)


def _undefined(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course, known: frozenset[str]
) -> Explanation | None:
    """A name that is never set: a misspelt variable, or a function that was not submitted."""
    found = [_NOT_DEFINED.match(message) for message in messages_of(failed)]
    names = {next(filter(None, match.groups())) if match else "" for match in found}
    if len(names) != 1 or "" in names:
        return None
    (name,) = names
    place = _place(messages_of(failed)[0])
    known = frozenset(map(course.language.name, known))
    if name in known:
        return Explanation("undefined name", f"{name} is used before it is set{place}.")
    if course.language == PYTHON and name in _NUMPY_NAMES:
        words = f"{name} is not defined{place}: write np.{name}."
        return Explanation("undefined name", words)
    alike = {n for n in known if _plain(n) == _plain(name)}
    alike = alike or set(difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.75))
    if alike:
        return Explanation(
            "undefined name", f"{name} is not defined{place}. Did you mean {min(alike)}?"
        )
    file = course.language.choose(octave=f"{name}.m", python="the file that defines it")
    return Explanation(
        "undefined name",
        f"{name} is not defined{place}. If it is a variable, set it first; if it is a function of "
        f"yours, submit {file}.",
    )


_NUMPY_NAMES = frozenset(
    {
        *("log", "exp", "zeros", "ones", "eye", "dot", "array", "arange", "argmax", "mean", "sqrt"),
        *("reshape", "ravel", "tile", "shape", "size", "maximum", "multiply", "square", "power"),
        *("concatenate", "hstack", "vstack", "where", "transpose", "amax", "repeat"),
    }
)
"""NumPy's functions that are written without their prefix."""


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


_AT = re.compile(r" \((?:on import of )?[^()]*?\.(?:py|m)(?:, line \d+)?(?:: `.*`)?\)$", re.DOTALL)


def _place(message: str) -> str:
    """The place that a message ends with, " (file, line n: `code`)"; may be empty."""
    found = _AT.search(message)
    return found[0] if found else ""


def _other_file(
    _: Sequence[Observation],
    failed: Sequence[Observation],
    course: Course,
    other_files: frozenset[str],
) -> Explanation | None:
    names = {m.group(1) if (m := _UNDEFINED.search(text)) else "" for text in messages_of(failed)}
    if len(names) == 1 and names <= other_files:
        (name,) = names
        return Explanation(
            "file not handed in",
            f"{name}.m was not submitted. Submit it too, or do without {name}.",
        )
    return None


def _hard_coded(
    seen: Sequence[Observation], failed: Sequence[Observation], _: Course, sizes: Sizes
) -> Explanation | None:
    """Right or at least running for one value of a size, failing for all others."""
    for name in dict.fromkeys(n for o in seen for n in sizes(o.case) if n != EXAMPLES):
        good = {sizes(o.case).get(name, 0) for o in seen if o.answer.failure is None}
        bad = {sizes(o.case).get(name, 0) for o in failed}
        if len(good) == 1 and len(bad) > 1 and not good & bad:
            (value,) = good
            if value < _LEAST_WRITTEN and not all(o.agrees for o in seen if not o.answer.failure):
                return None
            return Explanation(
                f"hard-coded {name}",
                f"your function runs only if {name} is {value}. Is {value} in the code? Use {name} "
                "instead.",
            )
    return None


_LEAST_WRITTEN = 5
"""A smaller number may be the size of the one case that runs, and wrongly, for another reason."""


def _not_in_numpy(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    """A name that NumPy does not have, or no longer has."""
    names = {m[1] or m[2] if (m := _NO_NAME.search(t)) else "" for t in messages_of(failed)}
    if len(names) != 1 or "" in names:
        return None
    (name,) = names
    place = _place(messages_of(failed)[0])
    if name in _GONE_FROM_NUMPY:
        words = f"`np.{name}` is gone from NumPy{place}: write `{_GONE_FROM_NUMPY[name]}`."
    else:
        words = f"NumPy has no `{name}`{place}. Write it out."
    return Explanation("not in NumPy", words)


_NO_NAME = re.compile(
    r"AttributeError: (?:module 'numpy' has no attribute '(\w+)'|`np\.(\w+)` was removed)"
)
_GONE_FROM_NUMPY = {
    **{name: name for name in ("float", "int", "bool", "object", "complex", "str")},
    "mat": "np.asmatrix",
    "product": "np.prod",
    "cumproduct": "np.cumprod",
    "alltrue": "np.all",
    "sometrue": "np.any",
    "row_stack": "np.vstack",
    "float_": "np.float64",
    **dict.fromkeys(("Inf", "Infinity", "infty"), "np.inf"),
    **dict.fromkeys(("NaN", "NAN"), "np.nan"),
}
"""What NumPy had once, and what to write today."""


_REQUESTED = re.compile(
    r"index (\d+) is out of bounds|\((?:_,)?(\d+)(?:,_)?\): out of bound"
    r"|cannot reshape array of size \d+ into shape \((\d+),(\d+)\)"
)


def _foreign_size(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course, sizes: Sizes
) -> Explanation | None:
    """One and the same size in every message, whatever the sizes of the case."""
    looks = (NOT_CONFORMANT, TWO_SHAPES, _REQUESTED)
    shapes = [next(filter(None, (p.search(m) for p in looks)), None) for m in messages_of(failed)]
    common = set.intersection(
        *(set(map(int, filter(None, s.groups()))) if s else set() for s in shapes)
    )
    own = [{0, 1, *sizes(o.case).values()} for o in failed]
    foreign = [value for value in common if sum(value not in known for known in own) > 2]
    if not foreign:
        return None
    value = max(foreign)
    named = ", ".join(name for name in sizes(failed[0].case) if name != EXAMPLES)
    return Explanation(
        "hard-coded size",
        f"a size or an index is always {value}, whatever {named} and the number of examples are. "
        f"Is {value} in the code? Use the sizes of the arguments instead.",
    )
