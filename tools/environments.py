"""Install this tree in fresh environments of many kinds, and run its first commands in each.

    python tools/environments.py                   every kind, with this Python
    python tools/environments.py wheel lowest      only those
    python tools/environments.py --python 3.13     with another Python, which uv finds

It needs uv and the network, and prints a table: the installation, then ``pysoftmax --help``, the
exercise on the digits, and ``check`` of the unfinished starter code, each run without a network
where the system can take it away. The status is 1 if anything fails.
"""

from __future__ import annotations

import argparse
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
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = tuple(e for e in PROJECT["optional-dependencies"] if e not in ("test", "lint", "docs"))


@dataclass(frozen=True)
class Kind:
    """A kind of environment.

    Attributes
    ----------
    name
        For the table.
    extras
        What is installed in addition, as in ``pysoftmax[extras]``.
    options
        Of ``uv pip install``.
    source
        Whether the source archive is installed, not the wheel.
    folder
        The name of the environment's folder.
    read_only
        Whether its files cannot be written to once it is installed.
    """

    name: str
    extras: str = ""
    options: tuple[str, ...] = ()
    source: bool = False
    folder: str = "environment"
    read_only: bool = False


KINDS = (
    Kind("wheel"),
    Kind("sdist", source=True),
    Kind("lowest", "all", ("--resolution", "lowest-direct")),
    Kind("newest", "all"),
    Kind("pre-releases", "all", ("--prerelease", "allow")),
    Kind("space and accent", folder="mes élèves"),
    Kind("read-only", read_only=True),
    *(Kind(f"[{extra}]", extra) for extra in EXTRAS),
)


def run(command: Sequence[str | Path], cwd: Path, *, online: bool = False) -> tuple[int, str]:
    """Return the status and the output of a command, without a network unless `online`."""
    alone = ["unshare", *([] if os.geteuid() == 0 else ["--map-current-user"]), "--net"]
    cut = not online and shutil.which("unshare") is not None
    if cut and subprocess.run([*alone, "true"], check=False, capture_output=True).returncode == 0:
        command = [*alone, *command]
    hidden = ("PYTHONPATH", "VIRTUAL_ENV", "PYSOFTMAX_MNIST")
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env={**environment, "HOME": str(cwd)},
        check=False, capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@contextlib.contextmanager
def locked(folder: Path, *, lock: bool) -> Iterator[None]:
    """Take away the right to write to a folder's files, and give it back."""
    if lock:
        subprocess.run(["chmod", "-R", "a-w", folder], check=True)
    try:
        yield
    finally:
        if lock:
            subprocess.run(["chmod", "-R", "u+w", folder], check=True)


def tried(kind: Kind, archives: Path, place: Path, uv: str, python: str) -> dict[str, str]:
    """Return what each step gave: "ok", or the last line of what it printed."""
    environment = place / kind.folder
    work = place / "work"
    work.mkdir(parents=True)
    archive = next(archives.glob("*.tar.gz" if kind.source else "*.whl"))
    what = f"pysoftmax{f'[{kind.extras}]' * bool(kind.extras)} @ {archive.as_uri()}"
    interpreter = environment / "bin" / "python"
    results: dict[str, str] = {}
    for command in (
        [uv, "venv", "--quiet", "--python", python, environment],
        [uv, "pip", "install", "--quiet", "--python", interpreter, *kind.options, what],
    ):
        status, output = run(command, work, online=True)
        if status:
            return {"install": _last(output)}
    results["install"] = "ok"
    program = environment / "bin" / "pysoftmax"
    with locked(environment, lock=kind.read_only):
        for name, arguments, wanted, words in (
            ("--help", ["--help"], 0, "Commands:"),
            ("exercise", ["exercise", "--digits"], 0, "Accuracy: 9"),
            ("start", ["start", "mine"], 0, ""),
            ("check", ["check", "mine", "--unsandboxed"], 1, "0 of 100 points"),
        ):
            status, output = run([program, *arguments], work)
            good = status == wanted and words in output
            results[name] = "ok" if good else f"status {status}: {_last(output)}"
    return results


def _last(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:90] if lines else "nothing printed"


def main() -> int:
    """Print the table; return the status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("kinds", nargs="*", help="which kinds; all of them by default")
    parser.add_argument("--python", default=sys.executable, help="version or path")
    chosen = parser.parse_args()
    uv = shutil.which("uv")
    if uv is None:
        print("uv is missing: pip install uv", file=sys.stderr)
        return 2
    kinds = [kind for kind in KINDS if not chosen.kinds or kind.name in chosen.kinds]
    if not kinds:
        parser.error(f"expected some of {', '.join(kind.name for kind in KINDS)}")
    failed = False
    print(f"{'environment':18} install  --help  exercise  start  check")
    with tempfile.TemporaryDirectory(prefix="environments-of-pysoftmax-") as folder:
        archives = Path(folder, "archives")
        subprocess.run([uv, "build", "--quiet", "--out-dir", archives, ROOT], check=True)
        for number, kind in enumerate(kinds):
            results = tried(kind, archives, Path(folder, str(number)), uv, chosen.python)
            print(f"{kind.name:18} {'  '.join(results.values())}", flush=True)
            failed |= any(result != "ok" for result in results.values())
            shutil.rmtree(Path(folder, str(number)), ignore_errors=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
