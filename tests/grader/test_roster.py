"""Rosters as the platforms export them: who is who."""

from __future__ import annotations

from pathlib import Path

import pytest

from pysoftmax.grader.roster import Roster

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Softmax regression (4711),Final Score
"    Points Possible",,,,,100.0,(read only)
"Lee, Ann",1001,S17,alee,Section 1,,
"Ray, Bob",1002,S18,bray,Section 1,,
"""
_WORKSHEET = (
    *("Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade"),
    *("Grade can be changed", "Last modified (submission)", "Last modified (grade)"),
    "Feedback comments",
)
_ANN = (
    "Participant 501",
    "Ann Lee",
    "S17",
    "ann@example.edu",
    "Submitted for grading",
    "",
    "100.00",
)
_BOB = ("Participant 502", "Bob Ray", "S18", "bob@example.edu", "No submission", "", "100.00")
MOODLE = "\n".join(
    ",".join(row)
    for row in (
        _WORKSHEET,
        (*_ANN, "Yes", '"Sunday, 1 February 2026, 9:30 AM"', "-", ""),
        (*_BOB, "Yes", "-", "-", ""),
    )
)
GRADESCOPE = """\
First Name,Last Name,SID,Email,Role
Ann,Lee,12345,ann@example.edu,Student
Bob,Ray,12346,bob@example.edu,Student
"""
CLASSROOM = """\
"identifier","github_username","github_id","name"
"S17","annlee","101","Ann Lee"
"S18","bobray","102","Bob Ray"
"""


def roster(folder: Path, text: str) -> Roster:
    file = folder / "roster.csv"
    file.write_text(text, encoding="utf-8")
    return Roster.read(file)


@pytest.mark.parametrize(
    ("text", "platform", "owner", "person"),
    [
        # Canvas names a file after the sortable name and the user's number (docs/layouts.md).
        (CANVAS, "Canvas", ("leeann", "1001", ""), ("Lee, Ann", "S17", "")),
        (CANVAS, "Canvas", ("alee", "alee", ""), ("Lee, Ann", "S17", "")),  # Blackboard's user
        (CANVAS, "Canvas", ("leeann", "", ""), ("Lee, Ann", "S17", "")),
        # Moodle's folder has the full name and the number of "Participant 501".
        (MOODLE, "Moodle", ("Ann Lee", "501", ""), ("Ann Lee", "S17", "ann@example.edu")),
        (MOODLE, "Moodle", ("Ann Lee", "", ""), ("Ann Lee", "S17", "ann@example.edu")),
        (GRADESCOPE, "", ("A. L.", "", "ANN@example.edu"), ("Ann Lee", "12345", "ann@example.edu")),
        (GRADESCOPE, "", ("Lee Ann", "", ""), ("Ann Lee", "12345", "ann@example.edu")),
        (CLASSROOM, "", ("annlee", "annlee", ""), ("Ann Lee", "S17", "")),
        ("name;id\nÄnn Lée;7\n", "", ("Ann Lee", "", ""), ("Änn Lée", "7", "")),
        ("\ufeffname\tid\nAnn Lee\t7\n", "", ("7", "", ""), ("Ann Lee", "7", "")),
    ],
)
def test_a_submission_finds_its_person(
    tmp_path: Path,
    text: str,
    platform: str,
    owner: tuple[str, str, str],
    person: tuple[str, str, str],
) -> None:
    """Numbers, user names, addresses and names lead to a row of the roster.

    The layouts are those of Canvas's gradebook export
    (https://community.canvaslms.com/docs/DOC-12834), Moodle's grading worksheet
    (https://docs.moodle.org/en/Assignment_settings#Feedback_types), Gradescope's roster
    (https://help.gradescope.com) and GitHub Classroom's roster.
    """
    read = roster(tmp_path, text)
    (found,) = read.find(*owner)
    assert (found.name, found.id, found.email) == person
    assert read.platform == platform


def test_what_fits_two_people_fits_nobody(tmp_path: Path) -> None:
    """Two of one name are told apart by their ids, and without one by nothing."""
    read = roster(tmp_path, "name,id\nAnn Lee,1\nAnn Lee,2\n")
    assert read.find("Ann Lee", "", "") == []
    assert [person.line for person in read.find("Ann Lee", "2", "")] == [1]
    assert read.find("Mallory", "", "") == []


def test_a_group_is_all_its_members(tmp_path: Path) -> None:
    """Gradescope's submission of two belongs to both."""
    read = roster(tmp_path, GRADESCOPE)
    both = read.find("Ann Lee, Bob Ray", "12345, 12346", "ann@example.edu, bob@example.edu")
    assert [person.name for person in both] == ["Ann Lee", "Bob Ray"]


def test_canvas_second_line_is_nobody(tmp_path: Path) -> None:
    """The line of points possible is not a student."""
    assert [p.name for p in roster(tmp_path, CANVAS).people] == ["Lee, Ann", "Ray, Bob"]


def test_a_roster_says_when_and_how_late(tmp_path: Path) -> None:
    """Moodle's time of submission and Gradescope's lateness are read."""
    ann, bob = roster(tmp_path, MOODLE).people
    assert (ann.time, bob.time) == ("Sunday, 1 February 2026, 9:30 AM", "-")
    text = "First Name,Last Name,SID,Email,Lateness (H:M:S)\nAnn,Lee,1,a@example.edu,25:03:11\n"
    assert roster(tmp_path, text).people[0].days == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; expected a line of titles"),
        (b"number,points\n1,2\n", "has no column of names; expected one called name"),
        (b"name\n\xff\xfe", "save it as CSV in UTF-8"),
        (b'name,id\n"Ann"x,1\n', "is not CSV"),
    ],
)
def test_what_is_no_roster_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    """The error names the file and says what is expected."""
    file = tmp_path / "roster.csv"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        Roster.read(file)
    assert str(caught.value).startswith(str(file))
