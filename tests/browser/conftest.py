"""A real browser for pages: Chromium without a window and without a network.

A test calls ``visit(file, width, scheme)``. It opens the page and returns the `Visit`, whose
``problems()`` must be empty.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HEIGHT = 800

# What reaches beyond the window, except inside an element that scrolls by itself.
OVERFLOWING = """() => {
  const scrolls = element => {
    for (let e = element.parentElement; e; e = e.parentElement)
      if (e !== document.body && e !== document.documentElement
          && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)) return true;
    return false;
  };
  const wide = document.documentElement.clientWidth + 0.5;
  const found = [...document.body.querySelectorAll('*')].filter(element => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.right > wide || box.left < -0.5) && !scrolls(element);
  }).map(element => element.outerHTML.slice(0, 80));
  if (document.documentElement.scrollWidth > wide) found.push('the page scrolls sideways');
  return found;
}"""
UNDRAWN = """() => [...document.images]
  .filter(image => !image.complete || image.naturalWidth === 0 || image.clientWidth === 0)
  .map(image => image.alt || image.outerHTML.slice(0, 80))"""
UNLABELLED = """() => [...document.images]
  .filter(image => !image.hasAttribute('alt')).map(image => image.outerHTML.slice(0, 80))"""


@dataclass
class Visit:
    """A page that is open in the browser, and what happened while it loaded."""

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def problems(self) -> dict[str, list[str]]:
        """Whatever is wrong with the page, by its kind; empty if nothing is."""
        found = {
            "console or script errors": self.errors,
            "requests": self.requests,
            "images that are not drawn": self.page.evaluate(UNDRAWN),
            "images without a text": self.page.evaluate(UNLABELLED),
            "elements that overflow": self.page.evaluate(OVERFLOWING),
        }
        return {kind: details for kind, details in found.items() if details}


def _executable() -> str:
    for name in EXECUTABLES:
        if path := shutil.which(name):
            return path
    message = "Chromium is not installed; run: tools/setup.sh browser"
    if os.environ.get("PYSOFTMAX_BROWSER") == "require":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Chromium, started once for all tests."""
    from playwright.sync_api import sync_playwright

    executable = _executable()
    # Chromium's own sandbox does not run as root; the pages here are the project's own.
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox"] if as_root else []
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[[Path, int, str], Visit]]:
    """A function that opens a file in a window of that width, in a light or a dark scheme."""
    contexts = []

    def visit(file: Path, width: int, scheme: str) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        address = file.resolve().as_uri()
        visit = Visit(page)
        page.on("console", lambda m: visit.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.on("request", lambda r: _note(visit, r.url, address))
        page.goto(address, wait_until="load")
        page.evaluate("() => Promise.all([...document.images].map(i => i.decode().catch(() => 0)))")
        return visit

    yield visit
    for context in contexts:
        context.close()


def _note(visit: Visit, address: str, own: str) -> None:
    """Note a request for anything but the page itself; data within it are no request."""
    if address != own and not address.startswith("data:"):
        visit.requests.append(address)
