"""The tutorial in docs/: every snippet is run, and prints what the page shows."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import textwrap
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from pysoftmax.octave.find import find_octave

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial"
PAGES = {
    "cost": 19,
    "gradient": 24,
    "parameters": 29,
    "right-or-wrong": 16,
    "octave": 5,
    "mnist": 20,
}
"""The pages, and the examples that each has at least."""

MNIST = Path(os.environ.get("PYSOFTMAX_MNIST", ROOT.parent / "shared" / "mnist"))

FENCE = re.compile(r"^```(\S*).*?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:e[-+]\d+)?(?![\w])")


def step(number: str) -> float:
    """One unit of the last digit of a number; for 1e-10, a factor of ten."""
    digits, _, exponent = number.partition("e")
    return 10.0 ** (int(exponent or 0) - len(digits.partition(".")[2]))


class ToTheLastDigit(doctest.OutputChecker):
    """Accepts a whole number of percent that is off by one, and a power of ten by one.

    Rounding differs from one processor to the next: training that stops early then ends at another
    point, and one more digit of 450 may be right.
    """

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        if super().check_output(want, got, optionflags):
            return True
        if "%" not in want or NUMBER.sub("#", want).split() != NUMBER.sub("#", got).split():
            return False
        pairs = zip(NUMBER.findall(want), NUMBER.findall(got), strict=True)
        return all(_close(wanted, given) for wanted, given in pairs)


def _close(wanted: str, given: str) -> bool:
    if wanted == given:
        return True
    if "e" in wanted and "e" in given:
        return abs(int(wanted.partition("e")[2]) - int(given.partition("e")[2])) <= 1
    return wanted.isdigit() and given.isdigit() and abs(int(wanted) - int(given)) <= 1


def session_of(page: Path) -> str:
    """The page with everything blanked but what is between ``pycon`` fences."""
    text = page.read_text(encoding="utf-8")
    blank = re.sub(r"[^\n]", "", text)
    lines, kept = blank.split("\n"), text.split("\n")
    for found in FENCE.finditer(text):
        if found[1] == "pycon":
            first = text.count("\n", 0, found.start(2))
            last = text.count("\n", 0, found.end(2))
            lines[first:last] = kept[first:last]
    return "\n".join(lines)


def failures(page: Path) -> tuple[int, str]:
    """How many examples the page has, and the report of those that fail."""
    test = doctest.DocTestParser().get_doctest(session_of(page), {}, page.name, str(page), 0)
    runner = doctest.DocTestRunner(ToTheLastDigit(), verbose=False, optionflags=doctest.ELLIPSIS)
    report: list[str] = []
    runner.run(test, out=report.append, clear_globs=True)
    return len(test.examples), "".join(report)


@pytest.mark.parametrize("name", PAGES)
def test_every_session_prints_what_the_page_shows(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page runs from top to bottom, and none of its examples is lost."""
    if name == "mnist":
        if not MNIST.is_dir():
            pytest.skip(f"MNIST is not at {MNIST}; PYSOFTMAX_MNIST names its folder")
        monkeypatch.setenv("PYSOFTMAX_MNIST", str(MNIST))
    count, report = failures(TUTORIAL / f"{name}.md")
    assert not report, report
    assert count >= PAGES[name]


def test_no_page_is_left_out() -> None:
    """Every page of the tutorial is run, and in its table of contents."""
    pages = {page.stem for page in TUTORIAL.glob("*.md")} - {"index"}
    assert pages == set(PAGES)
    contents = FENCE.search((TUTORIAL / "index.md").read_text())
    assert contents is not None
    assert contents[2].split()[2:] == list(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_is_drawn(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of each figure runs and draws something; other fences are known."""
    monkeypatch.setattr(plt, "show", lambda: None)
    for kind, body in FENCE.findall((TUTORIAL / f"{name}.md").read_text(encoding="utf-8")):
        assert kind in ("pycon", "text", "octave", "{eval-rst}")
        if kind == "{eval-rst}":
            directive, _, code = body.partition("\n\n")
            assert re.fullmatch(r"\.\. plot::\n   :alt: .+", directive)
            code = textwrap.dedent(code)
            try:
                exec(compile(code, f"{name}.md", "exec"), {})
                assert plt.gcf().axes[0].lines
            finally:
                plt.close("all")


@pytest.mark.octave
@pytest.mark.parametrize("name", PAGES)
def test_octave_prints_what_the_page_shows(name: str) -> None:
    """The text below a block in Octave is what it prints."""
    fences = FENCE.findall((TUTORIAL / f"{name}.md").read_text(encoding="utf-8"))
    for (kind, code), (_, printed) in pairwise(fences):
        if kind == "octave":
            command = [str(find_octave()), "--no-history", "--norc", "--eval", code]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            assert done.stdout == printed


def test_a_broken_snippet_is_found(tmp_path: Path) -> None:
    """A wrong number, and a line that raises an error, are reported with their line."""
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```pycon\n>>> 1 + 1\n2\n```\n\n```text\n>>> 1 / 0\n```\n")
    assert failures(page) == (1, "")
    page.write_text("# Page\n\n```pycon\n>>> 1 + 1\n3\n>>> missing\n```\n")
    count, report = failures(page)
    assert count == 2
    assert "line 4" in report
    assert "Expected:\n    3\nGot:\n    2" in report
    assert "NameError" in report


@pytest.mark.parametrize(
    ("wanted", "given", "same"),
    [
        ("right  93 %  1e-10", "right  92 %  1e-09", True),
        ("right  93 %  1e-10", "right  91 %  1e-10", False),
        ("right  93 %  1e-10", "wrong  93 %  1e-10", False),
        ("right  93 %  1e-10", "right  93 %  1e-07", False),
        ("0.12", "0.13", False),
        ("450 of 450", "449 of 450", False),
    ],
)
def test_only_percents_and_powers_of_ten_may_differ(wanted: str, given: str, same: bool) -> None:
    """By one, in a line that has a percent sign."""
    assert ToTheLastDigit().check_output(f"{wanted}\n", f"{given}\n", 0) is same


def test_the_mistake_that_the_tutorial_names_is_one() -> None:
    """The names in italics are those that check gives."""
    text = (TUTORIAL / "gradient.md").read_text()
    decay = ROOT / "pysoftmax" / "exercise" / "softmax" / "mistakes" / "decay.py"
    (name,) = re.findall(r"this mistake \*([^*]+)\*", text)
    assert f'"{name}",' in decay.read_text()
