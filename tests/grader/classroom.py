"""Lays out the submissions of `submissions/` as a class would hand them in.

A folder there holds only what is particular about a submission; the rest is the right solution of
its language in `base-octave` or `base-python`.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

SUBMISSIONS = Path(__file__).parent / "submissions"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (SUBMISSIONS / "expected.toml").read_text(encoding="utf-8")
)


def lay_out(name: str, folder: Path) -> Path:
    """The submission's own folder, within `folder`."""
    expected = EXPECTED[name]
    place = folder / name
    if expected.get("complete"):
        place.mkdir()
    else:
        shutil.copytree(SUBMISSIONS / f"base-{name.split()[0]}", place)
    for absent in expected.get("without", []):
        (place / absent).unlink()
    if (SUBMISSIONS / name).is_dir():
        shutil.copytree(SUBMISSIONS / name, place, dirs_exist_ok=True)
    return place
