"""The class from run to run: roster, one student again, who left, late, by hand, what changed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.book import Book
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.roster import Roster
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.run import ClassRun
from pysoftmax.grader.store import Store, result_key
from pysoftmax.grader.submission import Attempt, Found, Owner, Submission, Unreadable
from pysoftmax.grader.unnamed_file import UnnamedFile
from pysoftmax.languages import PYTHON

from .fakes import FakeWorkers
from .results import result_of
from .test_roster import CANVAS, MOODLE

RUBRIC = 'title = "Softmax regression"\nseed = 1\n'


@pytest.fixture(scope="module")
def examination() -> Examination:
    return Examination(Rubric.parse(RUBRIC, SOFTMAX))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "results.sqlite") as store:
        yield store


class Classroom:
    """A class whose submissions have been graded: `fails` says what each one fails."""

    def __init__(self, folder: Path, store: Store, examination: Examination) -> None:
        self.folder, self._store, self._examination = folder, store, examination

    def submit(
        self, name: str, fails: Sequence[str] = (), id_: str = "", **attempt: str
    ) -> Submission:
        """A submission with its result in the store."""
        key = f"{name} fails {' '.join(fails)}"
        rubric = self._examination.rubric
        result = result_of(name, key, dict.fromkeys(fails, ("", "")))
        self._store.put(result_key(key, rubric, "1", True), result)
        when = Attempt(time=attempt.get("time", ""), late=bool(attempt.get("late")))
        pack, path = UnnamedFile(), attempt.get("path", name)
        owner = Owner(name, id_)
        return Submission(name, PYTHON, (), key, pack, owner=owner, attempt=when, path=path)

    def grade(
        self, *found: Found, whole: bool = True, roster: str = "", rubric: str = ""
    ) -> list[str]:
        """Grade them, and return what is said about the class."""
        people = None
        if roster:
            (self.folder / "roster.csv").write_text(roster, encoding="utf-8")
            people = Roster.read(self.folder / "roster.csv")
        rules = Rubric.parse(RUBRIC + rubric, SOFTMAX)
        book = Book(self.folder, self._store, rules, "1", True, people)
        run = ClassRun(self._examination, self._store, "1", True)
        run.run(iter(found), FakeWorkers(), 1)
        book.close(run, whole=whole)
        return list(book.notes())

    def table(self, name: str = "gradebook.csv") -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def points(self) -> dict[str, str]:
        return {row["name"]: row["points"] for row in self.table()}

    def pages(self) -> list[str]:
        return sorted(path.stem for path in (self.folder / "students").iterdir())


@pytest.fixture
def classroom(tmp_path: Path, store: Store, examination: Examination) -> Classroom:
    return Classroom(tmp_path, store, examination)


def test_the_roster_names_everyone(classroom: Classroom) -> None:
    """Who submitted nothing has a row, who is not on the roster is named, names are the roster's.

    The roster is Canvas's gradebook export, the submissions' owners are as Canvas names files.
    """
    notes = classroom.grade(
        classroom.submit("leeann", ["cost"], "1001"),
        classroom.submit("mallory", [], "9"),
        roster=CANVAS,
    )
    rows = classroom.table()
    assert [(r["name"], r["id"], r["points"], r["problem"]) for r in rows] == [
        ("Lee, Ann", "S17", "75", ""),
        ("Ray, Bob", "S18", "0", "not submitted"),
        ("mallory", "9", "100", ""),
    ]
    assert notes == [
        "1 student on the roster submitted nothing:",
        "  Ray, Bob",
        "1 student not on the roster:",
        "  mallory",
    ]
    page = (classroom.folder / "students" / "ray__bob.html").read_text("utf-8")
    assert "not submitted" in page


def test_canvas_gets_its_own_columns_back(classroom: Classroom) -> None:
    """The file has Canvas's first columns and the assignment's, with points for who submitted.

    What Canvas reads: https://github.com/instructure/canvas-lms, lib/gradebook_importer.rb.
    """
    classroom.grade(classroom.submit("leeann", ["cost"], "1001"), roster=CANVAS)
    assert (classroom.folder / "canvas.csv").read_text("utf-8").splitlines() == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Softmax regression (4711)",
        "    Points Possible,,,,,100.0",
        '"Lee, Ann",1001,S17,alee,Section 1,75',
        '"Ray, Bob",1002,S18,bray,Section 1,',
    ]


def test_canvas_makes_a_new_assignment_of_an_unknown_title(classroom: Classroom) -> None:
    """Without a column of the rubric's title, there is a new one with the rubric's points."""
    text = 'Student,ID,Section\n"Lee, Ann",1001,Section 1\n'
    classroom.grade(classroom.submit("leeann", [], "1001"), roster=text)
    assert (classroom.folder / "canvas.csv").read_text("utf-8").splitlines() == [
        "Student,ID,Section,Softmax regression",
        "    Points Possible,,,100",
        '"Lee, Ann",1001,Section 1,100',
    ]


def test_another_maximum_in_canvas_is_said(classroom: Classroom) -> None:
    """Points are not scaled, so a teacher whose assignment has other points must know."""
    roster = CANVAS.replace("100.0", "10.0")
    notes = classroom.grade(classroom.submit("leeann", [], "1001"), roster=roster)
    assert notes[-1] == "roster.csv gives 10 points for the assignment; the rubric has 100"
    assert "the rubric has" not in classroom.grade(roster=CANVAS)[-1]


def test_moodles_worksheet_is_filled_in(classroom: Classroom) -> None:
    """Grade and comments stand in the worksheet; everything else is as it was.

    What Moodle reads: https://github.com/moodle/moodle, mod/assign/feedback/offline.
    """
    (classroom.folder / "by-hand.csv").write_text("name,id,comment\nAnn Lee,S17,Well done.\n")
    notes = classroom.grade(
        classroom.submit("Ann Lee", ["cost"], "501"), roster=MOODLE.replace("100.00", "10.00")
    )
    ann, bob = classroom.table("moodle.csv")
    assert ann["Identifier"] == "Participant 501"
    assert (ann["Grade"], ann["Feedback comments"]) == ("75", "Well done.")
    assert (bob["Identifier"], bob["Grade"], bob["Status"]) == (
        "Participant 502",
        "",
        "No submission",
    )
    assert ann["Last modified (grade)"] == "-"
    assert notes[-1] == "roster.csv gives 10 points for the assignment; the rubric has 100"


def test_one_student_again_changes_one_row(classroom: Classroom) -> None:
    """Grading one student's folder updates that row; the others stay, also one that is broken."""
    broken = Unreadable("cy", "it is empty", Owner("cy"), path="cy")
    classroom.grade(classroom.submit("ann", ["cost"]), classroom.submit("bob"), broken)
    notes = classroom.grade(classroom.submit("ann", []), whole=False)
    assert classroom.points() == {"ann": "100", "bob": "100", "cy": "0"}
    assert classroom.table()[2]["problem"] == "it is empty"
    assert notes == [
        "2 rows of other students kept from earlier runs.",
        "Changed since the last run: 1 student",
        "  ann: 75 -> 100 points; cost failed -> passed",
    ]


def test_one_student_is_known_by_the_folder(classroom: Classroom) -> None:
    """A platform's folder that is graded alone keeps the student's name and id."""
    path = "Ann Lee_501_assignsubmission_file_"
    classroom.grade(
        classroom.submit("Ann Lee", ["cost"], "501", path=path), classroom.submit("Bob", [], "502")
    )
    classroom.grade(classroom.submit(path, [], path=path), whole=False)
    assert [(r["name"], r["id"], r["points"]) for r in classroom.table()] == [
        ("Ann Lee", "501", "100"),
        ("Bob", "502", "100"),
    ]


def test_a_new_student_is_a_new_row(classroom: Classroom) -> None:
    """A student who comes later joins the class."""
    classroom.grade(classroom.submit("ann"), classroom.submit("bob"))
    notes = classroom.grade(classroom.submit("cy", ["cost"]), whole=False)
    assert classroom.points() == {"ann": "100", "bob": "100", "cy": "75"}
    assert notes[-1] == "  cy: new, 75 points"


def test_another_rubric_needs_the_whole_class(classroom: Classroom) -> None:
    """One student cannot be graded by another rubric than the rest; nothing is written."""
    classroom.grade(classroom.submit("ann"), classroom.submit("bob"))
    before = (classroom.folder / "gradebook.csv").read_bytes()
    with pytest.raises(ValueError, match="grade the whole class again"):
        classroom.grade(
            classroom.submit("ann", ["cost"]), whole=False, rubric="[items.cost]\npoints = 1\n"
        )
    assert (classroom.folder / "gradebook.csv").read_bytes() == before


def test_pages_of_students_who_left_go(classroom: Classroom) -> None:
    """A student who is gone has no page; files of the teacher's own beside the pages stay."""
    classroom.grade(classroom.submit("ann"), classroom.submit("bob"))
    (classroom.folder / "students" / "notes.html").write_text("mine")
    notes = classroom.grade(classroom.submit("bob"))
    assert classroom.pages() == ["bob", "notes"]
    assert not (classroom.folder / "gradescope" / "ann.json").exists()
    assert notes == ["Changed since the last run: 1 student", "  ann: gone"]
    assert (classroom.folder / "changes.txt").read_text("utf-8") == "ann: gone\n"


def test_nothing_changed_says_nothing(classroom: Classroom) -> None:
    """The first run has nothing to compare with, and the second finds nothing different."""
    assert classroom.grade(classroom.submit("ann", ["cost"])) == []
    assert classroom.grade(classroom.submit("ann", ["cost"])) == []


def test_late_takes_points_off(classroom: Classroom) -> None:
    """The gradebook has what was taken off, and who is late by an unknown time is named."""
    rule = "[late]\npercent-per-day = 10\ndue = 2026-01-31T12:00:00Z\n"
    notes = classroom.grade(
        classroom.submit("ann", ["cost"], time="2026-02-01 13:00:00.5 Z"),
        classroom.submit("bob", [], late="yes"),
        classroom.submit("cy", [], time="2026-01-31 11:00:00 Z"),
        rubric=rule,
    )
    assert [(r["name"], r["points"], r["late"]) for r in classroom.table()] == [
        ("ann", "60", "-15"),
        ("bob", "100", "0"),
        ("cy", "100", "0"),
    ]
    assert notes == [
        "1 student whose lateness is not known, with no points taken off:",
        "  bob: late, but by how many days is not known",
    ]
    page = (classroom.folder / "students" / "ann.html").read_text("utf-8")
    assert "2 days late: 20 % taken off" in page


def test_points_and_comments_by_hand_survive_a_roster(classroom: Classroom) -> None:
    """What was given under the platform's name is the student's under the roster's name too."""
    rules = "[by-hand.style]\npoints = 5\n"
    classroom.grade(classroom.submit("leeann", [], "1001"), rubric=rules)
    by_hand = classroom.folder / "by-hand.csv"
    by_hand.write_text("name,id,style,comment\nleeann,1001,4,Neat =)\n", encoding="utf-8")
    classroom.grade(classroom.submit("leeann", ["cost"], "1001"), rubric=rules, roster=CANVAS)
    ann, bob = classroom.table()
    assert (ann["name"], ann["points"], ann["style"]) == ("Lee, Ann", "79", "4")
    assert ann["comments"] == "Neat =)"
    assert (bob["points"], bob["style"]) == ("0", "")
    assert by_hand.read_text("utf-8").splitlines() == [
        "name,id,style,comment",
        "leeann,1001,4,Neat =)",
        '"Ray, Bob",S18,,',
    ]
    page = (classroom.folder / "students" / "lee__ann.html").read_text("utf-8")
    assert "Neat =)" in page


def test_a_file_by_hand_that_lacks_nothing_is_left_as_it_is(classroom: Classroom) -> None:
    """A teacher's own way of writing it stays, unless a student or a column is missing."""
    by_hand = classroom.folder / "by-hand.csv"
    by_hand.write_text('"name","id","style"\n"ann","","4"\n', encoding="utf-8")
    rules = "[by-hand.style]\npoints = 5\n"
    classroom.grade(classroom.submit("ann"), rubric=rules)
    assert by_hand.read_text("utf-8") == '"name","id","style"\n"ann","","4"\n'
    classroom.grade(classroom.submit("ann"), rubric=rules + "[by-hand.talk]\npoints = 5\n")
    assert by_hand.read_text("utf-8").splitlines() == ["name,id,style,talk", "ann,,4,"]


@pytest.mark.parametrize(("strangers", "last"), [(20, "  s20"), (21, "  and 1 more")])
def test_twenty_students_without_a_submission_are_named(
    classroom: Classroom, strangers: int, last: str
) -> None:
    """Points of students who submitted nothing are kept; of many, twenty are named."""
    rows = [f"s{k:02},,3" for k in range(1, strangers + 1)]
    (classroom.folder / "by-hand.csv").write_text("\n".join(["name,id,style", *rows]) + "\n")
    notes = classroom.grade(classroom.submit("ann"), rubric="[by-hand.style]\npoints = 5\n")
    assert f"by-hand.csv has points for {strangers} students without a submission" in notes[1]
    assert notes[2] == "  s01"
    assert notes[-1] == last


def test_a_comment_needs_no_points(classroom: Classroom) -> None:
    """A file with comments alone is read, whatever the rubric has."""
    (classroom.folder / "by-hand.csv").write_text("name,id,comment\nann,,Come and see me.\n")
    classroom.grade(classroom.submit("ann"))
    document = (classroom.folder / "gradescope" / "ann.json").read_text("utf-8")
    assert "Come and see me." in document


def test_a_page_of_what_was_never_run_has_no_verdicts(classroom: Classroom) -> None:
    """It says why nothing was run, shows no item as failed, and claims no comparison."""
    classroom.grade(Unreadable("ann", "it is empty", Owner("ann")), classroom.submit("bob"))
    ann, bob = ((classroom.folder / "students" / f"{n}.html").read_text() for n in ("ann", "bob"))
    assert "Could not be graded: it is empty" in ann
    assert ann.count('<section class="card item') == 0
    assert "every answer was compared" not in ann
    assert bob.count('<section class="card item') == 8
    assert "every answer was compared" in bob


def test_one_comment_reaches_a_group(classroom: Classroom) -> None:
    """The comment on a group of two is in both reports, and in the gradebook, in every run."""
    submissions = [classroom.submit(name, ["cost"]) for name in ("ann", "bob")]
    submissions.append(classroom.submit("cy", ["gradient"]))
    classroom.grade(*submissions)
    file = classroom.folder / "comments.toml"
    text = file.read_text("utf-8")
    assert "# 2 submissions: ann, bob; failed: cost\n" in text
    file.write_text(text.replace('comment = ""', 'comment = "Think of log p."'), encoding="utf-8")
    for _ in range(2):
        classroom.grade(*submissions)
        comments = {row["name"]: row["comments"] for row in classroom.table()}
        assert comments == {"ann": "Think of log p.", "bob": "Think of log p.", "cy": ""}
    page = (classroom.folder / "students" / "bob.html").read_text("utf-8")
    assert "Think of log p." in page


def test_similar_files_are_listed(classroom: Classroom) -> None:
    """Two submissions with the same tokens are a row of similar.csv and of the class's page."""
    same = tuple(range(50))
    ann, bob = (replace(classroom.submit(name), tokens=same) for name in ("ann", "=bob"))
    classroom.grade(ann, bob, classroom.submit("cy"))
    assert classroom.table("similar.csv") == [
        {
            "percent": "100",
            "runs": "50",
            "one": "'=bob",
            "one id": "",
            "other": "ann",
            "other id": "",
        }
    ]
    assert "to be judged by a person" in (classroom.folder / "index.html").read_text("utf-8")


def test_an_interruption_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends the command with a line that says what is kept, and the shells' exit status."""
    (tmp_path / "ann").mkdir()

    def interrupted(asked: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pysoftmax.cli.grade._grade", interrupted)
    report = tmp_path / "grades"
    result = CliRunner().invoke(main, ["grade", str(tmp_path / "ann"), "--report", str(report)])
    assert result.exit_code == 130
    assert "What has been graded is kept; repeat the command to go on." in result.output
