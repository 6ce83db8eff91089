# Crashes the interpreter.
# expect: crash
import ctypes


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    ctypes.string_at(0)
