# Imports the reference from where it is installed.
# expect: error
from pysoftmax import softmaxCost


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return softmaxCost(theta, numClasses, inputSize, lambda_, data, labels)
