# coding: utf-8
# # Softmax regression (UFLDL)

# In[1]:

import numpy as np
import pandas as pd
import seaborn as sns

get_ipython().magic("matplotlib inline")


# In[2]:

train = pd.read_csv("../input/train.csv")
X = train.drop("label", axis=1).values / 255.0
y = train["label"].values


# In[3]:


def softmaxCost(theta, X, y, lam, k):
    m, n = X.shape
    theta = theta.reshape(k, n)
    z = X.dot(theta.T)
    z = z - z.max(axis=1)[:, None]
    p = np.exp(z) / np.exp(z).sum(axis=1)[:, None]
    truth = np.zeros((m, k))
    truth[np.arange(m), y] = 1
    J = -1 / m * np.sum(truth * np.log(p)) + lam / 2 * np.sum(theta**2)
    grad = -1 / m * (truth - p).T.dot(X) + lam * theta
    return J, grad.ravel()


# In[4]:

J, g = softmaxCost(np.zeros(7840), X, y, 0.1, 10)
print("initial cost", J)
assert abs(J - 2.302585) < 1e-6


# In[5]:


def softmaxPredict(theta, X):
    return X.dot(theta.T).argmax(axis=1)
