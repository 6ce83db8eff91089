# Takes all memory.
# expect: limit

def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    hoard = []
    while True:
        hoard.append(b'x' * (16 << 20))
