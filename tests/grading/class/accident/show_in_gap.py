# Draws a figure in the answer.
# honest: all
# scores: rest full
# %% gap descend
import matplotlib.pyplot as plt


def descend(gradient, theta, eta, steps):
    path = [theta]
    for _ in range(steps):
        theta = theta - eta * gradient(theta)
        path.append(theta)
    plt.plot(*np.transpose(path))
    plt.show()
    return theta
