"""The arrangement of the non-zeros, when it is made, and the machine code on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from problems import Problem, in_form, problems, random_problem

from pysoftmax import ByteImages
from pysoftmax.kernels.compiled import plan
from pysoftmax.kernels.compiled.dense import DenseLoop
from pysoftmax.kernels.compiled.machine import entry_point, source_stamp
from pysoftmax.kernels.compiled.source import source_of
from pysoftmax.kernels.compiled.sparse import SparseLoop
from pysoftmax.kernels.compiled.zeros import STRIP, Index, count_entries, index_of, index_of_columns
from pysoftmax.kernels.team import shares

BLOCK = 100


def unfolded(indices: list[Index], size: int, count: int) -> NDArray[np.float64]:
    """Return the examples by pixels that the indices stand for."""
    matrix = np.zeros((count, -(-size // STRIP) * STRIP))
    for index in indices:
        run = entry = 0
        places, values, strips, ends, blocks = index.entries
        for block, end in enumerate(blocks):
            first = index.examples.start + block * BLOCK
            for r in range(run, end):
                for e in range(entry, ends[r]):
                    left = STRIP * int(strips[r])
                    row = first + int(places[e])
                    assert not matrix[row, left : left + STRIP].any(), "an example twice in a strip"
                    matrix[row, left : left + STRIP] = values[STRIP * e : STRIP * (e + 1)]
                entry = ends[r]
            run = end
    return matrix


@settings(max_examples=40)
@given(problem=problems, threads=st.sampled_from([1, 3]))
def test_index_of_dense_data(problem: Problem, threads: int) -> None:
    """An index holds every pixel once, and as many entries as were counted."""
    source = source_of(ByteImages(problem.pixels))
    size, count = problem.matrix.shape
    parts = shares(count, threads, BLOCK)
    counts = count_entries(source, parts, threads)
    indices = index_of(source, BLOCK, parts, counts, threads)
    matrix = unfolded(indices, size, count)
    np.testing.assert_array_equal(matrix[:, :size], problem.pixels)
    found = [index.entries for index in indices]
    assert sum(counts) == sum(int(e.ends[e.blocks[-1] - 1]) for e in found if e.blocks[-1])


def test_data_that_grow_while_they_are_indexed() -> None:
    """An index stays within its room when there are more non-zeros than were counted."""
    problem = random_problem(4, 10, 50, 300, 0.5)
    source = source_of(ByteImages(problem.pixels))
    (index,) = index_of(source, BLOCK, [range(300)], [700], 1)
    entries = index.entries
    assert entries.places.size == 701
    assert max(entries.ends[: entries.blocks[-1]]) == 700


@settings(max_examples=40)
@given(problem=problems, form=st.sampled_from(["csr", "csc in disorder"]))
def test_index_of_sparse_data(problem: Problem, form: str) -> None:
    """An index of a SciPy array holds what the array holds."""
    data = in_form(problem, form)
    matrix = unfolded(
        index_of_columns(data, BLOCK, shares(data.shape[1], 2, BLOCK), 2), *data.shape
    )
    np.testing.assert_array_equal(matrix[:, : data.shape[0]], data.toarray().T)


def loop_for(problem: Problem, data: object, reuse: bool) -> type:
    """Return which loop the plan takes."""
    return type(plan.choose_loop(data, problem.labels, problem.num_classes, reuse))


@pytest.mark.parametrize("form", ["bytes", "an example after another", "a pixel after another"])
def test_when_the_index_pays(form: str) -> None:
    """Few non-zeros and many evaluations call for an index; else the data are read directly."""
    few, many = (random_problem(4, 10, 50, 300, share) for share in (0.1, 0.9))
    assert loop_for(few, in_form(few, form), reuse=True) is SparseLoop
    assert loop_for(few, in_form(few, form), reuse=False) is DenseLoop
    assert loop_for(many, in_form(many, form), reuse=True) is DenseLoop


def test_large_data_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that is more than a quarter of the data and over the limit is not made."""
    problem = random_problem(4, 10, 50, 300, 0.15)
    monkeypatch.setattr(plan, "INDEX_BYTES", 1000)
    assert loop_for(problem, in_form(problem, "bytes"), reuse=True) is DenseLoop
    few = random_problem(4, 10, 50, 300, 0.01)
    assert loop_for(few, in_form(few, "bytes"), reuse=True) is SparseLoop


@pytest.mark.parametrize(
    ("size", "reuse", "loop"),
    [(700, True, SparseLoop), (700, False, None), (800, True, None)],
)
def test_when_sparse_arrays_are_indexed(size: int, reuse: bool, loop: type | None) -> None:
    """A SciPy array is indexed if many evaluations follow and blocks fill its strips well."""
    data = scipy.sparse.csc_array(
        (np.ones(900), np.arange(900) % size, np.arange(0, 901, 3)), (size, 300)
    )  # 3 entries an example: in a block of 256, 768
    chosen = plan.choose_loop(data, np.zeros(300, np.int64), 10, reuse)
    assert type(chosen) is (loop or type(None))


PROGRAM = """
import numpy as np
from pysoftmax import kernels
from pysoftmax.kernels.compiled import dense
data = np.arange(12.0).reshape(3, 4)
kernels.get("compiled").problem(data, np.array([0, 1, 0, 1]), 2).evaluate(np.ones((2, 3)), 0.0)
print(sum(dense._evaluate.stats.cache_hits.values()), len(dense._evaluate.signatures))
"""


def test_machine_code_is_kept(tmp_path: Path) -> None:
    """What one process compiled the next one finds on disk, or compiles anew if it is damaged."""

    def run() -> list[str]:
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
        finished = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
        return finished.stdout.split()

    assert run() == ["0", "1"]
    assert run() == ["1", "1"]

    for kept in tmp_path.rglob("*.nb?"):
        kept.write_bytes(b"junk")
    assert run() == ["0", "1"]
    assert run() == ["1", "1"]


def test_any_changed_file_renews_the_machine_code() -> None:
    """The stamp on the machine code covers every file that it is made from."""
    from pysoftmax.kernels.compiled import dense, sparse, zeros

    names = {name for name, _, _ in source_stamp()}
    assert {"packs.py", "lanewise.py", "softmax.py", "dense.py", "sparse.py"} <= names
    entries: tuple[Any, ...] = (dense._evaluate, sparse._evaluate, zeros._arrange)
    for entry in entries:
        assert entry._cache._cache_file._source_stamp == source_stamp()


def test_nowhere_to_keep_machine_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no folder may be written to, functions are compiled for the process alone."""
    from numba.core.caching import CacheImpl

    monkeypatch.setattr(CacheImpl, "_locator_classes", [])
    twice: Any = entry_point(lambda number: 2 * number)
    assert twice(21) == 42
    assert not twice.stats.cache_path


def test_no_room_for_machine_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk functions are compiled for the process alone."""
    from numba.core.caching import IndexDataCacheFile

    def write(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(IndexDataCacheFile, "_open_for_write", write)
    assert entry_point(lambda number: 2 * number)(21) == 42
