"""Grade solutions of an exercise: each beside the reference, in a sandbox, the mistake named.

`submission` finds whose the files are and has a confined process read them without running
anything, for what `looked_for` names; `workers` run them, with `sandbox` and `limits` around;
`examination` holds the questions, `asker` asks them, `marker` marks the answers, and `session`
takes one submission through all of it; `rubric` holds a course's own rules; `run` and `store` take
a class through it; `reports` render the results.
"""
