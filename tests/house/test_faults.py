"""The tool that plants faults."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LIST = """
[[group]]
tests = ["test_sum.py"]
faults = [
    ["sum.py", "a + b", "a - b"],
    ["sum.py", "c + d", "c - d"],
]
[harmless]
2 = "nobody calls it"
"""


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The tool as a module."""
    monkeypatch.syspath_prepend(ROOT / "tools")
    yield __import__("faults")
    sys.modules.pop("faults", None)


@pytest.fixture
def listed(faults: ModuleType, tmp_path: Path) -> list[Any]:
    """The list above, read."""
    (tmp_path / "list.toml").write_text(LIST)
    read: list[Any] = faults.read(tmp_path / "list.toml")
    return read


def test_a_list_is_read_in_its_order(listed: list[Any]) -> None:
    """Each fault has its number, its texts, the tests of its group, and why it does no harm."""
    assert [(f.number, f.old, f.new, f.tests, f.harmless) for f in listed] == [
        (1, "a + b", "a - b", ("test_sum.py",), ""),
        (2, "c + d", "c - d", ("test_sum.py",), "nobody calls it"),
    ]


def test_a_text_that_is_gone_is_named(
    faults: ModuleType, listed: list[Any], tmp_path: Path
) -> None:
    """A text must be in its file exactly once; otherwise the fault cannot be planted."""
    (tmp_path / "sum.py").write_text("x = a + b\ny = a + b\n")
    assert faults.misfits(listed, tmp_path) == [
        "  1 sum.py: a + b: the text is there 2 times; expected once",
        "  2 sum.py: c + d: the text is there 0 times; expected once",
    ]
    (tmp_path / "sum.py").write_text("x = a + b\ny = c + d\n")
    assert faults.misfits(listed, tmp_path) == []


def test_a_fault_is_planted_and_taken_away(
    faults: ModuleType, listed: list[Any], tmp_path: Path
) -> None:
    """The file has the new text inside the block, and its own after it, also after an error."""
    file = tmp_path / "sum.py"
    file.write_text("x = a + b\n")

    def fail() -> None:
        with faults.planted(listed[0], tmp_path):
            assert file.read_text() == "x = a - b\n"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert file.read_text() == "x = a + b\n"


def test_tests_notice_a_fault(faults: ModuleType, listed: list[Any], tmp_path: Path) -> None:
    """The tests pass in a tree as it is, and fail in it once the fault is planted."""
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "sum.py").write_text("def total(a, b):\n    return a + b\n")
    (tree / "test_sum.py").write_text(
        "from sum import total\ndef test(): assert total(1, 2) == 3\n"
    )
    assert faults.passes(tree, listed[0].tests)
    with faults.planted(listed[0], tree):
        assert not faults.passes(tree, listed[0].tests)
    assert faults.passes(tree, listed[0].tests)


def test_every_fault_fits_the_tree(faults: ModuleType) -> None:
    """Each text of the list is in its file exactly once, so that it can be planted."""
    assert faults.misfits(faults.read(ROOT / "tools" / "faults.toml"), ROOT) == []
