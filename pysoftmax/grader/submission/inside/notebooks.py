"""A notebook as the source files that its code cells make."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

__all__ = ["NotebookError", "sources"]

_LINE_MAGIC = re.compile(
    r"^[ \t]*(?:%|!|\?)|^[ \t]*[\w.]+\?{1,2}[ \t]*$|^[ \t]*\w+[ \t]*=[ \t]*[!%]"
)
_HARMLESS_CELL_MAGIC = re.compile(r"^%%(?:time|timeit|capture|prun)\b")
_FILE_MAGIC = re.compile(r"^%%(?:writefile|check)[ \t]+(\w+\.(?:py|m))\b.*\n")
"""The rest of the cell is the file's content; ``%%check`` is that of pysoftmax.notebook."""
_FUNCTION = re.compile(r"^[ \t]*function\b(?:[^=\n(%#]*=)?[ \t]*(\w+)", re.MULTILINE)


class NotebookError(ValueError):
    """It is no notebook, or in no language that is graded; the message says which."""


def sources(content: bytes, stem: str, functions: Collection[str]) -> dict[str, str]:
    """The files that a notebook stands for, by name.

    A Python notebook makes ``STEM.py``, and a file for each of `functions` that it defines. They
    hold its imports, definitions and constants: what its cells run is left out. An Octave notebook
    makes a file for each cell that begins with a function.

    Raises
    ------
    NotebookError
        If it cannot be read.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"))
        language = _language(document)
        cells = list(_cells(document))
        files = dict(_files(cells))
    except RecursionError:
        raise NotebookError("the notebook is nested too deep to be read") from None
    except (ValueError, TypeError, AttributeError, KeyError):
        raise NotebookError("the notebook is damaged; export it again") from None
    cells = [cell for cell in cells if not _of_another_kind(cell)]
    makers: dict[str, Callable[[list[str]], dict[str, str]]] = {
        "octave": _octave,
        "python": partial(_python, stem, functions),
    }
    make = makers.get(language)
    if make is None:
        raise NotebookError(f"the notebook is in {language[:40]!r}; submit Python or Octave")
    return make(cells) | files


def _python(stem: str, functions: Collection[str], cells: list[str]) -> dict[str, str]:
    text = "\n\n".join(filter(None, map(_definitions, cells))) + "\n"
    defined = set(re.findall(r"^def[ \t]+(\w+)", text, re.MULTILINE))
    names = [stem, *(name for name in functions if name in defined)]
    return {f"{name}.py": text for name in dict.fromkeys(names)}


def _files(cells: list[str]) -> Iterator[tuple[str, str]]:
    """The files that cells write, by name."""
    for cell in cells:
        if found := _FILE_MAGIC.match(cell.lstrip()):
            yield found[1], cell.lstrip()[found.end() :] + "\n"


def _of_another_kind(cell: str) -> bool:
    """Whether a cell is a file, or in another language."""
    first = cell.lstrip()
    return first.startswith("%%") and not _HARMLESS_CELL_MAGIC.match(first)


def _language(document: dict[str, Any]) -> str:
    about = document.get("metadata", {})
    named = about.get("language_info", {}).get("name") or about.get("kernelspec", {}).get(
        "language", "python"
    )
    name = str(named).lower()
    return "octave" if name in ("octave", "matlab") else "python" if "python" in name else name


def _cells(document: dict[str, Any]) -> Iterator[str]:
    """The code of each code cell, in either version of the format."""
    sheets = document.get("worksheets") or [document]
    for cell in (cell for sheet in sheets for cell in sheet["cells"]):
        if cell.get("cell_type") != "code":
            continue
        written = cell.get("source", cell.get("input", ""))
        code = written if isinstance(written, str) else "".join(map(str, written))
        yield code


def _without_magics(code: str) -> str:
    return "\n".join("" if _LINE_MAGIC.match(line) else line for line in code.splitlines())


def _definitions(cell: str) -> str:
    """A Python cell's imports, definitions and constants; all of it if it cannot be parsed."""
    code = _without_magics(cell)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError):
        # Without a definition a broken cell hides nothing that is graded.
        return code if re.search(r"^[ \t]*(def|class)\b", code, re.MULTILINE) else ""
    kept = [ast.get_source_segment(code, s, padded=True) for s in tree.body if _defines(s)]
    decorated = [
        "\n".join(f"@{ast.unparse(d)}" for d in getattr(s, "decorator_list", []))
        for s in tree.body
        if _defines(s)
    ]
    return "\n".join(
        f"{above}\n{text}" if above else text or ""
        for above, text in zip(decorated, kept, strict=True)
    )


def _defines(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
        return True
    if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
        return not any(isinstance(node, ast.Call) for node in ast.walk(statement.value))
    return False


def _octave(cells: list[str]) -> dict[str, str]:
    files: dict[str, str] = {}
    for cell in cells:
        code = re.sub(r"\A(?:[ \t]*(?:[%#].*)?\n)*", "", cell)
        named = _FUNCTION.match(code)
        if named:
            files[f"{named[1]}.m"] = code + "\n"
    return files
