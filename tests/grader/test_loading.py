"""Loading a file: what the graded function does not use cannot fail it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from pysoftmax.comparison.case import Answer, Case

from .ports import student

FUNCTION = "def answer(x):\n    return 2 * x\n"

RIGHT = {
    "a missing module beside a partial function": (
        "import no_such_pictures\nfrom functools import partial\ndef both(x, by):\n"
        "    return by * x\nanswer = partial(both, by=2)\n",
        "missing module",
    ),
    "a missing module": ("import no_such_pictures\n" + FUNCTION, "missing module"),
    "a name of it": ("from no_such.pictures import show\n" + FUNCTION, "missing module"),
    "a missing file": (FUNCTION + "import numpy as np\nd = np.loadtxt('no.csv')\n", "not loaded"),
    "an exit": ("import sys\n" + FUNCTION + "sys.exit(3)\n", "not loaded"),
    "arguments": (
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('data')\n"
        "args = p.parse_args()\n" + FUNCTION,
        "not loaded",
    ),
    "a base class": (
        "from no_such.models import Base\nclass Mine(Base):\n    def double(self, x):\n"
        "        return 2 * x\ndef answer(x):\n    return Mine().double(x)\n",
        "missing module",
    ),
    "decorators": (
        "import no_such\n@no_such.jit(fast=True)\n@no_such.beartype\n" + FUNCTION,
        "missing module",
    ),
    "annotations": (
        "import no_such\ndef answer(x: no_such.Tensor | None) -> None | no_such.Tensor:\n"
        "    return 2 * x\n",
        "missing module",
    ),
    "a question": ("name = input('name? ')\n" + FUNCTION, "not loaded"),
    "the exercise": (FUNCTION + "while answer(1):\n    pass\n", "run on import"),
    "the exercise in a condition": (
        FUNCTION + "if True:\n    while answer(1):\n        pass\n",
        "run on import",
    ),
    "an optimiser": (
        FUNCTION + "def forever(f):\n    while True:\n        f(1)\n"
        "J = lambda x: answer(x)\nbest = forever(J)\n",
        "run on import",
    ),
}


def ask(folder: Path, files: dict[str, str]) -> tuple[Answer, list[tuple[str, str, int, str]]]:
    with student(folder, files) as one:
        (answer,) = one.answer([Case("mine:answer", (21,))])
    return answer, one.remarks


@pytest.mark.parametrize("what", RIGHT)
def test_the_function_works_and_a_remark_says_what_did_not(tmp_path: Path, what: str) -> None:
    """What the file does beside its function is a remark with its line, and no failure."""
    text, kind = RIGHT[what]
    answer, remarks = ask(tmp_path, {"mine.py": text})
    assert answer.failure is None
    assert int(answer.values[0]) == 42
    assert kind in [remark[0] for remark in remarks]
    for _, file, line, message in remarks:
        assert message.startswith(f"mine.py, line {line}: ")
        assert file == "mine.py"


def test_what_fails_for_the_same_reason_is_one_remark(tmp_path: Path) -> None:
    """Lines that only lack what a failed line defines are named in the remark on that line."""
    text = FUNCTION + (
        "import numpy as np\nd = np.loadtxt('no.csv')\ne = d + 1\nf = e * 2\nh = [1][2]\n"
    )
    answer, remarks = ask(tmp_path, {"mine.py": text})
    assert int(answer.values[0]) == 42
    first = FUNCTION.count("\n") + 2
    assert [line for _, _, line, _ in remarks] == [first, first + 3]
    assert remarks[0][3].endswith(
        f"the rest of the file was loaded, except lines {first + 1}, {first + 2}, which need it."
    )
    assert remarks[1][3].endswith(
        "(IndexError: list index out of range); the rest of the file was loaded."
    )


def test_what_lacks_only_what_was_left_out_is_no_remark(tmp_path: Path) -> None:
    """The remark on the line that runs the exercise is enough."""
    text = FUNCTION + "found = answer(1)\nshown = found + 1\nmore = shown * 2\nh = [1][2]\n"
    _, remarks = ask(tmp_path, {"mine.py": text})
    first = FUNCTION.count("\n") + 1
    assert [(kind, line) for kind, _, line, _ in remarks] == [
        ("run on import", first),
        ("not loaded", first + 3),
    ]


def test_an_installed_package_does_without_what_it_need_not_have(tmp_path: Path) -> None:
    """Only what the file itself imports is stood for: a package's own fallback is taken."""
    package = tmp_path / "site" / "installed"
    package.mkdir(parents=True)
    package.joinpath("__init__.py").write_text(
        "try:\n    import no_such_speedup\n    FACTOR = 3\nexcept ImportError:\n    FACTOR = 2\n"
    )
    (tmp_path / "mine").mkdir()
    text = (
        f"import sys\nsys.path.append({str(tmp_path / 'site')!r})\nimport no_such\n"
        "import installed\nimport no_such.inner as inner\n"
        "def answer(x):\n    return installed.FACTOR * x\nanswer(1)\n"
    )
    answer, remarks = ask(tmp_path / "mine", {"mine.py": text})
    assert answer.failure is None
    assert int(answer.values[0]) == 42
    assert {r[3] for r in remarks if r[0] == "missing module"} == {
        "mine.py, line 3: there is no module no_such here; what does not use it is graded all the "
        "same."
    }


def test_what_a_file_imports_is_loaded_alike(tmp_path: Path) -> None:
    """A helper in a file that runs the exercise is there for the graded function."""
    helper = "import no_such\ndef double(x):\n    return 2 * x\nwhile double(1):\n    pass\n"
    mine = "from helper import double\ndef answer(x):\n    return double(x)\n"
    answer, remarks = ask(tmp_path, {"mine.py": mine, "helper.py": helper})
    assert answer.failure is None
    assert int(answer.values[0]) == 42
    assert {remark[1] for remark in remarks} == {"helper.py"}


def test_a_variable_that_the_function_reads_is_there(tmp_path: Path) -> None:
    """What a definition needs is run, though it calls the student's own code."""
    text = "def two():\n    return 2\nFACTOR = two()\ndef answer(x):\n    return FACTOR * x\n"
    answer, _ = ask(tmp_path, {"mine.py": text})
    assert answer.failure is None
    assert int(answer.values[0]) == 42


def test_a_file_without_trouble_has_no_remarks(tmp_path: Path) -> None:
    """A clean file is loaded as Python loads it, ``__main__`` and all."""
    text = FUNCTION + 'if __name__ == "__main__":\n    answer(1)\n'
    assert ask(tmp_path, {"mine.py": text})[1] == []


USED = {
    "called": "import no_such\ndef answer(x):\n    return no_such.double(x)\n",
    "a name of it": "from no_such import double\ndef answer(x):\n    return double(x)\n",
    "a decorator": "import no_such\n@no_such.twice\ndef answer(x):\n    return 2 * x\n",
}


@pytest.mark.parametrize("how", USED)
def test_a_missing_module_that_is_used_fails_by_its_name(tmp_path: Path, how: str) -> None:
    """If the function needs the module, the error names the module."""
    answer, _ = ask(tmp_path, {"mine.py": USED[how]})
    assert answer.failure is not None
    assert "No module named 'no_such'" in answer.failure.message


def test_a_fallback_of_the_students_own_is_taken(tmp_path: Path) -> None:
    """Where the file handles the missing module itself, no stand-in gets in the way."""
    text = """
        try:
            import no_such as fast
        except ImportError:
            fast = None
        def answer(x):
            return 2 * x if fast is None else fast.double(x)
        """
    answer, remarks = ask(tmp_path, {"mine.py": textwrap.dedent(text)})
    assert answer.failure is None
    assert remarks == []


def test_a_function_that_cannot_be_defined_shows_the_first_error(tmp_path: Path) -> None:
    """If the definition itself fails, its error is the answer."""
    answer, _ = ask(tmp_path, {"mine.py": "def answer(x=undefined):\n    return x\n"})
    assert answer.failure is not None
    assert "name 'undefined' is not defined" in answer.failure.message


def test_a_function_made_of_another_does_not_run_the_exercise(tmp_path: Path) -> None:
    """A call of np.vectorize with a function of the file is loaded without a remark."""
    text = "import numpy as np\ndef one(x):\n    return 2 * x\nanswer = np.vectorize(one)\n"
    answer, remarks = ask(tmp_path, {"mine.py": text})
    assert answer.failure is None
    assert remarks == []
