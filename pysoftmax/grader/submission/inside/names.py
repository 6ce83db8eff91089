"""Names of files and folders: what they are, what is left out and why, how they can be shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = [
    "ARCHIVES",
    "NOTEBOOK",
    "SUBMIT",
    "SUFFIXES",
    "instead",
    "is_archive",
    "is_source",
    "left_out",
    "plain",
    "readable",
    "stem",
    "suffix",
    "swapped",
]

SUFFIXES = {".py": "python", ".m": "octave"}
"""The suffixes of sources, and their languages."""
NOTEBOOK = ".ipynb"
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tbz")

SUBMIT = f"submit {' or '.join(SUFFIXES)} files"
"""What to do instead of submitting a file that is not read."""
_NOT_READ = {
    ".rar": "a RAR archive is not read; submit a .zip file",
    ".7z": "a 7-Zip archive is not read; submit a .zip file",
    ".gz": "a .gz file is not read; submit a .zip or .tar.gz file",
    ".xz": "a .xz file is not read; submit a .zip or .tar.xz file",
    ".bz2": "a .bz2 file is not read; submit a .zip or .tar.bz2 file",
    ".zst": "a Zstandard archive is not read; submit a .zip file",
    ".dmg": "a disk image is not read; submit a .zip file",
    ".iso": "a disk image is not read; submit a .zip file",
    ".mlx": "a MATLAB live script is not read; save it as a .m file and submit that",
    ".mlapp": f"a MATLAB app is not read; {SUBMIT}",
    ".p": "MATLAB P-code is not read; submit the .m file that it was made from",
    ".mexa64": "a compiled MEX file is not read; submit a .m file",
    ".mexw64": "a compiled MEX file is not read; submit a .m file",
    ".pyc": "compiled Python is not read; submit the .py file that it was made from",
    ".pyd": "a compiled module is not read; submit a .py file",
    ".so": "a compiled module is not read; submit a .py file",
    ".class": f"compiled Java is not read; {SUBMIT}",
    ".jar": f"compiled Java is not read; {SUBMIT}",
    ".java": f"Java is not graded; {SUBMIT}",
    ".exe": f"a program is not read; {SUBMIT}",
    ".pdf": f"a PDF document is not read; {SUBMIT}",
    ".doc": f"a Word document is not read; {SUBMIT}",
    ".docx": f"a Word document is not read; {SUBMIT}",
    ".odt": f"an OpenDocument text is not read; {SUBMIT}",
    ".rtf": f"a rich text document is not read; {SUBMIT}",
    ".pages": f"a Pages document is not read; {SUBMIT}",
    ".rmd": f"an R Markdown file is not read; {SUBMIT}",
    ".png": f"a picture is not read; {SUBMIT}",
    ".jpg": f"a picture is not read; {SUBMIT}",
    ".jpeg": f"a picture is not read; {SUBMIT}",
}
HARMLESS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".pages", ".rmd", ".png", ".jpg", ".jpeg")
"""Reports and pictures: usual beside code, so they need no remark there."""

_MACOS = "macOS wrote it"
_WINDOWS = "Windows wrote it"
_FOLDERS = {
    "__MACOSX": _MACOS,
    ".git": "it belongs to version control",
    ".svn": "it belongs to version control",
    ".hg": "it belongs to version control",
    "__pycache__": "it is a cache",
    ".ipynb_checkpoints": "it is a cache",
    ".pytest_cache": "it is a cache",
    ".mypy_cache": "it is a cache",
    "node_modules": "it holds installed packages",
    "site-packages": "it holds installed packages",
}
_FILES = {
    ".DS_Store": _MACOS,
    "Icon\r": _MACOS,
    "desktop.ini": _WINDOWS,
    "Desktop.ini": _WINDOWS,
    "Thumbs.db": _WINDOWS,
}
ENVIRONMENT = "it is a virtual environment"


def left_out(name: str, *, folder: bool) -> str:
    """Why an entry of that name is left out; empty if it is not."""
    known = (_FOLDERS if folder else _FILES).get(name, "")
    if known:
        return known
    if name.startswith("._"):
        return _MACOS
    if name.startswith("~$"):
        return "it is a lock file of an office program"
    return "its name starts with a dot" if name.startswith(".") else ""


def instead(name: str) -> str:
    """What to submit in place of a file that is not read; empty if nothing is known of its kind."""
    head, _, tail = name.rpartition(".")
    if tail.lower() == "txt" and suffix(head) in SUFFIXES:
        return f"a text file is not read; rename it to {head.rpartition('/')[2]}"
    return "" if is_archive(name) else _NOT_READ.get(suffix(name), "")


def suffix(name: str) -> str:
    """The suffix with its dot, in small letters; empty if there is none."""
    head, dot, tail = name.rpartition(".")
    return f".{tail.lower()}" if dot and head and "/" not in tail else ""


def stem(name: str) -> str:
    """A file's name without the suffix of an archive, a source or a notebook."""
    for known in sorted((*ARCHIVES, *SUFFIXES, NOTEBOOK), key=len, reverse=True):
        if name.lower().endswith(known) and len(name) > len(known):
            return name[: -len(known)]
    return name


def is_archive(name: str) -> bool:
    """Whether a file of that name is unpacked."""
    return name.lower().endswith(ARCHIVES)


def is_source(name: str) -> bool:
    """Whether a file of that name is read as code."""
    return suffix(name) in SUFFIXES or suffix(name) == NOTEBOOK


def plain(name: str) -> str:
    """A name without what people get wrong in it."""
    return "".join(c for c in name.lower() if c.isalnum())


_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def readable(name: str) -> str:
    """A name that a terminal, a page and a report can show, in composed characters.

    U+FFFD replaces bytes that are not UTF-8, control characters, line ends, and the characters
    that turn the direction of the text around.
    """
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    text = _TURNS.sub("\ufffd", unicodedata.normalize("NFC", text))
    bad = ("Cc", "Zl", "Zp", "Cs")
    return "".join("\ufffd" if unicodedata.category(c) in bad else c for c in text)


def swapped(function: str, own: Sequence[str], expected: Sequence[str]) -> str:
    """What to say of parameters with the expected names in another order; empty if all is well."""
    mine, right = [plain(name) for name in own], [plain(name) for name in expected]
    if mine == right or sorted(mine) != sorted(right):
        return ""
    return (
        f"the parameters of {function} are ({', '.join(own)}); expected them in the order "
        f"({', '.join(expected)})."
    )
