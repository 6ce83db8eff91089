"""`pysoftmax parity --functions`: the table, one row for each .m file, the reports, the history."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from pysoftmax.testing import tally
from pysoftmax.testing.functions.history import HistoryError, add, changes, last
from pysoftmax.testing.functions.reports import as_html, as_json, require_places
from pysoftmax.testing.functions.summary import FunctionRow, verdict
from pysoftmax.testing.functions.table import FunctionTableError, Table

M_FILES = {
    "halveAll": "y = x / 2;",
    "drifts": "y = x * (1 + 1e-9);",
    "refuses": "error ('refuses:all', 'no');",
    "raises": "y = x;",
    "noPort": "y = x;",
    "notTested": "y = x;",
    "decorated": "y = 3 * x;",
}
PORTS = """
def halve_all(x):
    return x / 2


def drifts(x):
    return x


def refuses(x):
    return x


def raises(x):
    raise ValueError("not yet")


def not_tested(x):
    return x
"""
TEST = """
from hypothesis import strategies as st
from pysoftmax.testing import against_octave


@against_octave("octave/decorated.m", st.integers(1, 9), examples=20)
def test_decorated(x):
    return 3 * x
"""
TABLE = """
octave = ["octave"]
python = "python"
tests = ["test_decorated.py"]

[defaults]
examples = 20
"""
TESTED = ("halveAll", "drifts", "refuses", "raises")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of .m files and ports, of which some agree."""
    folder = tmp_path_factory.mktemp("functions")
    for name in ("octave", "python"):
        (folder / name).mkdir()
    for name, body in M_FILES.items():
        (folder / "octave" / f"{name}.m").write_text(f"function y = {name} (x)\n  {body}\nend\n")
    (folder / "python" / "ports.py").write_text(PORTS)
    (folder / "test_decorated.py").write_text(TEST)
    pairs = "".join(f'\n[functions.{name}]\narguments = ["numbers"]\n' for name in TESTED)
    (folder / "functions.toml").write_text(TABLE + pairs)
    return folder


def _parity(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pysoftmax", "parity", "--functions", "functions.toml"]
    return subprocess.run(
        [*command, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.octave
def test_a_folder_has_a_row_for_each_file(place: Path) -> None:
    """Who agrees, which side fails, what is not tested; and what the next run has changed."""
    options = ("--history", "history.jsonl", "--report")
    first = _parity(place, "--jobs", "2", *options, "report.json")
    tally.count("halveAll", 20)
    assert first.returncode == 1, first.stdout + first.stderr
    results = dict(re.findall(r"^(\w+) .*  (\w[\w ]+(?:: [\w ,]+)?)$", first.stdout, re.MULTILINE))
    results.pop("function", None)
    assert results == {
        "decorated": "agree",
        "drifts": "disagree: values differ",
        "halveAll": "agree",
        "noPort": "no port",
        "notTested": "not tested",
        "raises": "disagree: Python fails",
        "refuses": "disagree: Octave fails",
    }
    assert "DISAGREE: drifts, raises, refuses; 2 of 7 functions agree" in first.stdout
    report = json.loads((place / "report.json").read_text())
    by_name = {row["name"]: row for row in report["functions"]}
    assert by_name["drifts"]["worst"] == pytest.approx(1e-9, rel=1e-6)
    assert by_name["drifts"]["used"] == pytest.approx(1000, rel=1e-6)
    assert by_name["halveAll"]["port"] == "ports:halve_all"
    assert by_name["halveAll"]["cases"] == 20
    assert "ValueError: not yet" in by_name["raises"]["problem"]
    m_file = place / "octave" / "drifts.m"
    m_file.write_text(m_file.read_text().replace("1e-9", "0"))
    second = _parity(place, *options, "report.xml", "--only", "drifts", "--only", "halveAll")
    assert second.returncode == 0, second.stdout + second.stderr
    assert "AGREE: 2 of 2 functions agree, in 40 cases" in second.stdout
    assert "  mended: drifts\nwrote" in second.stdout
    suite = ET.parse(place / "report.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "0")
    runs = (place / "history.jsonl").read_text().splitlines()
    assert len(runs) == 2
    assert set(json.loads(runs[1])["functions"]) == set(M_FILES)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('octave = ["octave"]', "", "has no octave; expected folders of .m files"),
        ('octave = ["octave"]', 'octave = ["matlab"]', "octave has .*matlab'; expected a folder"),
        ("examples", "example", r"\[defaults\] has the key 'example'; expected one of"),
        ("halveAll]", "halfAll]", r"has \[functions.halfAll\]; expected the name of a .m file"),
        ("[functions.drifts]", "[functions.noPort]", "has no port; expected python = "),
        ('["numbers"]', '["number"]', "arguments has 'number'; expected a name in .*, matrices"),
        ('["numbers"]', '"numbers"', "arguments has 'numbers'; expected a name in"),
        ('["numbers"]', '["numbers"]\ncompare = "exactly"', "compare is 'exactly'; expected one"),
        ('["numbers"]', '["numbers"]\npython = "no:such"', "no:such cannot be imported"),
        ("[defaults]", "[defaults", "cannot be read: "),
    ],
)
def test_a_table_that_cannot_be_used_says_why(place: Path, old: str, new: str, words: str) -> None:
    """Each message names the place, what is there and what is expected."""
    text = (place / "functions.toml").read_text()
    assert old in text
    wrong = place / "wrong.toml"
    wrong.write_text(text.replace(old, new))
    with pytest.raises(FunctionTableError, match=words):
        Table.read(wrong).tests_of_pairs()


@pytest.mark.parametrize(
    ("m_file", "port"),
    [("computeCost", "compute_cost"), ("PCAWhiten", "pca_whiten"), ("normEqn2", "norm_eqn2")],
)
def test_a_port_is_found_by_its_name(tmp_path: Path, m_file: str, port: str) -> None:
    """In lower case with underscores, in any file of the folder that can be parsed."""
    (tmp_path / f"{m_file}.m").write_text("x = 1;")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "here.py").write_text(f"def {port}():\n    pass\n")
    (tmp_path / "broken.py").write_text("def (")
    (tmp_path / "table.toml").write_text('octave = "."\npython = "."\n')
    assert Table.read(tmp_path / "table.toml").twins == {m_file: f"sub.here:{port}"}


def _row(name: str, result: str = "agree", worst: float = 0.0) -> FunctionRow:
    return FunctionRow(name, f"{name}.m", "", 1, result, 20, 0, worst)  # type: ignore[arg-type]


def test_changes_are_listed_and_nothing_else() -> None:
    """New failures, mended ones, a worst difference that grew, new and gone functions."""
    before = {
        "functions": {
            name: {"result": result, "worst": worst}
            for name, result, worst in [
                ("fails", "agree", 0.0),
                ("mended", "disagree", 1.0),
                ("grown", "agree", 1e-15),
                ("steady", "agree", 1e-15),
                ("still", "disagree", 1.0),
                ("ported", "no port", 0.0),
                ("gone", "agree", 0.0),
            ]
        }
    }
    rows = [
        _row("fails", "disagree", 1.0),
        _row("mended"),
        _row("grown", worst=3e-12),
        _row("steady", worst=1.9e-15),
        _row("still", "disagree", 2.0),
        _row("ported", "not tested"),
        _row("new"),
    ]
    assert changes(before, rows) == [
        "now fails: fails; it was: agree",
        "mended: mended",
        "grown: grown, from 1.0e-15 to 3.0e-12",
        "changed: ported, from no port to not tested",
        "new: new, agree",
        "gone: gone",
    ]
    assert "gone: gone" not in changes(before, rows, only=["new"])


def test_a_history_is_read_back_and_another_file_is_refused(tmp_path: Path) -> None:
    """The last line counts; a file that holds something else is not appended to."""
    path = tmp_path / "history.jsonl"
    assert last(path) is None
    add(path, [_row("f")], {"date": "then"})
    add(path, [_row("f", worst=2.0)], {"date": "now"})
    run = last(path)
    assert run is not None
    assert (run["date"], run["functions"]["f"]["worst"]) == ("now", 2.0)
    (tmp_path / "notes.txt").write_text("my notes\n")
    with pytest.raises(HistoryError, match=r"notes.txt is no history; expected lines"):
        last(tmp_path / "notes.txt")
    assert "is no history" in require_places([], str(tmp_path / "notes.txt"))


def test_reports_show_what_is_wrong(tmp_path: Path) -> None:
    """The page and JSON hold the verdict, each problem, escaped, and the changes."""
    wrong = FunctionRow(
        "f", "f.m", "m:f", 1, "disagree", 9, 0, 1.0, 5.0, "values", "output <1> differs"
    )
    rows = [wrong, FunctionRow("g", "g.m", result="no port")]
    about = {"pysoftmax": "1", "date": "today"}
    page = as_html(rows, about, ["now fails: f"])
    for words in ("DISAGREE: f; 0 of 2 functions agree", "output &lt;1&gt; differs", "now fails"):
        assert words in page
    whole = json.loads(as_json(rows, about, ["now fails: f"]))
    assert whole["verdict"] == verdict(rows)
    assert whole["changes"] == ["now fails: f"]


@pytest.mark.parametrize(
    ("reports", "words"),
    [(["report.pdf"], "expected a name that ends in .html"), (["no/such/r.xml"], "no folder")],
)
def test_a_report_that_cannot_be_written_is_refused(reports: list[str], words: str) -> None:
    """Before the tests run."""
    assert words in require_places(reports, None)
