"""Compare an implementation with an oracle, case by case.

Parity (Python against Octave), grading (a student against the reference) and the kernels' checks
(fast against plain) are the same comparison. This package defines its terms once:

`Case`
    one call of one function: its name, its arguments, how many outputs are requested.
`Answer`
    what an implementation returned for a case: values, or a `Failure`.
`Implementation`
    anything that answers cases: functions in this process, in Octave, or in a sandbox.
`Claim`
    what is true of a correct implementation: how cases are made, and how an answer is judged.
"""
