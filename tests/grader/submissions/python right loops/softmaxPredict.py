def softmaxPredict(model, data):
    pred = []
    for x in data.T:
        scores = list(model.optTheta.dot(x))
        pred.append(scores.index(max(scores)) + 1)
    return pred
