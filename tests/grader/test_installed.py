"""Which folders are somebody's, and which versions are too old."""

from __future__ import annotations

from pathlib import Path

import pytest

from pysoftmax.grader.installed import is_personal, octave_files
from pysoftmax.grader.known_holes import in_bubblewrap, in_kernel, in_python


@pytest.mark.parametrize("folder", ["", ".local", ".."])
def test_a_home_is_personal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: str) -> None:
    """The home, its .local, and every folder that the home is in."""
    home = tmp_path / "home of mine"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    assert is_personal(str((home / folder).resolve()))


@pytest.mark.parametrize("folder", ["/", "/root", "/home", "/root/.local"])
def test_the_systems_homes_are_personal(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    """Other people's homes too, whosever HOME is set."""
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setattr(Path, "glob", lambda path, _: iter([path / "alice"]))
    assert is_personal(folder)
    assert is_personal("/home/alice")
    assert is_personal("/home/alice/.local")


@pytest.mark.parametrize("folder", ["octave-9.2", "miniconda3/envs/course", ".pyenv/versions/3.12"])
def test_an_installation_of_its_own_is_not_personal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: str
) -> None:
    """A prefix that holds one installation may be mounted, also below a home."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert not is_personal(str(tmp_path / folder))
    assert not is_personal("/usr/local")
    assert not is_personal("/opt/octave")


@pytest.mark.parametrize("prefix", ["home", "home/.local", "home/octave-9"])
def test_an_octave_in_a_home_gives_its_own_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, prefix: str
) -> None:
    """Its folders, program and loaded libraries if its prefix is personal, otherwise the prefix."""
    place, home = tmp_path / prefix, tmp_path / "home"
    for name in ("lib/octave/9", "share/octave", "libexec/octave", "bin", "share/letters"):
        (place / name).mkdir(parents=True)
    library = place / "lib" / "liboctave.so.12"
    library.touch()
    program = place / "bin" / "octave-cli"
    said = f"pysoftmax:{place}\npysoftmax:{place}\npysoftmax:{program}\n"
    said += f"7f0-7f1 r-xp 00000000 08:01 12   {library}\n7f2-7f3 rw-p 00000000 00:00 0 [heap]\n"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{said}END\n")
    program.chmod(0o755)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("OCTAVE_EXECUTABLE", str(program))
    own = ["lib/octave", "libexec/octave", "share/octave", "bin/octave-cli", "lib/liboctave.so.12"]
    files = octave_files()
    if prefix == "home/octave-9":
        assert set(files) == {str(place), str(program), str(library)}
    else:
        assert sorted(files) == sorted(str(place / name) for name in own)


@pytest.mark.parametrize(
    ("version", "old"),
    [
        ("bubblewrap 0.8.0", True),
        ("bubblewrap 0.11.2", True),
        ("bubblewrap 0.12.0", False),
        ("bubblewrap 0.12.1", False),
        ("bubblewrap 1.0", False),
    ],
)
def test_old_bubblewraps_are_known(version: str, old: bool) -> None:
    """Before 0.12.0, mounts follow symbolic links."""
    assert bool(in_bubblewrap(version)) == old
    assert not old or version in in_bubblewrap(version)


@pytest.mark.parametrize(
    ("version", "old"),
    [
        ("3.11.7", True),
        ("3.11.13", False),
        ("3.12.10", True),
        ("3.12.11", False),
        ("3.13.3", True),
        ("3.13.4", False),
        ("3.14.0", False),
        ("3.15.0a2", False),
        ("3.9.20", True),
    ],
)
def test_old_pythons_are_known(version: str, old: bool) -> None:
    """Each series from the release on that repairs tarfile; older series never."""
    assert bool(in_python(version)) == old


@pytest.mark.parametrize(
    ("release", "old"),
    [
        ("4.19.0-27-amd64", True),
        ("5.4.0-190-generic", True),
        ("5.10.0-32-amd64", False),
        ("6.8.0", False),
        ("10.0", False),
    ],
)
def test_old_kernels_are_known(release: str, old: bool) -> None:
    """Before 5.10."""
    assert bool(in_kernel(release)) == old
