# Calls the test's gradient without end.
# honest: all
# scores: descend 0, rest full
# status: graded | crashed
# limits: seconds_cell 5
# %% gap descend
def descend(gradient, theta, eta, steps):
    while True:
        theta = theta - eta * gradient(np.zeros(1000))
