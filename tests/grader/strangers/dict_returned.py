import numpy as np

def softmax_cost(theta, x, y, k, lam):
    w = theta.reshape(k, -1)
    z = w @ x
    z = z - z.max(axis=0)
    p = np.exp(z) / np.exp(z).sum(axis=0)
    m = x.shape[1]
    t = np.zeros((k, m)); t[y, np.arange(m)] = 1
    c = -np.sum(t * np.log(p)) / m + lam / 2 * np.sum(w ** 2)
    g = ((p - t) @ x.T / m + lam * w).ravel()
    return {"cost": c, "grad": g}

def softmax_predict(model, x):
    return np.argmax(model["theta"] @ x, axis=0)
