"""``python -m benchmarks``: make an environment for the peers, and run everything in it."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.environment import ROOT, environment

if __name__ == "__main__":
    command = [environment(), "-m", "benchmarks.run", *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)
