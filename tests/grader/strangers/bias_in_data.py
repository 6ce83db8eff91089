"""The data hold a first feature that is 1, whose weights do not decay."""

import numpy as np


class Classifier:
    def __init__(self, x_mat, y_vals, k, reg_lambda=0.1):
        self.x_mat = x_mat
        self.y_vals = y_vals
        self.k = k
        self.reg_lambda = reg_lambda
        self.theta = None

    def chances(self, theta):
        scores = self.x_mat @ theta
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def softmax_cost(self, theta):
        theta = theta.reshape(self.x_mat.shape[1], self.k, order="F")
        picked = self.chances(theta)[np.arange(len(self.y_vals)), self.y_vals]
        return -np.mean(np.log(picked)) + self.reg_lambda / 2 * np.sum(theta[1:] ** 2)

    def softmax_grad(self, theta):
        theta = theta.reshape(self.x_mat.shape[1], self.k, order="F")
        away = self.chances(theta)
        away[np.arange(len(self.y_vals)), self.y_vals] -= 1
        grad = self.x_mat.T @ away / len(self.y_vals)
        grad[1:] += self.reg_lambda * theta[1:]
        return grad.ravel("F")

    def predict(self, new_x_mat):
        return np.argmax(new_x_mat @ self.theta, axis=1)
