"""A folder of 200 functions and their ports, with 200 cases each: live, recorded and replayed.

Run: ``python -m benchmarks.functions``. The functions are made from ten patterns: vectors and
matrices of sizes that fit, a struct of options, loops, text, N-D arrays, sorting, cells, complex
numbers, logical indexing and rejected arguments.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

__all__ = ["main", "write"]

PATTERNS = {
    "cost": (
        """function [J, grad] = NAME (X, y, theta)
  residual = X * theta - y;
  J = residual' * residual / (2 * rows (X)) + K;
  grad = X' * residual / rows (X);
endfunction
""",
        """def NAME(X, y, theta):
    residual = X @ theta - y
    J = residual @ residual / (2 * X.shape[0]) + K
    return J, X.T @ residual / X.shape[0]
""",
        "problem",
        2,
    ),
    "options": (
        """function model = NAME (x, options)
  if (! isfield (options, "scale"))
    options.scale = K;
  endif
  model.scaled = options.scale * x;
  model.name = sprintf ("scale %d", options.scale);
endfunction
""",
        """def NAME(x, options):
    scale = options.get("scale", K)
    return {"scaled": scale * x, "name": f"scale {scale:d}"}
""",
        "with_options",
        1,
    ),
    "loop": (
        """function s = NAME (x)
  s = zeros (size (x));
  total = K;
  for k = 1:numel (x)
    total = total / 2 + x(k);
    s(k) = total;
  endfor
endfunction
""",
        """def NAME(x):
    s, total = np.zeros(x.shape), K
    for k, entry in enumerate(x):
        total = total / 2 + entry
        s[k] = total
    return s
""",
        "[vectors()]",
        1,
    ),
    "text": (
        """function t = NAME (text, n)
  t = upper (strtrim (text));
  t = [repmat("-", 1, n), t, sprintf("%d", K)];
endfunction
""",
        """def NAME(text, n):
    return "-" * n + text.strip(" \\t\\n\\v\\f\\r\\0").upper() + str(K)
""",
        "[texts(), st.integers(0, 5)]",
        1,
    ),
    "pages": (
        """function m = NAME (V)
  m = permute (mean (V, 1), [3 2 1]) + K;
endfunction
""",
        """def NAME(V):
    return V.mean(axis=0).T + K
""",
        "pages",
        1,
    ),
    "order": (
        """function [s, place] = NAME (x)
  [s, place] = sort (K * x, "descend");
endfunction
""",
        """def NAME(x):
    place = np.argsort(-K * x, kind="stable")
    return K * x[place], place + 1
""",
        "[vectors()]",
        2,
    ),
    "words": (
        """function lengths = NAME (words)
  lengths = cellfun (@numel, words) + K;
endfunction
""",
        """def NAME(words):
    return np.array([[len(word) + K for word in words]])
""",
        "[st.lists(texts(), min_size=1, max_size=5)]",
        1,
    ),
    "waves": (
        """function z = NAME (x)
  z = exp (1i * K * x) .* x;
endfunction
""",
        """def NAME(x):
    return np.exp(1j * K * x) * x
""",
        "[vectors(SIZES, angles())]",
        1,
    ),
    "masked": (
        """function [y, count] = NAME (A, limit)
  y = A;
  y(A > limit) = K;
  count = sum (A(:) > limit);
endfunction
""",
        """def NAME(A, limit):
    return np.where(A > limit, K, A), (A > limit).sum()
""",
        "[matrices(), numbers()]",
        2,
    ),
    "strict": (
        """function y = NAME (x)
  if (x < 0)
    error ("NAME:negative", "x is %g", x);
  endif
  y = sqrt (x) * K;
endfunction
""",
        """def NAME(x):
    if x < 0:
        raise ValueError(x)
    return np.sqrt(x) * K
""",
        "[numbers(-1, 9)]",
        1,
    ),
}
"""The .m file, the port, the arguments and the number of outputs of each pattern."""

TEST_HEAD = """import numpy as np
import ports
from hypothesis import strategies as st

from pysoftmax.testing import against_octave
from pysoftmax.testing.inputs import SIZES, angles, matrices, numbers, tensors, texts, vectors


def problem(draw):
    m, n = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    return draw(matrices(m, n)), draw(vectors(m)), draw(vectors(n))


def with_options(draw):
    options = st.fixed_dictionaries({}, optional={"scale": st.integers(1, 9)})
    return draw(vectors()), draw(options)


def pages(draw):
    return (draw(tensors(*[draw(st.integers(2, 4)) for _ in range(3)])),)
"""
TEST = """

@against_octave("octave/NAME.m", ARGUMENTS, nargout=NARGOUT, relative=1e-12, absolute=1e-12)
def test_NAME(GIVEN):
    return ports.NAME(GIVEN)
"""
GIVEN = {"problem": "X, y, theta", "with_options": "x, options", "pages": "V"}


def write(folder: Path, functions: int) -> None:
    """Write the .m files, the module of ports, and the tests."""
    (folder / "octave").mkdir(parents=True)
    ports, tests = ["import numpy as np\n"], [TEST_HEAD]
    for number in range(functions):
        kind = list(PATTERNS)[number % len(PATTERNS)]
        octave, python, arguments, nargout = PATTERNS[kind]
        names = {"NAME": f"{kind}{number}", "K": str(number % 7 + 2)}
        names["NARGOUT"] = str(nargout)
        given = arguments.strip("[]") if arguments.startswith("[") else f"arguments={arguments}"
        names["GIVEN"] = GIVEN.get(arguments, _names(python))
        names["ARGUMENTS"] = given
        (folder / "octave" / f"{names['NAME']}.m").write_text(_filled(octave, names))
        ports.append(_filled(python, names))
        tests.append(_filled(TEST, names))
    (folder / "ports.py").write_text("\n\n".join(ports))
    (folder / "test_ports.py").write_text("".join(tests))


def _names(python: str) -> str:
    return python.partition("(")[2].partition(")")[0]


def _filled(text: str, names: dict[str, str]) -> str:
    return re.sub(r"NAME|NARGOUT|GIVEN|ARGUMENTS|\bK\b", lambda found: names[found[0]], text)


def main() -> None:
    """Print the seconds of each kind of run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.functions", description=__doc__)
    parser.add_argument("--functions", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=1, help="processes of pytest-xdist")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        write(Path(name) / "work", options.functions)
        for mode in ("require", "record", "replay"):
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
            command += ["-n", str(options.jobs)] if options.jobs > 1 else []
            started = time.perf_counter()
            run = subprocess.run(
                [*command, f"--octave={mode}"],
                cwd=Path(name) / "work",
                capture_output=True,
                text=True,
                check=False,
            )
            seconds = time.perf_counter() - started
            last = "\n".join(run.stdout.splitlines()[-3:])
            if run.returncode:
                raise SystemExit(run.stdout[-5000:])
            print(f"{mode:8} {seconds:6.1f} s\n{last[-300:]}")


if __name__ == "__main__":
    main()
