import numpy as np
from scipy.optimize import fmin_l_bfgs_b
from softmaxCost import softmaxCost


def softmaxTrain(inputSize, numClasses, lamda, data, labels, options={}):
    def f(t):
        cost, grad = softmaxCost(t, numClasses, inputSize, lamda, data, labels)
        return float(cost[0, 0]), grad.ravel()

    theta = 0.005 * np.random.randn(numClasses * inputSize)
    best, cost, info = fmin_l_bfgs_b(f, theta, maxiter=options.get("maxIter", 400))
    best = best.reshape(inputSize, numClasses).T
    return {"optTheta": best, "inputSize": inputSize, "numClasses": numClasses, "message": str(info["task"])}
