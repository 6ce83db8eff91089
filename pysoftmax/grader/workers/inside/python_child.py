"""Run a student's Python: load the files, call the functions, send raw numbers.

Everything needed after the student's code has been loaded is bound before, so that patching NumPy
or builtins cannot break it by accident. It does not matter that it can be broken on purpose: this
process belongs to the student, and can send nothing but numbers, of which the grader makes up its
mind elsewhere.
"""

from __future__ import annotations

import fcntl
import inspect
import json
import linecache
import os
import random
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import Any, NoReturn

import numpy as np

from . import asking, confine, seccomp
from .inventory import INVENTORY, inventory
from .loading import PACKAGE, Remark, load, load_in_package, load_siblings_likewise
from .request import Asked, read_calls

__all__ = ["run_child"]

_STRUCT: list[str] = []
"""Attributes by which an object stands for a struct; the request names them."""
MESSAGE_CHARACTERS = 1000
PLACE_CHARACTERS = 200
CODE_CHARACTERS = 100

_asarray, _ascontiguousarray, _tobytes = np.asarray, np.ascontiguousarray, np.ndarray.tobytes
_ndarray, _generic, _isinstance, _getattr, _type = np.ndarray, np.generic, isinstance, getattr, type
_dumps, _write, _exit, _len, _str, _dict, _list, _min = (
    json.dumps, os.write, os._exit, len, str, dict, list, min,
)  # fmt: skip
_format_header = np.lib.format.write_array_header_1_0
_descriptor = np.lib.format.header_data_from_array_1_0
_extract, _signature, _line = traceback.extract_tb, inspect.signature, linecache.getline


class _UnreadableError(Exception):
    """What a function returned is not numbers."""

    identifier = ""


class _TooFewError(_UnreadableError):
    """A function returned fewer outputs than were asked for."""

    identifier = "too few outputs"


def run_child(
    folder: str,
    limits: dict[str, Any],
    request: int,
    answers: int,
    out: int,
    evaluator: tuple[int, int] | None = None,
) -> NoReturn:
    """Become the student's process; `evaluator` are the pipes by which functions are evaluated."""
    try:
        with os.fdopen(os.dup(request), "rb") as stream:
            calls, fields = read_calls(stream)
            _STRUCT.extend(fields)
        answers = _leave_only(answers, out, evaluator)
        os.chdir(folder)
        sys.path.insert(0, folder)
        sys.argv[:] = [os.path.join(folder, "submission.py")]  # the grader's are not its own
        np.random.seed(0)  # noqa: NPY002 - what a student's code draws from
        random.seed(0)
        confine.die_with_parent()
        confine.limit_process(0, limits, limits["processes"])
        if seccomp.available():
            seccomp.install(may_fork=False)
        _serve(calls, folder, _Sender(answers))
    except BaseException:
        traceback.print_exc()
    finally:
        _exit(0)


def _leave_only(answers: int, out: int, evaluator: tuple[int, int] | None) -> int:
    """Close every descriptor but these; standard output and error go to `out`."""
    if evaluator is not None:
        high = [fcntl.fcntl(end, fcntl.F_DUPFD, 100) for end in evaluator]
    os.setsid()
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    answers = os.dup2(answers, 3, inheritable=False) if answers != 3 else 3
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.closerange(4, 100 if evaluator is not None else 4096)
    if evaluator is not None:
        for end, place in zip(high, (asking.QUESTIONS, asking.REPLIES), strict=True):
            os.dup2(end, place, inheritable=False)
        os.closerange(asking.REPLIES + 1, 4096)
    sys.stdin = open(0, closefd=False)
    sys.stdout = open(1, "w", buffering=1, errors="replace", closefd=False)
    sys.stderr = open(2, "w", buffering=1, errors="replace", closefd=False)
    return answers


def _serve(calls: list[Asked], folder: str, sender: _Sender) -> None:
    package = sys.modules[PACKAGE] = ModuleType(PACKAGE)
    package.__path__ = [folder]
    remarks: list[Remark] = []
    load_siblings_likewise(folder, remarks)
    names = _dict.fromkeys(part.module for call in calls for part in call.parts())
    modules = {name: _load(name, folder, remarks) for name in names if name != INVENTORY}
    sender.send({"loaded": True, "remarks": remarks})
    for index, call in enumerate(calls):
        sender.send(*_answer(index, call, modules, folder))
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def _load(name: str, folder: str, remarks: list[Remark]) -> ModuleType | dict[str, str]:
    """The module of a student's file, or what went wrong, as an error to send."""
    path = os.path.join(folder, f"{name}.py")
    if not os.path.isfile(path):
        return {"kind": "missing", "message": f"there is no {name}.py"}
    try:
        return (load_in_package if "/" in name else load)(name, path, folder, remarks)
    except BaseException as error:
        return _describe(error, folder, f"on import of {name}.py")


def _answer(
    index: int, call: Asked, modules: dict[str, ModuleType | dict[str, str]], folder: str
) -> tuple[dict[str, Any], list[bytes]]:
    if call.module == INVENTORY:
        listed = np.frombuffer(_dumps(inventory(folder)).encode(), np.uint8)
        bodies: list[bytes] = []
        return {"case": index, "outputs": [_encode(listed, bodies)]}, bodies
    for part in call.parts():
        error = _not_there(part, modules[part.module], folder)
        if error is not None:
            return {"case": index, "error": error}, []
    try:
        bodies = []
        outputs = []
        for part in call.parts():
            returned = _outputs(_result(part, modules[part.module]), part)
            outputs += [_encode(output, bodies) for output in returned]
    except _UnreadableError as error:
        told = {"kind": "invalid", "message": _str(error), "identifier": error.identifier}
        return {"case": index, "error": told}, []
    except BaseException as error:
        return {
            "case": index,
            "error": _describe(error, folder),
        }, []
    return {"case": index, "outputs": outputs}, bodies


def _not_there(
    call: Asked, loaded: ModuleType | dict[str, str], folder: str
) -> dict[str, str] | None:
    """Why a function cannot be called, as an error to send."""
    if isinstance(loaded, dict):
        return loaded
    found: Any = loaded
    for name in call.function.split("."):
        found = _getattr(found, name, None)
    if callable(found):
        return None
    error = vars(loaded).get("__load_error__")
    if error is not None:
        return _describe(error, folder, f"on import of {call.module}.py")
    return _no_function(call, loaded)


def _result(call: Asked, module: Any) -> Any:
    """What a call returns; a method that returns nothing, or nothing of use, gives its object."""
    for name, value in call.variables.items():
        setattr(module, name, value)
    if call.constructor is None:
        return _called_on(_call(_getattr(module, call.function), call), call)
    owner, _, method = call.function.partition(".")
    made = _getattr(module, owner)(*call.constructor)
    for name, value in call.attributes.items():
        setattr(made, name, value)
    result = _called_on(_call(_getattr(made, method), call), call)
    return made if result is None or _all_ignored(call) else result


def _all_ignored(call: Asked) -> bool:
    return all(k in call.ignored for k in range(call.nargout))


def _called_on(result: Any, call: Asked) -> Any:
    """What the returned function returns, if it is the one that is asked."""
    if call.closure is None:
        return result
    if not callable(result):
        raise _UnreadableError(f"{call.function} returned {_type(result).__name__}, not a function")
    return _call(result, call._replace(args=_list(call.closure), keywords={}))


def _no_function(call: Asked, module: ModuleType) -> dict[str, str]:
    defined = sorted(
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__
    )
    has = f"it defines {', '.join(defined[:8])}" if defined else "it defines no function"
    return {"kind": "missing", "message": f"{call.module}.py has no {call.function}; {has}"}


def _call(function: Callable[..., Any], call: Asked) -> Any:
    """Call it, telling how many outputs are wanted where it has an argument for that."""
    if call.nargout > 1 and "nargout" in _parameters(function):
        return function(*call.args, **call.keywords, nargout=call.nargout)
    first, by_keyword = _split(function, call.args)
    return function(*first, **by_keyword, **call.keywords)


def _split(
    function: Callable[..., Any], args: Sequence[Any]
) -> tuple[Sequence[Any], dict[str, Any]]:
    """The arguments passed by position, and those that the function takes by keyword only."""
    try:
        parameters = _signature(function).parameters.values()
    except (TypeError, ValueError):
        return args, {}
    kinds = [one.kind for one in parameters]
    bound = _getattr(function, "keywords", None) or {}  # of functools.partial
    names = [
        one.name
        for one in parameters
        if one.kind is inspect.Parameter.KEYWORD_ONLY and one.name not in bound
    ]
    if not names or inspect.Parameter.VAR_POSITIONAL in kinds:
        return args, {}
    first = sum(kind in _BY_POSITION for kind in kinds)
    if _len(args) - first > _len(names):
        return args, {}
    return args[:first], dict(zip(names, args[first:], strict=False))


_BY_POSITION = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
)


def _parameters(function: Callable[..., Any]) -> Iterable[str]:
    try:
        return _signature(function).parameters
    except (TypeError, ValueError):
        return ()


def _outputs(result: Any, call: Asked) -> list[Any]:
    """One value per output asked for.

    A tuple is several outputs, as Python returns them; a list is that only where several are
    wanted, since it may as well stand for one array; so are the fields of a struct.
    """
    several = _isinstance(result, tuple) and not hasattr(result, "_asdict")
    if call.nargout > 1 and _isinstance(result, dict):
        outputs = _list(result.values())
    elif call.nargout > 1 and _is_a_dataclass(result):
        outputs = [_getattr(result, name) for name in result.__dataclass_fields__]
    elif not several and not (call.nargout > 1 and _isinstance(result, list | tuple)):
        outputs = [result]
    else:
        outputs = _list(result)
    if _len(outputs) < call.nargout:
        returned = "None" if result is None else f"{_len(outputs)} of {call.nargout} outputs"
        raise _TooFewError(f"{call.function} returned {returned}")
    ignored = () if _all_ignored(call) else call.ignored
    return [0.0 if k in ignored else o for k, o in enumerate(outputs[: call.nargout])]


def _is_a_dataclass(value: Any) -> bool:
    return _isinstance(_getattr(value, "__dataclass_fields__", None), dict)


def _encode(value: Any, bodies: list[bytes]) -> Any:
    """The size of an array whose bytes join the bodies, or a dict of such."""
    fields = None if _isinstance(value, _ndarray | _generic) else _fields(value)
    if fields is not None:
        encoded = {}
        for name, field in fields.items():
            try:
                encoded[_str(name)] = _encode(field, bodies)
            except _UnreadableError:
                continue  # text beside the numbers, such as an optimiser's message
        return encoded
    return _encode_array(value, bodies)


def _fields(value: Any) -> dict[Any, Any] | None:
    """The fields of what stands for an Octave struct; None when it is no such thing."""
    if _isinstance(value, dict):
        return _dict(value)
    if hasattr(value, "_asdict"):
        return _dict(value._asdict())
    if any(hasattr(value, name) for name in _STRUCT) or _is_an_object(value):
        names = [name for name in dir(value) if not name.startswith("_")]
        return {name: _getattr(value, name) for name in names}
    return None


def _is_an_object(value: Any) -> bool:
    """Whether it holds its own attributes and is no kind of number, list or array."""
    if _isinstance(value, (int, float, complex, str, bytes, list, tuple)) or callable(value):
        return False
    array = hasattr(value, "__array__") or hasattr(value, "toarray")  # a sparse one
    return hasattr(value, "__dict__") and not array


def _encode_array(value: Any, bodies: list[bytes]) -> int:
    dense = value.toarray() if hasattr(value, "toarray") else value
    if dense is None:
        raise _UnreadableError("an output is None (did you forget to return?)")
    array = _asarray(dense)
    if array.dtype.kind not in "fiubc":
        raise _UnreadableError(
            f"an output is {_type(value).__name__} of {array.dtype}, not numbers"
        )
    array = _ascontiguousarray(array).reshape(array.shape)
    header = _Bytes()
    _format_header(header, _descriptor(array))
    body = header.taken + _tobytes(array)
    bodies.append(body)
    return _len(body)


class _Bytes:
    """Takes what is written to it."""

    def __init__(self) -> None:
        self.taken = b""

    def write(self, part: bytes) -> None:
        self.taken += part


def _describe(error: BaseException, folder: str, where: str = "") -> dict[str, str]:
    """An exception as an error to send."""
    try:
        kind, text, where = _words(error, folder, where)
    except BaseException:  # it is the student's, and may do anything when it is looked at
        kind, text, where = "Exception", "(error message could not be displayed)", ""
    message = f"{kind}: {text}" if text else kind
    message = message[:MESSAGE_CHARACTERS] + (f" ({where[:PLACE_CHARACTERS]})" if where else "")
    return {"kind": "error", "message": message, "identifier": kind[:PLACE_CHARACTERS]}


def _words(error: BaseException, folder: str, where: str) -> tuple[str, str, str]:
    """An exception's kind, its text, and the student's own line that it came from."""
    kind = _type(error).__name__
    try:
        text = _str(error)
    except BaseException:
        text = ""
    if _isinstance(error, SystemExit):
        text = f"the submission called sys.exit({text})"
    own = [f for f in _extract(error.__traceback__) if f.filename.startswith(folder)]
    if own:
        where = f"{os.path.basename(own[-1].filename)}, line {own[-1].lineno}"
        code = _code_of(own[-1])
        where += f": `{code}`" if code else ""
    if isinstance(error, SyntaxError):
        where = f"{os.path.basename(error.filename or '')}, line {error.lineno}"
        text = error.msg
    return kind, text, where


def _code_of(frame: traceback.FrameSummary) -> str:
    """The expression that failed, or its line if it is spread over several; may be empty."""
    # The frame's own line has lost its indentation, and with it the columns.
    line = _line(frame.filename, frame.lineno or 0)
    start, end = frame.colno, frame.end_colno
    if start is not None and end is not None and frame.end_lineno == frame.lineno:
        line = line.encode()[start:end].decode(errors="replace")
    return line.strip()[:CODE_CHARACTERS]


class _Sender:
    """Writes messages to the grader: a line of JSON, then the arrays it speaks of."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, message: dict[str, Any], bodies: Iterable[bytes] = ()) -> None:
        data = memoryview(b"".join([_dumps(message).encode(), b"\n", *bodies]))
        while data:
            data = data[_write(self._descriptor, data) :]
