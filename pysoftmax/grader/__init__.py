"""Grade solutions of the exercise: each beside the reference, in a sandbox, the mistake named.

`submission` and `archives` find what was handed in; `structure` looks at the files without running
anything; `workers` run them, with `sandbox` and `limits` around; `items`, `asking`, `marking` and
`examination` ask and judge; `rubric` and `adapter` hold a course's own rules; `run` and `store`
take a class through it; `reports` render the results.
"""
