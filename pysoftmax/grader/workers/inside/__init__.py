"""What runs beside the submissions: the only part of the grader that shares a machine with them.

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
    how a process gives up what it does not need, once and for all.
`channel`, `request`
    how the grader speaks to them.
"""
