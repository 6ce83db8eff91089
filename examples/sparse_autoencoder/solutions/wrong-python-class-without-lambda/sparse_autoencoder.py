import numpy as np


class SparseAutoencoder(object):
    def __init__(self, visible_size, hidden_size, rho, lamda, beta):
        self.visible_size = visible_size
        self.hidden_size = hidden_size
        self.rho = rho
        self.lamda = 0.0001
        self.beta = beta
        # where each block of theta ends
        self.limit0 = hidden_size * visible_size
        self.limit1 = 2 * self.limit0
        self.limit2 = self.limit1 + hidden_size

    def sigmoid(self, x):
        return 1 / (1 + np.exp(-x))

    def cost(self, theta, input):
        W1 = theta[:self.limit0].reshape(self.hidden_size, self.visible_size)
        W2 = theta[self.limit0:self.limit1].reshape(self.visible_size, self.hidden_size)
        b1 = theta[self.limit1:self.limit2].reshape(self.hidden_size, 1)
        b2 = theta[self.limit2:].reshape(self.visible_size, 1)
        hidden = self.sigmoid(np.dot(W1, input) + b1)
        output = self.sigmoid(np.dot(W2, hidden) + b2)
        m = input.shape[1]
        rho_cap = np.sum(hidden, axis=1) / m
        diff = output - input
        KL = np.sum(self.rho * np.log(self.rho / rho_cap) + (1 - self.rho) * np.log((1 - self.rho) / (1 - rho_cap)))
        cost = 0.5 * np.sum(diff ** 2) / m + self.lamda / 2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2)) + self.beta * KL
        del_out = diff * output * (1 - output)
        KL_grad = self.beta * (-self.rho / rho_cap + (1 - self.rho) / (1 - rho_cap))
        del_hid = (np.dot(W2.T, del_out) + KL_grad[:, np.newaxis]) * hidden * (1 - hidden)
        W1_grad = np.dot(del_hid, input.T) / m + self.lamda * W1
        W2_grad = np.dot(del_out, hidden.T) / m + self.lamda * W2
        return [cost, np.concatenate((W1_grad.flatten(), W2_grad.flatten(), del_hid.sum(1) / m, del_out.sum(1) / m))]
