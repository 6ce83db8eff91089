# Sleeps past any limit.
# expect: timeout
import time


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    time.sleep(1000)
