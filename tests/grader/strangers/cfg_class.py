import numpy as np

class Config:
    def __init__(self, num_classes, input_size, lam):
        self.num_classes = num_classes
        self.input_size = input_size
        self.lam = lam

class SoftmaxRegression:
    def __init__(self, config):
        self.config = config

    def cost(self, theta, data, labels):
        W = theta.reshape(self.config.num_classes, self.config.input_size)
        m = data.shape[1]
        z = W @ data
        p = np.exp(z - z.max(0)); p /= p.sum(0)
        gt = np.eye(self.config.num_classes)[:, labels]
        return -(gt * np.log(p)).sum() / m + self.config.lam / 2 * (W ** 2).sum(), ((p - gt) @ data.T / m + self.config.lam * W).ravel()

    def predict(self, theta, data):
        W = theta.reshape(self.config.num_classes, self.config.input_size)
        return (W @ data).argmax(0)
