from helpers import probabilities


def softmaxPredict(softmaxModel, data):
    """Both the classes and how sure the model is."""
    P = probabilities(softmaxModel.optTheta, data)
    print(P.max(axis=0))
    return P.argmax(axis=0) + 1, P
