"""Arguments that are files: they are there during the call, and nothing of them is left."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.files import FileContent, files_in_place


def test_a_file_is_there_during_the_call_alone() -> None:
    """Each case has a file of its own, with the name and the bytes; other arguments stay."""
    cases = [Case("f", (FileContent("a", b"one"), 2)), Case("f", (FileContent("a", b"two"), 3))]
    with files_in_place(cases) as placed:
        (first, second), (other, third) = (case.args for case in placed)
        assert (second, third) == (2, 3)
        for path, content in ((first, b"one"), (other, b"two")):
            assert Path(path).name == "a"
            assert Path(path).read_bytes() == content
    assert not Path(first).exists()
    assert not Path(other).exists()


def test_a_case_without_files_is_the_same() -> None:
    """Nothing is copied, and no folder is made."""
    cases = [Case("f", (1, "a"))]
    with files_in_place(cases) as placed:
        assert placed[0] is cases[0]


FORKS = """
import os, sys
from pysoftmax.comparison.case import Case
from pysoftmax.comparison.files import FileContent, files_in_place

def folder():
    with files_in_place([Case("f", (FileContent("a", b""),))]) as (placed,):
        return os.path.dirname(os.path.dirname(os.path.dirname(placed.args[0])))

print(folder(), flush=True)
if os.fork() == 0:
    print(folder(), flush=True)
    sys.exit()
os.wait()
print(folder())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_process_has_one_folder_which_goes_with_it() -> None:
    """A forked process does not share its parent's folder, and neither folder outlives it."""
    done = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, check=True)
    parent, child, again = done.stdout.split()
    assert parent == again != child
    assert not Path(parent).exists()
    assert not Path(child).exists()
