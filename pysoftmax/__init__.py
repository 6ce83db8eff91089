"""The UFLDL softmax regression exercise, in Python, under its original names.

The optimiser is imported by ``from pysoftmax.minFunc import minFunc``.
"""

# Eager on purpose: with a lazy __getattr__, pysoftmax.softmaxCost would be the module of that
# name once anyone had imported it.
from pysoftmax.checkNumericalGradient import checkNumericalGradient
from pysoftmax.computeNumericalGradient import computeNumericalGradient
from pysoftmax.display_network import display_network
from pysoftmax.images import ByteImages
from pysoftmax.loadMNISTImages import loadMNISTImages
from pysoftmax.loadMNISTLabels import loadMNISTLabels
from pysoftmax.model import SoftmaxModel
from pysoftmax.softmaxCost import softmaxCost
from pysoftmax.softmaxPredict import softmaxPredict
from pysoftmax.softmaxTrain import softmaxTrain

__version__ = "1.0.0"

__all__ = [
    "ByteImages",
    "SoftmaxModel",
    "checkNumericalGradient",
    "computeNumericalGradient",
    "display_network",
    "loadMNISTImages",
    "loadMNISTLabels",
    "softmaxCost",
    "softmaxPredict",
    "softmaxTrain",
]
