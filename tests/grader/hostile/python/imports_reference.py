# Returns the reference's answer.
# expect: error
import pysoftmax


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    return pysoftmax.softmaxCost(theta, numClasses, inputSize, lambda_, data, labels)
