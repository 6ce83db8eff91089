"""Load a student's file so that what the graded functions do not use cannot fail them.

A file is run as Python runs it. If that fails, or if its statements call its own functions, which
is to run the exercise, its statements are run one by one: imports, definitions and what is assigned
to names, each on its own, so that one that fails takes no other along. Missing modules are then
stood for by objects that raise an error when they are used.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import symtable
import sys
from collections.abc import Iterator, Sequence
from types import CodeType, ModuleType
from typing import Any

__all__ = ["PACKAGE", "Remark", "load", "load_in_package", "load_siblings_likewise"]

PACKAGE = "submission"
"""The package of a student's files, so that `from .other_file import ...` works too."""

Remark = tuple[str, str, int, str]
"""Kind, file, line and message."""

_MOST_REMARKS = 20
_WHOLE = "__init__.py"
"""The file of a package itself."""
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_ASSIGNS = (ast.Assign, ast.AnnAssign, ast.AugAssign)


def load(name: str, path: str, folder: str, remarks: list[Remark]) -> ModuleType:
    """The module of a student's file.

    Raises
    ------
    BaseException
        What running the file raises, if nothing of it could be loaded: it cannot be parsed.
    """
    with open(path, "rb") as file:
        source = file.read()
    tree = ast.parse(source, path)
    dotted = name.replace("/", ".").removesuffix(".__init__")
    names = (dotted, f"{PACKAGE}.{dotted}")
    module = _module(names, path)
    running = {id(s): s for s in tree.body if _runs(s, _own(tree, folder))}
    if not running:
        try:
            exec(compile(tree, path, "exec", dont_inherit=True), vars(module))
            return module
        except BaseException as error:
            module = _module(names, path)
            vars(module)["__load_error__"] = error
    _one_by_one(module, tree, source, path, running, remarks)
    return module


def _module(names: Sequence[str], path: str) -> ModuleType:
    inner = [os.path.dirname(path)] if os.path.basename(path) == _WHOLE else None
    spec = importlib.util.spec_from_file_location(names[-1], path, submodule_search_locations=inner)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    for name in names:
        sys.modules[name] = module
    return module


def _one_by_one(
    module: ModuleType,
    tree: ast.Module,
    source: bytes,
    path: str,
    running: dict[int, ast.stmt],
    remarks: list[Remark],
) -> None:
    """Run a file's statements, those that run the exercise only if a definition needs them."""
    file = os.path.basename(path)
    _stand_for_what_is_missing(file, os.path.dirname(path), remarks)
    needed = _needed(source, path)
    if running:
        line = min(statement.lineno for statement in running.values())
        message = (
            f"{file}, line {line}: this runs the exercise when the file is imported, and was left "
            'out; put it under `if __name__ == "__main__":`.'
        )
        _remark(remarks, ("run on import", file, line, message))
    failed: list[tuple[int, str, list[int]]] = []  # line, error, the lines that fail as it did
    lost: set[str] = set()
    left_out: set[str] = set()
    for statement in tree.body:
        if id(statement) in running and not (_assigned(statement) & needed):
            left_out |= _assigned(statement)
            continue
        if isinstance(statement, (ast.For, ast.While)) and not (_assigned(statement) & needed):
            continue
        _STAND_INS.line = statement.lineno
        try:
            _run(statement, path, module)
        except BaseException as error:
            if isinstance(error, NameError) and error.name in left_out:
                left_out |= _bound(statement)
                continue
            if failed and isinstance(error, NameError) and {error.name, "*"} & lost:
                failed[-1][2].append(statement.lineno)
            else:
                words = f"{type(error).__name__}{_words(error)}"
                failed.append((statement.lineno, words, []))
            lost |= _bound(statement)
    for line, words, others in failed:
        message = (
            f"{file}, line {line}: this statement failed on import ({words}); the rest of the file "
            f"was loaded{_without_it(others)}."
        )
        _remark(remarks, ("not loaded", file, line, message))


def _bound(statement: ast.stmt) -> set[str]:
    """The names that a statement binds; ``*`` if it imports all of a module."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(one.asname or one.name).split(".")[0] for one in statement.names}
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    return _assigned(statement)


def _without_it(lines: Sequence[int]) -> str:
    if not lines:
        return ""
    some = ", ".join(map(str, lines[:MOST_LINES])) + (", ..." if len(lines) > MOST_LINES else "")
    return f", except line{'s' * (len(lines) > 1)} {some}, which need{'s' * (len(lines) == 1)} it"


MOST_LINES = 5
"""Lines that are named in one remark."""


def _run(statement: ast.stmt, path: str, module: ModuleType) -> None:
    """Run a statement; a definition does without decorators that change no value."""
    try:
        exec(_code(statement, path), vars(module))
    except ModuleNotFoundError:
        if not isinstance(statement, _DEFINES):
            raise
        kept = [one for one in statement.decorator_list if _last_name(one) not in _CHANGES_NO_VALUE]
        if len(kept) == len(statement.decorator_list):
            raise
        statement.decorator_list = kept
        exec(_code(statement, path), vars(module))


def _last_name(code: ast.expr) -> str:
    code = code.func if isinstance(code, ast.Call) else code
    return code.attr if isinstance(code, ast.Attribute) else getattr(code, "id", "")


_CHANGES_NO_VALUE = frozenset(
    {
        *("jit", "njit", "compile", "script", "no_grad", "inference_mode", "profile"),
        *("typechecked", "beartype", "jaxtyped"),
    }
)
"""Decorators that make a function faster or check its types."""


def _words(error: BaseException) -> str:
    try:
        text = str(error)
    except BaseException:
        text = ""
    return f": {text[:200]}" if text else ""


def _remark(remarks: list[Remark], remark: Remark) -> None:
    if len(remarks) < _MOST_REMARKS and remark not in remarks:
        remarks.append(remark)


def _code(statement: ast.stmt, path: str) -> CodeType:
    return compile(ast.Module([statement], []), path, "exec", dont_inherit=True)


def _own(tree: ast.Module, folder: str) -> frozenset[str]:
    """Names of what the student wrote, here or in other files."""
    own = set()
    for statement in ast.walk(tree):
        if isinstance(statement, _DEFINES):
            own.add(statement.name)
        elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda):
            own |= _assigned(statement)
        elif isinstance(statement, ast.ImportFrom):
            where = (statement.module or "").partition(".")[0]
            if statement.level or _is_file(folder, where):
                own |= {alias.asname or alias.name for alias in statement.names}
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                if _is_file(folder, alias.name.partition(".")[0]):
                    own.add(alias.asname or alias.name.partition(".")[0])
    return frozenset(own)


def _is_file(folder: str, name: str) -> bool:
    return bool(name) and os.path.isfile(os.path.join(folder, f"{name}.py"))


def _runs(statement: ast.stmt, own: frozenset[str]) -> bool:
    """Whether a statement calls what the student wrote, or passes it to a call."""
    if isinstance(statement, (*_DEFINES, *_IMPORTS)):
        return False
    if isinstance(statement, ast.If) and _asks_for_name(statement.test):
        return False
    for node in _outside_definitions(statement):
        if isinstance(node, ast.Call) and _last_name(node) not in _WRAP:
            inner = _outside_definitions(node)
            if any(isinstance(one, ast.Name) and one.id in own for one in inner):
                return True
    return False


_WRAP = frozenset({"partial", "vectorize", "frompyfunc"})
"""Functions that make a function of another, without calling it."""


def _asks_for_name(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))


def _outside_definitions(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those within functions and classes."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*_DEFINES, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)


def _assigned(statement: ast.stmt) -> set[str]:
    """The names that a statement assigns."""
    nodes = _outside_definitions(statement)
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _needed(source: bytes, path: str) -> set[str]:
    """The variables of the file that its functions read."""
    waiting = [symtable.symtable(source.decode("utf-8", "replace"), path, "exec")]
    needed = set()
    while waiting:
        table = waiting.pop()
        if table.get_type() != "module":
            symbols = table.get_symbols()
            needed |= {s.get_name() for s in symbols if s.is_global() and s.is_referenced()}
        waiting += table.get_children()
    return needed


class _Missing(ModuleType):
    """Stands for a module that is not there, and for all that is in it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Missing(f"{self.__name__}.{name}")

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return ()  # a class that inherits from it does without

    def __or__(self, other: Any) -> Any:  # in annotations
        return self

    __ror__ = __or__

    def __call__(self, *_: Any, **__: Any) -> Any:
        whole = self.__name__.partition(".")[0]
        raise ModuleNotFoundError(f"No module named '{whole}'", name=whole)


def _importer() -> str:
    """The file with the import statement that is being run."""
    frame = sys._getframe(2)
    while frame.f_back is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return frame.f_code.co_filename


class _StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds, after all others, what a student's file imports and no other has found."""

    def __init__(self) -> None:
        self.file, self.line, self.remarks, self.folder = "", 0, list[Remark](), ""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        package = name.partition(".")[0]
        if package in sys.stdlib_module_names or package in (PACKAGE, "pysoftmax"):
            return None
        if not _importer().startswith(self.folder):
            return None  # an installed package that asks for another, which it can do without
        message = (
            f"{self.file}, line {self.line}: there is no module {package} here; what does not use "
            "it is graded all the same."
        )
        if not isinstance(sys.modules.get(package), _Missing):  # or it has been said
            _remark(self.remarks, ("missing module", self.file, self.line, message))
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: Any) -> ModuleType:
        return _Missing(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


_STAND_INS = _StandIns()


def _stand_for_what_is_missing(file: str, folder: str, remarks: list[Remark]) -> None:
    _STAND_INS.file, _STAND_INS.folder, _STAND_INS.remarks = file, folder, remarks
    if _STAND_INS not in sys.meta_path:
        sys.meta_path.append(_STAND_INS)


class _Siblings(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads the files that a student's files import in the same way."""

    def __init__(self, folder: str, remarks: list[Remark]) -> None:
        self._folder, self._remarks = folder, remarks

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        last = name.rpartition(".")[2]
        for place in path or sys.path:
            if os.path.commonpath([self._folder, os.path.abspath(place)]) != self._folder:
                continue
            file, package = os.path.join(place, f"{last}.py"), os.path.join(place, last)
            if os.path.isfile(os.path.join(package, _WHOLE)):
                return importlib.util.spec_from_file_location(
                    name,
                    os.path.join(package, _WHOLE),
                    loader=self,
                    submodule_search_locations=[package],
                )
            if os.path.isfile(file):
                return importlib.util.spec_from_file_location(name, file, loader=self)
        return None

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        name, path = module.__name__.removeprefix(f"{PACKAGE}."), str(module.__file__)
        name = name.replace(".", "/") + ("/__init__" if hasattr(module, "__path__") else "")
        loaded = load(name, path, self._folder, self._remarks)
        error = vars(loaded).get("__load_error__")
        if error is not None and not any(callable(v) for v in vars(loaded).values()):
            raise error
        vars(module).update(vars(loaded))
        sys.modules[module.__name__] = loaded


def load_in_package(name: str, path: str, folder: str, remarks: list[Remark]) -> ModuleType:
    """The module of a file in a package, which is imported before as it is elsewhere."""
    root = os.path.dirname(path)
    while root != folder and os.path.isfile(os.path.join(root, _WHOLE)):
        root = os.path.dirname(root)
    if root not in sys.path:
        sys.path.insert(1, root)
    dotted = f"{PACKAGE}.{name.replace('/', '.')}".removesuffix(".__init__")
    with contextlib.suppress(BaseException):
        importlib.import_module(dotted)
    return sys.modules.get(dotted) or load(name, path, folder, remarks)


def load_siblings_likewise(folder: str, remarks: list[Remark]) -> None:
    """Have the files of a folder loaded by `load` whenever one is imported."""
    sys.meta_path.insert(0, _Siblings(folder, remarks))
