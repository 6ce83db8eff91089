"""The exercise's report, opened in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pysoftmax.report import write_report
from pysoftmax.softmaxExercise import run_exercise

pytestmark = pytest.mark.filterwarnings("error")

TITLES = [
    "The gradient check",
    "Cost and step length",
    "The learned weights",
    "Confusion matrix",
    "The most confident mistakes",
    "The most doubtful digit",
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a run on the embedded digits."""
    command = ["pysoftmax", "exercise", "--digits"]
    return write_report(run_exercise(), tmp_path_factory.mktemp("report"), command)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_sound(
    report: Path, visit: Callable[..., Any], width: int, scheme: str
) -> None:
    """No error, no request, every image drawn, nothing too wide, with all details open."""
    opened = visit(report, width, scheme)
    assert opened.problems() == {}
    opened.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert opened.problems() == {}
    assert opened.page.locator("figure h2").all_inner_texts() == TITLES
    assert opened.page.locator("figure img").count() == 6


def test_the_page_follows_the_colour_scheme(report: Path, visit: Callable[..., Any]) -> None:
    """Background and figures are dark in the dark scheme, and light in the light one."""
    backgrounds, sources = [], []
    for scheme in ("light", "dark"):
        page = visit(report, 1280, scheme).page
        backgrounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        sources.append(page.evaluate("[...document.images].map(image => image.currentSrc)"))
    assert backgrounds == ["rgb(246, 246, 244)", "rgb(22, 24, 27)"]
    assert all(light != dark for light, dark in zip(*sources, strict=True))


def test_a_screen_reader_finds_names_for_all(report: Path, visit: Callable[..., Any]) -> None:
    """Each image has a text with numbers, each section and figure a name, each header a scope."""
    page = visit(report, 1280, "light").page
    texts = page.evaluate("[...document.images].map(image => image.alt)")
    assert all(len(text) > 40 for text in texts)
    assert "The cost falls from" in texts[1]
    for role in ("figure", "region"):
        names = [
            element.get_attribute("aria-labelledby") for element in page.get_by_role(role).all()
        ]
        names = [name for name in names if name is not None]
        assert names
        assert all(page.locator(f"#{name}").inner_text() for name in names)
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("html").get_attribute("lang") == "en"


PAGE = "<!doctype html><html lang=en><link rel=icon href=data:,><body>{}"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<script>missing()</script>", "console or script errors"),
        ("<script>console.error('no')</script>", "console or script errors"),
        ("<img alt=x src=http://127.0.0.1:9/x.png>", "requests"),
        ("<img alt=x src='data:image/png;base64,AAAA'>", "images that are not drawn"),
        ("<img src='data:image/png;base64,AAAA'>", "images without a text"),
        ("<p style='width:400px'>wide", "elements that overflow"),
    ],
)
def test_each_fault_is_noticed(
    tmp_path: Path, visit: Callable[..., Any], body: str, kind: str
) -> None:
    """A page with a fault has a problem of that kind."""
    file = tmp_path / "page.html"
    file.write_text(PAGE.format(body), encoding="utf-8")
    assert kind in visit(file, 360, "light").problems()


def test_text_in_figures_is_legible_on_a_phone(report: Path, visit: Callable[..., Any]) -> None:
    """At 360 pixels the smallest text of a figure, of 8 points, is 10 pixels high or more."""
    page = visit(report, 360, "light").page
    sizes = page.evaluate("[...document.images].map(i => [i.clientWidth, i.naturalWidth])")
    assert len(sizes) == 6
    dots_per_inch = 200
    for shown, drawn in sizes:
        assert 8 / 72 * dots_per_inch * shown / drawn >= 10
