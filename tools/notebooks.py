"""Make the notebooks of the exercise, and of its solution, from the starter's own files.

``python tools/notebooks.py`` writes them, ``--check`` exits with status 1 if one is out of date.
The text is in ``tools/notebook.md``; the code of the steps is the starter's, and in the solution
the lines that `pysoftmax check --tell` shows take the place of the line that raises an error.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

import jupytext
import nbformat

from pysoftmax.exercise.softmax.mistakes import lines

ROOT = Path(__file__).parents[1]
STARTER = ROOT / "starter_code" / "python"
EXERCISE = ROOT / "starter_code" / "notebook" / "softmaxExercise.ipynb"
SOLUTION = ROOT / "docs" / "notebooks" / "softmaxSolution.ipynb"

PARTS = {
    "softmaxCost.py": (lines.PROBABILITIES, lines.COST, lines.GRADIENT, lines.UNROLL_BY_COLUMNS),
    "computeNumericalGradient.py": (lines.NUMERICAL,),
    "softmaxPredict.py": (lines.PREDICT,),
}
"""The right lines of each file with an empty part; of each pair, the second is Python's."""

_EMPTY = re.compile(r"^    raise NotImplementedError\(.*\)$", re.MULTILINE)


def notebooks() -> dict[Path, str]:
    """Return the text of each notebook, by its path."""
    return {EXERCISE: _notebook(solved=False), SOLUTION: _notebook(solved=True)}


def _notebook(*, solved: bool) -> str:
    text = (ROOT / "tools" / "notebook.md").read_text(encoding="utf-8")
    readme = (STARTER / "README.md").read_text(encoding="utf-8")
    conventions = re.search(r"^Conventions: .*?(?=\n\n)", readme, re.MULTILINE | re.DOTALL)
    to_think_about = readme[readme.index("## To think about") :]
    assert conventions is not None
    text = text.replace("<!-- conventions -->", conventions[0])
    text = text.replace("<!-- to think about -->", to_think_about)
    if solved:
        text = text.replace("the exercise as a notebook", "the solution of the exercise", 1)
    text = re.sub(r"\{\{(.+)\}\}", lambda found: _file(found[1], solved).rstrip(), text)
    notebook = jupytext.reads(text, "md")
    for number, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{number:02}"
        cell["metadata"] = {}
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook["nbformat_minor"] = 5
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def _file(name: str, solved: bool) -> str:
    """Return a file of the starter, with its empty part filled in if the notebook is solved."""
    text = (STARTER / name).read_text(encoding="utf-8")
    if not (solved and name in PARTS):
        return text
    code = "\n".join(python for _, python in PARTS[name])
    filled, count = _EMPTY.subn(lambda _: textwrap.indent(code, "    "), text)
    assert count == 1, name
    return filled


def main() -> None:
    """Write the notebooks, or compare them."""
    stale = []
    for path, text in notebooks().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.relative_to(ROOT))
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    print("\n".join(map(str, stale)) or "all notebooks are up to date")
    sys.exit(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    main()
