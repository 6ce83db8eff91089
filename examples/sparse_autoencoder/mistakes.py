"""The typical mistakes: wrong implementations of the exercise's functions, each with a name.

`sparse_autoencoder` is the cost and gradient with every choice that students get wrong as a
switch. A `Fault` turns switches; `MISTAKES` holds each fault by itself and `combinations` the pairs
of them. `wrong_terms` looks at the three terms of a cost one at a time, so it finds any combination
of faults in them. The numerical gradient and the initial parameters have mistakes of their own.
"""

from autoencoder import RIGHT, Run, sparse_autoencoder
from fault import Fault, Mistake
from faults import FAULTS, LINES, MISTAKES, RARE, combinations, constant
from initial import initial_parameters_faults
from numerical import NUMERICAL_MISTAKES
from terms import COST_TERMS
from three_costs import WrongTerm, wrong_terms

__all__ = [
    "COST_TERMS",
    "FAULTS",
    "LINES",
    "MISTAKES",
    "NUMERICAL_MISTAKES",
    "RARE",
    "RIGHT",
    "Fault",
    "Mistake",
    "Run",
    "WrongTerm",
    "combinations",
    "constant",
    "initial_parameters_faults",
    "sparse_autoencoder",
    "wrong_terms",
]
