import numpy as np

def cost_function(theta, cfg, X, y):
    k = cfg['num_classes']
    n = cfg['input_size']
    lam = cfg['lambda']
    T = theta.reshape((k, n))
    m = X.shape[1]
    M = T.dot(X)
    M = M - np.amax(M, axis=0)
    h = np.exp(M)
    h = h / np.sum(h, axis=0)
    gt = np.eye(k)[:, y]
    J = -1.0 / m * np.sum(gt * np.log(h)) + lam / 2.0 * np.sum(T ** 2)
    grad = -1.0 / m * (gt - h).dot(X.T) + lam * T
    return J, grad.ravel()

def predict(theta, cfg, X):
    T = theta.reshape((cfg['num_classes'], cfg['input_size']))
    return T.dot(X).argmax(axis=0)
