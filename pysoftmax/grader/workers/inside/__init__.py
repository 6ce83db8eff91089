"""The part of the grader that runs in the sandbox with the submissions.

These files are copied into a folder of their own and started there, so they import nothing of
pysoftmax. From the outermost in:

`zygote`
    one process that has imported NumPy (and SciPy), and forks a keeper when the grader asks.
`keeper`
    the first process of a run's own namespaces. It never runs a student's code; it starts the
    processes that do, limits them, and ends them.
`python_child`, ``octave/``
    the process that runs the student's code, calls it case by case, and sends raw numbers.
`confine`, `seccomp`
    how a process permanently gives up what it does not need.
`channel`, `request`
    how the grader communicates with them.
"""
