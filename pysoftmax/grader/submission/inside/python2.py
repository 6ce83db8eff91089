"""Python 2: recognise it, and convert it with fissix, the kept-up successor of lib2to3."""

from __future__ import annotations

import ast
import functools
import re
import warnings
from typing import Any, NamedTuple

__all__ = ["Sign", "convert", "converter", "first_sign"]

_STATEMENTS = re.compile(
    r"(?:^|[:;])[ \t]*(?P<print>print[ \t]+[^(=\s].*|print[ \t]*>>.*)"
    r"|(?:^|[:;])[ \t]*(?P<exec>exec\s+['\"\w].*)"
    r"|(?P<except>except\s+[\w.]+\s*,\s*\w+\s*:)"
    r"|(?:^|[:;])[ \t]*(?P<raise>raise\s+\w+\s*,.*)"
    r"|(?P<unequal><>)|(?P<long>\b\d+[lL]\b)|(?P<ur>\bur['\"])"
    r"|^[ \t]*def[ \t]+\w+[ \t]*\((?:[^()]*,)?[ \t]*(?P<tuple>\([\w, ]+\))"
)
"""What Python 2 allowed and Python 3 takes for a syntax error, in the line of the error."""

_NAMES = {
    "xrange": "range",
    "raw_input": "input",
    "unicode": "str",
    "basestring": "str",
    "unichr": "chr",
    "long": "int",
    "reduce": "functools.reduce",
    "execfile": "exec(open(...).read())",
}
_METHODS = {
    "has_key": "in",
    "iteritems": "items",
    "itervalues": "values",
    "iterkeys": "keys",
}
_MODULES = {
    "cPickle": "pickle",
    "urllib2": "urllib.request",
    "ConfigParser": "configparser",
    "Queue": "queue",
    "StringIO": "io",
    "cStringIO": "io",
    "Tkinter": "tkinter",
    "__builtin__": "builtins",
}
_HINT = re.compile(
    rf"\b(?:{'|'.join((*_NAMES, *_METHODS, *_MODULES))})\b"
    r"|\t|\bprint\b[ \t]*[^(\s]|\bexec\s+['\"\w]|\bexcept\b[^:\n]{0,80},|\braise\s+\w+\s*,"
    r"|<>|\d[lL]\b|\bur['\"]|\bdef[ \t]+\w+[ \t]*\([^)\n]{0,200}\("
)
"""What a source without it need not be parsed for."""
SHOWN = 40


class Sign(NamedTuple):
    """A word that only Python 2 knows.

    Attributes
    ----------
    line
        From 1.
    word
        As it is written.
    instead
        What Python 3 has for it; empty if there is no one word.
    """

    line: int
    word: str
    instead: str = ""

    def said(self, file: str) -> str:
        """Where it is, and what it is."""
        words = f"{file}, line {self.line}: `{self.word}` is Python 2"
        return f"{words}; Python 3 has `{self.instead}`" if self.instead else words


def first_sign(text: str) -> Sign | None:
    """The first thing in a source that only Python 2 knows; None if there is none."""
    if not _HINT.search(text):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _sign_in(ast.parse(text))
    except TabError as error:
        return Sign(error.lineno or 1, "tabs mixed with spaces", "spaces only")
    except SyntaxError as error:
        return _sign_at(text, error.lineno or 1)
    except (ValueError, RecursionError, MemoryError):
        return None


def _sign_at(text: str, line: int) -> Sign | None:
    """What only Python 2 knows in the line that Python 3 cannot parse."""
    lines = text.splitlines()[line - 1 : line]
    found = _STATEMENTS.search(lines[0]) if lines else None
    if found is None:
        return None
    kind = found.lastgroup or ""
    word = " ".join(found[kind].split())
    instead = {
        "print": f"print({word.removeprefix('print').strip()})",
        "unequal": "!=",
        "except": "except ... as",
    }.get(kind, "")
    if len(word) > SHOWN or ">>" in word:
        word, instead = f"{word[:SHOWN]}...", "" if kind != "print" else "print(...)"
    return Sign(line, word, instead)


def _sign_in(tree: ast.Module) -> Sign | None:
    """The first name that Python 3 lacks, unless the file gives it a meaning itself."""
    own = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    defined = (ast.FunctionDef, ast.ClassDef)
    own |= {n.name for n in ast.walk(tree) if isinstance(n, defined)}
    own |= {(n.asname or n.name) for n in ast.walk(tree) if isinstance(n, ast.alias)}
    guarded = {id(n) for t in ast.walk(tree) if isinstance(t, ast.Try) for n in ast.walk(t)}
    signs = []
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.Name) and node.id in _NAMES and node.id not in own:
            signs.append(Sign(node.lineno, node.id, _NAMES[node.id]))
        elif isinstance(node, ast.Attribute) and node.attr in _METHODS:
            signs.append(Sign(node.lineno, f".{node.attr}", _METHODS[node.attr]))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
            signs += [Sign(node.lineno, n, _MODULES[n]) for n in names if n in _MODULES]
    return min(signs, default=None)


@functools.cache
def converter() -> Any:
    """The converter, whose grammar is made here: the cache of fissix needs a home folder."""
    from fissix.pgen2 import driver, pgen

    driver.load_packaged_grammar = lambda _, source: pgen.generate_grammar(source)
    from fissix import refactor

    return refactor.RefactoringTool(refactor.get_fixers_from_package("fissix.fixes"))


def convert(text: str) -> str:
    """The source in Python 3.

    Raises
    ------
    ValueError
        If it cannot be converted.
    """
    lines = [_without_tabs(line) for line in text.splitlines()]
    try:
        changed = str(converter().refactor_string("\n".join(lines) + "\n", "submission"))
    except Exception as error:  # its own parser's errors have no common class
        raise ValueError(str(error)) from error
    return _FLATTEN.sub(r'\1("F")', changed)


_FLATTEN = re.compile(r"(\.(?:flatten|ravel))\(1\)")
"""By columns, as NumPy wrote it in the days of Python 2."""


def _without_tabs(line: str) -> str:
    """The line with its indentation in spaces; Python 2 takes a tab up to the next eighth."""
    rest = line.lstrip(" \t")
    return line[: len(line) - len(rest)].expandtabs(8) + rest
