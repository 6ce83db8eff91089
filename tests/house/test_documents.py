"""The documents: their links, and the workflows beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/README.md")]
)


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ +(.*)$", re.sub(r"```.*?```", "", text, flags=re.S), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    """The relative links of a page that lead nowhere."""
    text = page.read_text(encoding="utf-8")
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.S)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (
            anchor and anchor not in anchors(target.read_text(encoding="utf-8"))
        ):
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    """Every file and every heading that a document links to exists."""
    assert not broken_links(page)


def test_a_link_to_a_missing_file_or_heading_is_found(tmp_path: Path) -> None:
    """The check notices both, and ignores code and addresses."""
    (tmp_path / "there.md").write_text("# What, now?\n")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](there.md) [b](there.md#what-now) [c](gone.md) [d](there.md#gone) [e](#gone)\n"
        "[f](https://example.org/gone)\n```\n[g](code.md)\n```\n"
    )
    assert broken_links(page) == ["gone.md", "there.md#gone", "#gone"]


def test_every_document_is_in_the_table_of_contents() -> None:
    """The pages that `make docs` builds are reached from the first one."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    listed = [line for line in index.splitlines() if re.fullmatch(r"[a-z][a-z0-9/-]+", line)]
    pages = {page.stem for page in (ROOT / "docs").glob("*.md")} - {"index"}
    assert sorted(listed) == sorted({*pages, "tutorial/index"})


def test_every_action_is_pinned_by_commit() -> None:
    """A workflow names the 40 digits of a commit and, in a comment, its release."""
    uses = [
        line.strip()
        for workflow in sorted((ROOT / ".github" / "workflows").glob("*.yml"))
        for line in workflow.read_text().splitlines()
        if "uses:" in line
    ]
    assert len(uses) >= 10
    for line in uses:
        assert re.fullmatch(r"- uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
