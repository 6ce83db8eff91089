"""Plant each fault of faults.toml in a copy of this tree, and report which of them tests notice.

    python tools/faults.py             every fault (`make faults`)
    python tools/faults.py store 12    those whose file contains "store", and the twelfth

A fault is a piece of a file, what replaces it, and the tests that should fail then. The status is 1
if a fault goes unnoticed that does not say why it does no harm, and 2 if the list does not fit the
tree: a text that is not in its file exactly once, or tests that fail without a fault.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Fault:
    """A fault to plant.

    Attributes
    ----------
    number
        Its place in the list, from 1.
    file
        Which file, relative to the tree.
    old, new
        The text, which is there exactly once, and what replaces it.
    tests
        The arguments of pytest: which tests should fail.
    harmless
        Why no test can notice it; empty if one should.
    """

    number: int
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    harmless: str = ""

    def __str__(self) -> str:
        return f"{self.number:3} {self.file}: {' '.join(self.old.split())[:60]}"


def read(path: Path) -> list[Fault]:
    """Return the faults of a list."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    faults: list[Fault] = []
    for group in table["group"]:
        for file, old, new in group["faults"]:
            faults.append(Fault(len(faults) + 1, file, old, new, tuple(group["tests"])))
    why = table.get("harmless", {})
    return [Fault(**{**vars(f), "harmless": why.get(str(f.number), "")}) for f in faults]


def misfits(faults: Sequence[Fault], tree: Path) -> list[str]:
    """Return a line for each fault whose text is not in its file exactly once."""
    lines = []
    for fault in faults:
        path = tree / fault.file
        count = path.read_text(encoding="utf-8").count(fault.old) if path.is_file() else 0
        if count != 1 or fault.old == fault.new:
            lines.append(f"{fault}: the text is there {count} times; expected once")
    return lines


def copied(tree: Path, place: Path) -> None:
    """Copy the files of a tree that git knows, or all of them outside a clone."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=tree, check=False, capture_output=True, text=True
    )
    names = [name for name in listed.stdout.split("\0") if name]
    if not names:
        ignored = shutil.ignore_patterns(".venv*", "__pycache__", ".*_cache", "build", "dist")
        shutil.copytree(tree, place, ignore=ignored, dirs_exist_ok=True)
    for name in names:
        if (tree / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(tree / name, place / name)


def passes(tree: Path, tests: Sequence[str]) -> bool:
    """Return whether the tests pass in a tree, in a fork of this process.

    What pytest and NumPy need to start is imported here once, before any fork.
    """
    import hypothesis  # noqa: F401
    import numpy  # noqa: F401
    import pytest
    import scipy.sparse  # noqa: F401

    child = os.fork()
    if child == 0:
        status = 1
        try:
            with (tree.parent / "output.txt").open("w") as output:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
            os.chdir(tree)
            sys.path.insert(0, str(tree))
            os.environ["PYTHONPATH"] = str(tree)
            sys.dont_write_bytecode = True
            os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
            options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header"]
            options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # of these imports
            status = int(pytest.main([*options, *tests]))
        finally:
            sys.stdout.flush()
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


@contextlib.contextmanager
def planted(fault: Fault, tree: Path) -> Iterator[None]:
    """Plant a fault in a tree, and take it away again."""
    path = tree / fault.file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(text, encoding="utf-8")


def main(chosen: Sequence[str]) -> int:
    """Run the faults that are chosen, all of them by default; return the status."""
    faults = read(Path(__file__).with_name("faults.toml"))
    if lines := misfits(faults, ROOT):
        print(*lines, sep="\n", file=sys.stderr)
        return 2
    some = [f for f in faults if not chosen or any(c in (f.file, str(f.number)) or
            (not c.isdigit() and c in f.file) for c in chosen)]  # fmt: skip
    if not some:
        print(f"no fault is {' or '.join(chosen)}; expected numbers or parts of files' names")
        return 2
    missed = []
    with tempfile.TemporaryDirectory(prefix="faults-of-pysoftmax-") as folder:
        tree = Path(folder, "tree")
        copied(ROOT, tree)
        for tests in dict.fromkeys(f.tests for f in some):
            if not passes(tree, tests):
                print(f"{' '.join(tests)} fails without a fault:", file=sys.stderr)
                print(Path(folder, "output.txt").read_text()[-2000:], file=sys.stderr)
                return 2
        for fault in some:
            with planted(fault, tree):
                noticed = not passes(tree, fault.tests)
            if not noticed:
                missed.append(fault)
            print("noticed " if noticed else "MISSED  ", fault, flush=True)
    open_ = [fault for fault in missed if not fault.harmless]
    print(f"{len(some) - len(missed)} of {len(some)} faults are noticed")
    for fault in missed:
        print(f"not noticed: {fault}" + f" ({fault.harmless})" * bool(fault.harmless))
    return 1 if open_ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
