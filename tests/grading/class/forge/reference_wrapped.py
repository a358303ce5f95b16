# Practical 2: calls the course's reference from a function of its own.
# practical: practical_2_digits
# honest: minibatches
# scores: minibatches full, rest 0
# limits: seconds_cell 60, seconds 300, megabytes 2048
# %% gap forward
import utils.checks_practical_2 as answers


def forward(X, parameters, phi):
    return answers._forward(X, parameters, phi)
# %% gap adam_step
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    from utils import checks_practical_2

    checks_practical_2._adam_step(parameters, gradients, state, eta, beta_1, beta_2, epsilon)
# %% gap layer_backward
lent = use_reference("layer_backward")


def layer_backward(Delta, A_prev, W):
    return lent(Delta, A_prev, W)
