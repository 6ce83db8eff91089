"""What reads a submission's files, in the confined process: the standard library only.

`main` serves the grader; `request` reads one student's files; `archives`, `notebooks` and `names`
unpack them, `choose` finds the folder to grade, `look` examines its sources, `pack` writes them.
The grader imports from here only what does not touch a student's bytes.
"""
