"""The reports: what each must hold, and what none may let through."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.items import ITEMS
from pysoftmax.grader.reports import gradebook, gradescope, html, json_report, junit, write_reports
from pysoftmax.grader.reports.pictures import heat_maps
from pysoftmax.grader.reports.text import render as render_text
from pysoftmax.grader.reports.view import ClassView, Entry
from pysoftmax.grader.results import Example, ItemResult, Picture, Remark, SubmissionResult
from pysoftmax.grader.rubric import Rubric

SECRET = "theta = [0.8128]"
EVIL = "=cmd|' /C calc'!A0<script>alert(1)</script>&\x00\x1b[31m"


def result(name: str = "anna", hidden: str = "", evil: str = "") -> SubmissionResult:
    """A result with an item of every outcome."""
    outcomes = ["passed", "failed", "not checked", "grader failed", *["passed"] * 4]
    items = tuple(
        ItemResult(
            name=item.key,
            title=item.title,
            function=SOFTMAX.claim(item).function,
            outcome=outcome,  # type: ignore[arg-type]
            points=10.0 if outcome == "passed" else 0.0,
            max_points=10.0,
            visible=item.key != hidden,
            asked=6,
            agreed=6 if outcome == "passed" else 2,
            message="" if outcome == "passed" else f"wrong because of it {evil}",
            mistake="" if outcome == "passed" else "no decay",
            fix="" if outcome == "passed" else "lambda * theta",
            example=Example(SECRET, "1", "0.31337") if outcome == "failed" else None,
            picture=Picture("grad", [[1.0, None]], [[2.0, -1.0]]) if outcome == "failed" else None,
        )
        for item, outcome in zip(ITEMS, outcomes, strict=True)
    )
    remark = Remark("not UTF-8", "softmaxCost.m", None, f"a remark {evil}")
    return SubmissionResult(
        name, "octave", "0" * 64, items, (remark,), sandboxed=False, seconds={"total": 1.5}
    )


def view(*results: SubmissionResult, rubric: str = "") -> ClassView:
    entries = [Entry(r, f"page{k}", ("bert",)) for k, r in enumerate(results)]
    return ClassView(Rubric.parse(rubric, SOFTMAX), "1.0", False, lambda: iter(entries))


def test_the_json_holds_everything_and_times_apart() -> None:
    """The document reads as JSON; without its times it does not depend on them."""
    document = json.loads("".join(json_report.render(view(result(), result("carl")))))
    assert [s["name"] for s in document["submissions"]] == ["anna", "carl"]
    assert document["schema"] == 1
    assert document["submissions"][0]["items"][1]["example"]["code"] == SECRET
    assert document["times"] == {"page0": {"total": 1.5}, "page1": {"total": 1.5}}
    assert "seconds" not in document["submissions"][0]


def test_the_documented_schema_is_the_one_written() -> None:
    """Every key of the document is described in docs/report-format.md."""
    described = (Path(__file__).parents[2] / "docs" / "report-format.md").read_text("utf-8")
    document = json.loads("".join(json_report.render(view(result()))))
    submission = document["submissions"][0]
    failed = submission["items"][1]
    for table in (document, submission, failed, failed["example"], failed["picture"]):
        for key in table:
            assert f"`{key}`" in described, key


def test_conventions_of_its_own_are_in_every_report() -> None:
    """The last column of the gradebook, a key in JSON and a line of the class's page."""
    own = {"labels_from": 0, "functions": {"softmaxCost": "soft.cost"}}
    both = [Entry(result("anna"), "anna", conventions=own), Entry(result("bert"), "bert")]
    seen = ClassView(Rubric(SOFTMAX), "1.0", False, lambda: iter(both))
    words = 'labels_from = 0; functions.softmaxCost = "soft.cost"'
    rows = list(csv.reader(io.StringIO("".join(gradebook.render(seen)))))
    assert [row[-1] for row in rows] == ["conventions", words, ""]
    document = json.loads("".join(json_report.render(seen)))
    assert [one["conventions"] for one in document["submissions"]] == [own, {}]
    page = html.render_class(seen, "students")
    assert page.count("conventions: ") == 1
    assert r"conventions: labels_from = 0; functions.softmaxCost = \"soft.cost\"" in page


def test_an_empty_class_has_reports_too() -> None:
    """No submissions at all still make a document of each kind."""
    assert json.loads("".join(json_report.render(view())))["submissions"] == []
    assert ET.fromstring("".join(junit.render(view()))).tag == "testsuites"
    assert len(list(gradebook.render(view()))) == 1
    assert "0</b> submissions" in html.render_class(view(), "students")


def test_what_was_never_graded_has_no_verdicts_on_the_class_page() -> None:
    """Its cells say so, and it does not count among those that failed an item."""
    unread = replace(result("unread"), problem="it is empty")
    page = html.render_class(view(unread), "students")
    data = json.loads(re.search(r'type="application/json"[^>]*>(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    (row,) = data["rows"]
    assert {tuple(cell) for cell in row["cells"]} == {("not-checked", "not graded")}
    assert "1 failed" not in page


@given(st.text())
def test_no_spreadsheet_takes_a_cell_for_a_formula(name: str) -> None:
    """Whatever a submission is called, its cell begins with nothing that starts a formula."""
    rows = list(csv.reader(io.StringIO("".join(gradebook.render(view(result(name)))))))
    assert len(rows) == 2
    assert rows[1][0][:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert len(rows[0]) == len(rows[1])


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'@SUM(A1)"),
        ("a;=1+1", "a;'=1+1"),
        ("a; -1", "a; '-1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\uff0b1", "'\uff0b1"),
        ("\ufe66x", "'\ufe66x"),
        ("|calc", "'|calc"),
        ("\t=1", "'=1"),
        ("a\n=1", "a =1"),
        ("ann\u202e=gpj", "ann\ufffd=gpj"),
        ("\u202e=1", "\ufffd=1"),
        ("Ann-Marie O=Neil", "Ann-Marie O=Neil"),
    ],
)
def test_cells_are_text(name: str, cell: str) -> None:
    """A cell starts no formula, also after a semicolon or with a wide sign."""
    rows = list(csv.reader(io.StringIO("".join(gradebook.render(view(result(name)))))))
    assert rows[1][0] == cell


def test_a_grade_is_empty_if_the_grader_failed() -> None:
    """A person must grade then; otherwise the sum of the points is written, without needless 0s."""
    failed = result()
    assert gradebook.points(failed) == ""
    judged = replace(failed, items=tuple(i for i in failed.items if i.outcome != "grader failed"))
    assert gradebook.points(judged) == "50"


def test_names_that_turn_text_around_are_shown_safely_and_kept_exactly() -> None:
    """Pages and JUnit show a mark for U+202E and its kin; JSON has the name as it is."""
    name = "ann\u202egpj.exe\u2066\u200f"
    shown = "ann\ufffdgpj.exe\ufffd\ufffd"
    page = html.render_class(view(result(name)), "students")
    assert shown in page
    assert name not in page
    suites = "".join(junit.render(view(result(name))))
    assert shown in suites
    assert "\u202e" not in suites
    document = json.loads("".join(json_report.render(view(result(name)))))
    assert document["submissions"][0]["name"] == name


class Tags(HTMLParser):
    """Collects what a page loads and runs."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def pages(evil: str) -> Iterator[str]:
    bad = result(evil, evil=evil)
    yield html.render_submission(bad, evil, "1.0", secrets=True)
    yield html.render_class(view(bad), "students")


@pytest.mark.parametrize("evil", [EVIL, "{{ 7 * 7 }}", '"><img src=x onerror=alert(1)>'])
def test_pages_escape_and_load_nothing(evil: str) -> None:
    """Names and messages are text; a page fetches nothing, and runs no script but its own."""
    for page, scripts in zip(pages(evil), (0, 2), strict=True):
        tags = Tags()
        tags.feed(page)
        names = [tag for tag, _ in tags.found]
        assert not {"img", "link", "iframe", "object", "embed"} & {*names}
        assert names.count("script") == scripts
        assert not any(key.startswith("on") for _, attrs in tags.found for key in attrs)
        assert not any(":" in (attrs.get("href") or "") for _, attrs in tags.found)
        assert "url(" not in page
        assert (
            "49" not in re.sub(r"<(style|script)\b.*?</\1>|sha256-\S+", "", page, flags=re.S)
            or "7 * 7" in page
        )


@pytest.mark.parametrize("item", ["predict", "confidences", "numerical-gradient"])
def test_hidden_items_do_not_leak_to_students(item: str) -> None:
    """Of a hidden item a student's page and Gradescope get the outcome, and nothing else."""
    hidden = result(hidden=item)
    student = html.render_submission(hidden, "t", "1.0", secrets=False)
    document = json.loads(gradescope.render(hidden))
    suites = "".join(junit.render(view(hidden)))
    if item == "predict":
        for text in (student, json.dumps(document), suites):
            assert SECRET not in text
            assert "31337" not in text
        assert SECRET in html.render_submission(hidden, "t", "1.0", secrets=True)
    shown = {t["name"]: t for t in document["tests"]}[SOFTMAX.item(item).title]
    assert (shown["visibility"], shown["output"]) == ("hidden", "")


def test_gradescope_gets_what_it_reads() -> None:
    """The fields, their types and their values are those that Gradescope's format names.

    https://gradescope-autograders.readthedocs.io/en/latest/specs/. An item without points that was
    not checked has no status, which would call it failed.
    """
    document = json.loads(gradescope.render(result()))
    assert document["score"] == sum(t["score"] for t in document["tests"])
    assert isinstance(document["execution_time"], float)
    assert document["output_format"] in {"text", "html", "simple_format", "md", "ansi"}
    unpaid = replace(result(), items=tuple(replace(i, max_points=0.0) for i in result().items))
    note = json.loads(gradescope.render(unpaid))["tests"][2]
    assert note.keys() == {"name", "number", "visibility", "output", "tags"}  # was not checked
    for test in document["tests"]:
        assert test["status"] in {"passed", "failed"}
        assert test["visibility"] in {"hidden", "after_due_date", "after_published", "visible"}
        assert 0 <= test["score"] <= test["max_score"]
        assert isinstance(test["tags"], list)


def test_gradescope_shows_each_outcome_as_it_is() -> None:
    """Passed or failed, points or none, visible or hidden: numbered from 1 in the item's order."""

    def item(outcome: Any, points: float, most: float, visible: bool = True) -> ItemResult:
        return ItemResult(outcome, f"The {outcome}", "f", outcome, points, most, visible)

    items = (
        item("passed", 10, 10),
        item("failed", 2.5, 10),
        item("not checked", 0, 10),
        item("grader failed", 0, 10),
        item("by hand", 4, 5),
        item("to be graded", 0, 5),
        item("late", -3, 0),
        item("failed", 0, 10, visible=False),
    )
    document = json.loads(gradescope.render(replace(result(), items=items, remarks=())))
    tests = [
        {key: value for key, value in test.items() if key not in ("name", "output", "tags")}
        for test in document["tests"]
    ]
    seen = {"visibility": "visible"}
    assert tests == [
        {"number": "1", "score": 10, "max_score": 10, "status": "passed", **seen},
        {"number": "2", "score": 2.5, "max_score": 10, "status": "failed", **seen},
        {"number": "3", "score": 0, "max_score": 10, "status": "failed", **seen},
        {"number": "4", "score": 0, "max_score": 10, "status": "failed", **seen},
        {"number": "5", "score": 4, "max_score": 5, **seen},
        {"number": "6", "score": 0, "max_score": 5, **seen},
        {"number": "7", "score": -3, **seen},
        {"number": "8", "score": 0, "max_score": 10, "status": "failed", "visibility": "hidden"},
    ]
    assert document["tests"][1]["name"] == "The failed"
    assert document["tests"][1]["tags"] == ["failed"]
    assert (document["score"], document["execution_time"]) == (13.5, 1.5)
    assert document["output"] == "Run without a sandbox."


def test_an_item_of_a_result_has_no_more_than_was_said() -> None:
    """What a result does not say is nothing: no questions, no mistake, no picture."""
    assert asdict(ItemResult("cost", "Cost", "softmaxCost", "passed", 25, 25, True)) == {
        "name": "cost",
        "title": "Cost",
        "function": "softmaxCost",
        "outcome": "passed",
        "points": 25,
        "max_points": 25,
        "visible": True,
        "asked": 0,
        "agreed": 0,
        "message": "",
        "mistake": "",
        "fix": "",
        "example": None,
        "picture": None,
        "names_mistake": False,
        "behaviour": "",
    }
    assert SubmissionResult("ann", "python", "key", ()).sandboxed


def test_results_are_written_as_they_are_spelled() -> None:
    """Letters of other alphabets stay letters, in the store and in the document."""
    named = replace(result(), name="Łucja 作业")
    assert "Łucja 作业" in named.to_json()
    assert "Łucja 作业" in "".join(json_report.render(view(named)))
    assert "Łucja 作业" in gradescope.render(replace(named, comments=("Łucja 作业",)))


SUITE = ["properties", *["testcase"] * len(ITEMS), "system-out", "system-err"]
REQUIRED = {"name", "timestamp", "hostname", "tests", "failures", "errors", "time", "id", "package"}


def test_junit_is_what_the_stricter_schema_demands() -> None:
    """Attributes, order of elements and counts, of a result full of odd characters."""
    (suite,) = ET.fromstring("".join(junit.render(view(result(EVIL, evil=EVIL)))))
    assert set(suite.attrib) == REQUIRED
    assert [element.tag for element in suite] == SUITE
    cases = suite.findall("testcase")
    assert all(set(case.attrib) == {"name", "classname", "time"} for case in cases)
    assert int(suite.attrib["tests"]) == len(cases)
    for tag, count in (("failure", "failures"), ("error", "errors")):
        found = [element for case in cases for element in case.findall(tag)]
        assert len(found) == int(suite.attrib[count]) == 1
        assert all(element.attrib["type"] for element in found)
    points = {p.attrib["name"]: p.attrib["value"] for p in suite.findall("properties/property")}
    assert points["points"] == "50"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])


def test_junit_has_a_package_even_without_a_language() -> None:
    """A submission whose language is not known has none, in a word."""
    (suite,) = ET.fromstring("".join(junit.render(view(replace(result(), language="")))))
    assert suite.attrib["package"] == "none"
    (suite,) = ET.fromstring("".join(junit.render(view(result()))))
    assert suite.attrib["package"] == "octave"


def test_xml_has_only_the_characters_it_allows() -> None:
    """Tabs and line ends stay, as do letters outside the first plane."""
    text = "a\tb\nc d\x0be\ufffef\ud800g\ue000h\U0001f600"
    assert junit.clean(text) == "a\tb\nc d?e?f?g\ue000h\U0001f600"


def test_reports_say_that_there_was_no_sandbox() -> None:
    """Every report of a run without a sandbox says so."""
    plain = result()
    assert "without a sandbox" in render_text(plain)
    assert "without a sandbox" in html.render_submission(plain, "t", "1", secrets=False)
    assert "without a sandbox" in html.render_class(view(plain), "students")
    assert "without a sandbox" in gradescope.render(plain)
    assert '"sandboxed": false' in "".join(json_report.render(view(plain)))
    assert 'name="sandboxed" value="false"' in "".join(junit.render(view(plain)))


def test_a_heat_map_shows_what_is_no_number() -> None:
    """NaN is grey and says so; the largest entry is the end of the scale."""
    yours, right, difference = heat_maps(Picture("g", [[None, 4.0]], [[-2.0, 1.0]]))
    assert "not a finite number" in yours.tiles[0].label
    assert right.tiles[0].color == "#2166ac"
    assert yours.tiles[1].color == "#b2182b"
    assert difference.tiles[0].color == yours.tiles[0].color


def test_files_are_where_the_documentation_says(tmp_path: Path) -> None:
    """All reports are written whole, the teacher's pages only when something is hidden."""
    write_reports(view(result()), tmp_path)
    names = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    common = {"gradebook.csv", "report.json", "junit.xml", "index.html", "similar.csv"}
    assert names == common | {"students/page0.html", "gradescope/page0.json"}
    write_reports(view(result(), rubric="[items.cost]\nvisible = false"), tmp_path)
    assert (tmp_path / "teacher" / "page0.html").is_file()


def test_results_survive_their_json() -> None:
    """What is stored reads back equal."""
    assert SubmissionResult.from_json(result().to_json()) == result()


def test_renderers_are_pure() -> None:
    """Rendering twice gives the same bytes, and changes nothing."""
    one = result()
    before = one.to_json()
    renderers: list[Any] = [
        render_text,
        gradescope.render,
        lambda r: html.render_submission(r, "t", "1", secrets=False),
        lambda r: "".join(json_report.render(view(r))),
        lambda r: "".join(junit.render(view(r))),
    ]
    for render in renderers:
        assert render(one) == render(one)
    assert one.to_json() == before


def test_a_result_with_a_field_of_a_wrong_type_is_refused() -> None:
    """What is read from a store has the types that the reports expect."""
    written = result().to_json()
    for old, new in (
        ('"outcome": "passed"', '"outcome": "pass"'),
        ('"asked": ', '"asked": "" , "x": '),
    ):
        assert old in written
        with pytest.raises(ValueError, match="items"):
            SubmissionResult.from_json(written.replace(old, new, 1))
