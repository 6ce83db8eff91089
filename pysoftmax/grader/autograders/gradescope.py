"""Gradescope's autograder: an archive with ``setup.sh`` and ``run_autograder``.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from pysoftmax.atomic import atomic_write
from pysoftmax.grader.autograders.one import Parts, grade_one, rubric_in
from pysoftmax.grader.reports import gradescope

__all__ = ["build", "run"]

_SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the image.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends python3 python3-venv octave bubblewrap
python3 -m venv /opt/pysoftmax
/opt/pysoftmax/bin/pip install '{requirement}'
"""
_RUN = """\
#!/usr/bin/env bash
# Gradescope runs this in /autograder for each submission.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
exec "${PYSOFTMAX_PYTHON:-/opt/pysoftmax/bin/python}" -m pysoftmax gradescope run "$root"
"""
_EXECUTABLE = 0o755 << 16


def build(parts: Parts, output: Path) -> None:
    """Write the archive; its files are at its root, as Gradescope demands."""
    with (
        atomic_write(output) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, text in (
            ("setup.sh", _SETUP.format(requirement=parts.requirement)),
            ("run_autograder", _RUN),
        ):
            member = zipfile.ZipInfo(name)
            member.external_attr = _EXECUTABLE
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, text)
        for name, content in parts.files.items():
            archive.writestr(zipfile.ZipInfo(name), content)


def run(root: Path) -> None:
    """Grade ``submission`` below `root` by what is in ``source``, into ``results/results.json``.

    Raises
    ------
    ValueError, SurroundingsError
        As `grade_one`. Gradescope then says that the autograder failed.
    """
    result = grade_one(root / "submission", rubric_in(root / "source"))
    folder = root / "results"
    folder.mkdir(exist_ok=True)
    with atomic_write(folder / "results.json", "w", encoding="utf-8") as file:
        file.write(gradescope.render(result))
