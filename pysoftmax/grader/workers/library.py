"""What a submission may import and call, in a folder of its own.

The functions that a student is to write are not in this folder, so no submission can return the
reference's answers by importing it.
"""

from __future__ import annotations

import compileall
import shutil
from pathlib import Path

from pysoftmax.exercise import Library

__all__ = ["OCTAVE", "WORKER", "build_library", "compile_modules"]

WORKER = "pysoftmax_worker"
OCTAVE = "octave"
EXTRA = "handed_out"
"""The folder of the exercise's own folders of .m files."""
_DRAWING = (
    "figure plot hold title xlabel ylabel legend axis imagesc imshow image colormap colorbar "
    "subplot surf mesh bar scatter semilogx semilogy loglog line text print close clf drawnow "
    "axes grid contour hist errorbar saveas waitbar msgbox"
)
_WAITING = "pause input keyboard kbhit"
_DOES_NOTHING = """% There is no screen and no keyboard here: the run goes on.
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
"""NumPy's and pyplot's names together, as many who come from MATLAB expect."""


def build_library(place: Path, library: Library) -> None:
    """Fill the empty folder `place` with the worker and the files that the exercise provides."""
    inside = Path(__file__).parent / "inside"
    shutil.copytree(inside, place / WORKER)
    (place / WORKER / OCTAVE).rename(place / OCTAVE)
    (place / "nobody").mkdir()
    for name in f"{_DRAWING} {_WAITING}".split():
        does_nothing = _DOES_NOTHING.format(name=name)
        (place / "nobody" / f"{name}.m").write_text(does_nothing, encoding="utf-8")
    for name in _MATPLOTLIB:
        (place / name).mkdir()
        (place / name / "__init__.py").write_text(_DRAWS_NOTHING, encoding="utf-8")
    (place / "pylab.py").write_text(_PYLAB, encoding="utf-8")
    (place / "matplotlib" / "pylab.py").write_text(_PYLAB, encoding="utf-8")
    (place / EXTRA).mkdir()
    for folder in library.octave:
        shutil.copytree(folder, place / EXTRA / folder.name)
    for name, source in library.python.items():
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy2(source, target)
    for name, text in library.texts.items():
        (place / name).write_text(text, encoding="utf-8")
    compile_modules(place)
    for path in (place, *place.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def compile_modules(folder: Path) -> None:
    """Compile what is not yet compiled below `folder`, for processes that may not write there.

    Each would otherwise compile every module again, a tenth of a second of each start.
    """
    compileall.compile_dir(folder, quiet=2)
