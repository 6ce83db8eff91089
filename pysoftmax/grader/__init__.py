"""Grade solutions of an exercise: compare each with the reference, in a sandbox, and name mistakes.

`submission` finds out whose the files are, and has a confined process read them for what
`looked_for` names, without running anything. `workers` run them in a `sandbox`, within `limits`.
`examination` holds the questions, `asker` asks them, `marker` marks the answers, and `session` does
all of this for one submission. `rubric` holds a course's own rules, `run` and `store` grade a
class, and `reports` render the results.
"""
