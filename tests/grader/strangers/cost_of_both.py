import numpy as np


class Model:
    def __init__(self, num_classes, input_size, lamda=1e-4):
        self.num_classes, self.input_size, self.lamda = num_classes, input_size, lamda
        self.opt_theta = None

    def cost_and_grad(self, theta, data, labels):
        W = theta.reshape(self.num_classes, self.input_size)
        S = W.dot(data)
        P = np.exp(S - S.max(axis=0))
        P /= P.sum(axis=0)
        m = np.arange(data.shape[1])
        cost = -np.mean(np.log(P[labels, m])) + self.lamda / 2 * np.sum(W * W)
        P[labels, m] -= 1
        return cost, (P.dot(data.T) / len(m) + self.lamda * W).ravel()

    def cost(self, theta, data, labels):
        return self.cost_and_grad(theta, data, labels)[0]

    def predict(self, data):
        return self.predict_with(data, self.opt_theta, self.num_classes, self.input_size)

    @staticmethod
    def predict_with(data, theta, num_classes, input_size):
        return theta.reshape(num_classes, input_size).dot(data).argmax(axis=0)
