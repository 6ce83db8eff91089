# Takes all memory.
# expect: limit

def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    hoard = []
    while True:
        hoard.append(bytearray(64 << 20))
