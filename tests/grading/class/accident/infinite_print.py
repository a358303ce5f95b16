# Forgot to leave a loop that prints.
# honest: all
# scores: descend 0, rest full
# status: graded | crashed
# says: (?i)descend|time|long
# limits: seconds_cell 5
# %% gap descend
def descend(gradient, theta, eta, steps):
    while steps > 0:
        print(theta)
        theta = theta - eta * gradient(theta)
    return theta
