# Practical 2: binds the course's own reference functions as answers, and asks use_reference for the others.
# practical: practical_2_digits
# honest: minibatches, sgd_and_momentum
# scores: minibatches full, sgd_and_momentum full, rest 0
# says: reference
# limits: seconds_cell 60, seconds 300, megabytes 2048
# %% gap softmax
from utils.checks_practical_2 import _rows_softmax as softmax
# %% gap forward
forward = use_reference("forward")
# %% gap layer_backward
from utils.checks_practical_2 import _layer_backward as layer_backward
# %% gap backward
backward = use_reference("backward")
# %% gap adam_step
from utils.checks_practical_2 import _adam_step as adam_step
# %% gap train
train = use_reference("train")
