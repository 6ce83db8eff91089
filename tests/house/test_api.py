"""The package's public interface."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import pysoftmax


@pytest.mark.parametrize("name", pysoftmax.__all__)
def test_every_public_name_stays_what_it_is_after_its_module_is_imported(name: str) -> None:
    """pysoftmax.softmaxCost is the function, not the module of that name."""
    if name not in ("ByteImages", "SoftmaxModel"):
        assert import_module(f"pysoftmax.{name}") is sys.modules[f"pysoftmax.{name}"]
    assert callable(getattr(pysoftmax, name))


def modules_after(statement: str) -> set[str]:
    """Return the top-level modules that a new Python has loaded after a statement."""
    script = f"import sys; {statement}; print(*{{m.split('.')[0] for m in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    return set(run.stdout.split())


def test_importing_the_package_loads_numpy_and_nothing_heavier() -> None:
    """SciPy, Numba, oct2py and other packages are only loaded by the functions that need them."""
    extra = modules_after("import pysoftmax") - modules_after("import numpy")
    heavy = {"scipy", "numba", "llvmlite", "oct2py", "pandas", "matplotlib", "click", "hypothesis"}
    assert "pysoftmax" in extra
    assert not extra & heavy


def test_the_command_line_loads_a_command_only_when_it_is_called() -> None:
    """--help loads neither SciPy nor the Octave bridge nor the templates."""
    script = "from pysoftmax.cli import main; main(['--version'], standalone_mode=False)"
    assert not modules_after(f"exec({script!r})") & {"scipy", "oct2py", "jinja2", "hypothesis"}
