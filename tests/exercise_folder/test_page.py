"""Every snippet of docs/your-own-exercise.md is run, in the page's order."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import pysoftmax
from pysoftmax.exercise import Function, Item, claim

Run = Callable[..., Result]
PAGE = Path(pysoftmax.__file__).parents[1] / "docs" / "your-own-exercise.md"
SNIPPET = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_snippet_of_the_page_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """From nothing to a graded class: the commands succeed, with the files and output shown."""
    monkeypatch.chdir(tmp_path)
    snippets = SNIPPET.findall(PAGE.read_text(encoding="utf-8"))
    assert [language for language, _ in snippets] == [
        *("sh", "", "toml", "sh", "sh", "toml", "python", "sh"),
    ]
    texts = [text for _, text in snippets]
    verdict, rubric = texts[2], texts[5]
    Path("own_items.py").write_text(texts[6], encoding="utf-8")
    Path("rubric.toml").write_text(rubric, encoding="utf-8")
    output, commands = "", []
    for line in "".join(text for language, text in snippets if language == "sh").splitlines():
        program, *arguments = shlex.split(line)
        assert program == "pysoftmax"
        if arguments[0] == "grade":
            for name, solution in (("Ada", "right-octave"), ("Bob", "wrong-no-root")):
                shutil.copytree(f"rmse/solutions/{solution}", f"class/{name}")
        result = run(*arguments)
        assert result.exit_code == 0, result.output
        output += result.output
        commands.append(arguments[0])
    declared = Path("rmse/solutions/wrong-no-root/verdict.toml").read_text(encoding="utf-8")
    assert tomllib.loads(declared) == tomllib.loads(verdict)
    assert commands == ["new-exercise", "verify", "parity", "start", "check", "grade"]
    assert texts[1] in output
    assert Path("mine/rmse.py").is_file()
    with Path("grades/gradebook.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert (rows["Ada"]["error"], rows["Ada"]["no-error"], rows["Ada"]["style"]) == ("7", "3", "")
    assert (rows["Bob"]["error"], rows["Bob"]["no-error"], rows["Bob"]["of"]) == ("0", "3", "15")
    assert Path("grades/by-hand.csv").read_text(encoding="utf-8").startswith("name,id,style\n")


def test_the_expressions_in_the_page_are_those_of_the_example() -> None:
    """The function, claim and item that the page shows are made without an error."""
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    template = Path(pysoftmax.__file__).parent / "exercise" / "template" / "exercise.py"
    code = template.read_text(encoding="utf-8")
    for kind, beginning in ((Function, "Function("), (claim, "claim("), (Item, "Item(")):
        (shown,) = re.findall(rf"`({re.escape(beginning)}\"[^`]*)`", text)
        assert kind.__name__ in shown
        assert shown in code
