# Logs to standard error, shows a progress bar.
# honest: all
# scores: rest full
# %% gap descend
import logging
import sys


def descend(gradient, theta, eta, steps):
    for step in range(steps):
        logging.warning("step %d", step)
        sys.stderr.write(f"\r{step}/{steps}")
        theta = theta - eta * gradient(theta)
    return theta
