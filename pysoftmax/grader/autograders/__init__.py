"""Autograders for platforms that run one themselves, for one submission at a time."""

from pysoftmax.grader.autograders.one import Parts, grade_one, parts_of, rubric_in

__all__ = ["Parts", "grade_one", "parts_of", "rubric_in"]
