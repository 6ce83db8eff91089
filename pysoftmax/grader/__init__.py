"""Grade solutions of the exercise: each beside the reference, in a sandbox, the mistake named.

`submission` finds whose the files are and has a confined process read them without running
anything, for what `looked_for` names; `workers` run them, with `sandbox` and `limits` around;
`items`, `asking`, `marking` and `examination` ask and judge; `rubric` and `adapter` hold a course's
own rules; `run` and `store` take a class through it; `reports` render the results.
"""
