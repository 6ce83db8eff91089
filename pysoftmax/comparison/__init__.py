"""An implementation beside an oracle, over cases.

Parity (Python beside Octave), grading (a student beside the reference) and the kernels' checks
(fast beside plain) are the same comparison. Its words are here, each defined once:

`Case`
    one call of one function: its name, its arguments, how many outputs are asked for.
`Answer`
    what an implementation gave back for a case: values, or a `Failure`.
`Implementation`
    anything that answers cases: functions in this process, in Octave, or in a sandbox.
`Claim`
    what is true of a right implementation: how cases are made, and how an answer is judged.
"""
