"""An implementation beside an oracle, over cases.

Parity (Python beside Octave), grading (a student beside pysoftmax) and the kernels' checks (fast
beside plain) are the same comparison. Its words are here, each defined once:

`Case`
    one call of one exercise function: its name, its arguments, how many outputs are asked for.
`Answer`
    what an implementation gave back for a case: values, or a `Failure`.
`Implementation`
    anything that answers cases: functions in this process, in Octave, or in a sandbox.
`Property`
    how cases of a function are made, and how an answer is judged beside the oracle's.
"""
