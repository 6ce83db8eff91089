"""The parity page, opened in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.reference import of_pysoftmax
from pysoftmax.parity.page import as_html
from pysoftmax.parity.report import About, Replay, Report
from pysoftmax.parity.run import FunctionParity, compare_function, planned_cases


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which one side's cost is wrong, another function agrees, and one is left out."""
    right = of_pysoftmax()
    wrong = InProcess("wrong", {"softmaxCost": lambda *args: (0.0, np.zeros(1))})
    planned = list(planned_cases(SOFTMAX, "softmaxCost", 20, 0))
    parities = [
        compare_function(right, wrong, planned, "softmaxCost", SOFTMAX, right),
        FunctionParity("softmaxPredict", cases=3, equal=3, not_given={"confidences": "Octave"}),
    ]
    about = About(
        python="pysoftmax",
        octave="/home/a teacher/" + "a-long-name/" * 12,
        command="pysoftmax parity --octave-dir " + "x" * 150,
        date="2026-01-31 12:00 UTC",
        seed=0,
        cases=20,
        versions={"pysoftmax": "1.0.0", "Octave": "7.3.0", "NumPy": "2.0.0"},
        left_out={"minFunc": "which the folder lacks"},
    )
    replays = {"softmaxCost": [Replay("the smallest disagreement", "python " * 30, "octave " * 30)]}
    reasons = {known.name: known.why for known in SOFTMAX.excuses}
    file = tmp_path_factory.mktemp("parity") / "parity.html"
    file.write_text(as_html(Report(about, parities, replays, reasons)), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_sound(page: Path, visit: Callable[..., Any], width: int, scheme: str) -> None:
    """No error, no request, nothing too wide, with all details open."""
    opened = visit(page, width, scheme)
    opened.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert opened.problems() == {}
    assert opened.page.locator("h2").all_inner_texts() == [
        "Not compared",
        "softmaxCost",
        "softmaxPredict",
    ]
    assert opened.page.locator(".badge").inner_text() == "disagree"
    assert opened.page.locator("tbody tr").count() == 2
    assert opened.page.locator("th:not([scope])").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_what_disagrees_is_seen_without_scrolling(
    page: Path, visit: Callable[..., Any], width: int
) -> None:
    """Every cell lies within the window; on a phone each has its column's name before it."""
    opened = visit(page, width, "light").page
    boxes = opened.evaluate(
        "[...document.querySelectorAll('tbody th, tbody td')].map(cell => {"
        "const box = cell.getBoundingClientRect(); return [box.left, box.right]; })"
    )
    assert len(boxes) == 22
    assert all(left >= 0 and right <= width for left, right in boxes)
    shown = opened.evaluate(
        "[...document.querySelectorAll('tbody tr:first-child td')].map(cell =>"
        "getComputedStyle(cell, '::before').content)"
    )
    assert shown[7] == ('"disagree "' if width == 360 else "none")
    roles = opened.get_by_role("table").get_by_role("rowheader").all_inner_texts()
    assert roles == ["softmaxCost", "softmaxPredict"]
