"""What a submission may import of pysoftmax, in a folder of its own.

The exercise hands out minFunc and the loaders; the functions that a student is to write are not in
this folder, so no submission can return the reference's answers by importing it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pysoftmax
from pysoftmax.resources import folder

__all__ = ["OCTAVE", "WORKER", "build_library"]

WORKER = "pysoftmax_worker"
OCTAVE = "octave"
_MODULES = (
    "atomic.py",
    "display_network.py",
    "images.py",
    "loadMNISTImages.py",
    "loadMNISTLabels.py",
    "model.py",
    "resources.py",
    "validation.py",
    "words.py",
)
_PACKAGES = ("datasets", "minFunc", "octave_random")
_DRAWING = (
    "figure plot hold title xlabel ylabel legend axis imagesc imshow image colormap colorbar "
    "subplot surf mesh bar scatter semilogx semilogy loglog line text print close clf drawnow "
    "axes grid contour hist errorbar saveas waitbar msgbox"
)
_WAITING = "pause input keyboard kbhit"
_DOES_NOTHING = """% There is no screen here, nor anybody at the keyboard: the run goes on.
function varargout = {name}(varargin)
  varargout = num2cell(zeros(1, nargout));
endfunction
"""
_MATPLOTLIB = (
    *("matplotlib", "matplotlib/pyplot", "matplotlib/cm", "matplotlib/colors", "matplotlib/image"),
    *("matplotlib/animation", "matplotlib/figure", "matplotlib/gridspec", "matplotlib/patches"),
    *("matplotlib/ticker", "mpl_toolkits", "mpl_toolkits/mplot3d", "mpl_toolkits/axes_grid1"),
)
_DRAWS_NOTHING = f"""from {WORKER}.drawing import *
from {WORKER}.drawing import __all__, __getattr__
"""
_PYLAB = f"""from numpy import *
from numpy.fft import *
from numpy.linalg import *
from numpy.random import *
from builtins import abs, bool, bytes, max, min, pow, round
import numpy as np
from {WORKER}.drawing import *
from {WORKER}.drawing import __all__ as _drawing

__all__ = [name for name in globals() if not name.startswith("_")] + _drawing
"""
"""NumPy's names and pyplot's in one: an old habit of those who come from MATLAB."""
_INIT = '''"""What the exercise hands out: minFunc and the loaders."""

from pysoftmax.loadMNISTImages import loadMNISTImages
from pysoftmax.loadMNISTLabels import loadMNISTLabels
from pysoftmax.model import SoftmaxModel


def __getattr__(name):
    raise ImportError(f"pysoftmax.{name} is not there for submissions; write your own")
'''


def build_library(library: Path) -> None:
    """Fill the empty folder `library` with the worker, minFunc and the loaders."""
    package = Path(pysoftmax.__file__).parent
    ignore = shutil.ignore_patterns("__pycache__")
    inside = Path(__file__).parent / "inside"
    shutil.copytree(inside, library / WORKER, ignore=ignore)
    (library / WORKER / OCTAVE).rename(library / OCTAVE)
    (library / "nobody").mkdir()
    for name in f"{_DRAWING} {_WAITING}".split():
        does_nothing = _DOES_NOTHING.format(name=name)
        (library / "nobody" / f"{name}.m").write_text(does_nothing, encoding="utf-8")
    for name in _MATPLOTLIB:
        (library / name).mkdir()
        (library / name / "__init__.py").write_text(_DRAWS_NOTHING, encoding="utf-8")
    (library / "pylab.py").write_text(_PYLAB, encoding="utf-8")
    (library / "matplotlib" / "pylab.py").write_text(_PYLAB, encoding="utf-8")
    shutil.copytree(folder("octave_ref") / "minFunc", library / "minFunc", ignore=ignore)
    handed_out = library / "pysoftmax"
    handed_out.mkdir()
    (handed_out / "__init__.py").write_text(_INIT, encoding="utf-8")
    for name in _MODULES:
        if (package / name).is_file():
            shutil.copy(package / name, handed_out / name)
    for name in _PACKAGES:
        shutil.copytree(package / name, handed_out / name, ignore=ignore)
    for path in (library, *library.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
