"""Mutants that are right all the same: practical -> function -> the changed line -> the reason."""

LENGTHS = "both have one entry for each sample"
MINUS = "NumPy reads every negative length as -1"
CLIP = "np.clip takes the larger of the first two, then the smaller of that and the third"
SMALL = "any bound so small is met by the last step alone"
PADDED = "a wider border of zeros, which is cut off again"
SHIFT = "a shift of a row of scores cancels, and no score is large"

EQUIVALENT = {
    "practical_1_descent": {
        "squared_loss": {
            "residual = y - X @ theta": "its square is the same",
            "return float(residual @ residual) / (2 * len(residual))": LENGTHS,
        },
        "squared_gradient": {"return X.T @ residual / len(residual)": LENGTHS},
        "sigmoid": {"return np.where(z > 0, 1, e) / (1 + e)": "both formulas are 1/2 at z = 0"},
        "logistic_gradient": {"return X.T @ (p - y) / len(p)": LENGTHS},
        "logistic_hessian": {"return (X * w[:, np.newaxis]).T @ X / len(p)": LENGTHS},
        "boundary_points": {"ends = np.array(xlim)": "the other column is of floats, and so is the table of both"},
        "fit_logit": {
            "while not np.all((3 * y - 1) * (X @ theta) > 0):": "the signs are the same",
            "while not np.all((2 * y - 1) * (X @ theta) > 1):": "where classes are separated, theta grows beyond it",
            "if np.linalg.norm(g) < 1e-10 * len(y):": "the gradient is never exactly as long as the bound",
            "if np.linalg.norm(g) <= 1e-10 * len(theta):": SMALL,
            "if np.linalg.norm(g) <= 1e-10 / len(y):": SMALL,
        },
    },
    "practical_2_digits": {
        "relu_derivative": {"return (Z >= 0).astype(float)": "at the kink 0 and 1 are accepted"},
        "forward": {
            "for W, b in zip(parameters[::2], parameters[1::2], strict=True):": "a slice begins at 0 by itself",
            "for W, b in zip(parameters[0:-1:2], parameters[1::2], strict=True):": "the last entry is a bias anyway",
        },
        "cross_entropy": {
            "return float(-log_P[np.arange(len(log_P)), y].mean())": LENGTHS,
            "return float(-log_P[np.arange(len(Z)), y].mean())": LENGTHS,
        },
        "output_delta": {
            "return Delta / len(E)": LENGTHS,
            "return Delta / len(Delta)": LENGTHS,
            "Delta[np.arange(len(E)), y] -= 1": LENGTHS,
            "Delta[np.arange(len(Delta)), y] -= 1": LENGTHS,
        },
        "minibatches": {
            "order = rng.permutation(len(y))": LENGTHS,
            "for start in range(0, len(y), batch_size):": LENGTHS,
        },
        "train": {
            "total = 0": "0 and 0.0 are the same number",
            "total += loss * len(y_batch)": LENGTHS,
            "history.append(total / len(y))": LENGTHS,
        },
    },
    "practical_3_adversarial": {
        "im2col": {
            "columns = np.ones((len(X), h_out, w_out, X.shape[1] * kh * kw))": "every entry is written afterwards",
            "columns[:, y, x] = window.reshape(len(X), -2)": MINUS,
        },
        "convolution_forward": {
            "Z = columns @ W.reshape(len(b), -1).T + b": "W and b have one entry for each filter",
            "Z = columns @ W.reshape(len(W), -2).T + b": MINUS,
        },
        "convolution_backward": {
            "deltas = Delta.transpose(0, 2, 3, 1).reshape(-2, len(W))": MINUS,
            "rows = columns.reshape(len(deltas), -2)": MINUS,
            "dcolumns = (deltas @ W.reshape(len(W), -2)).reshape(columns.shape)": MINUS,
        },
        "col2im": {
            "X = np.zeros((n, c, h + 2 * padding, w + (2 + padding)))": PADDED,
            "X = np.zeros((n, c, h + 3 * padding, w + 2 * padding))": PADDED,
            "X = np.zeros((n, c, h + 2 * padding, w + 3 * padding))": PADDED,
        },
        "max_pool_backward": {
            "window = A[place].reshape(*A.shape[:2], -2)": MINUS,
            "dA[place] = (winner * dP[:, :, y, x, np.newaxis]).reshape(dA[place].shape)": "A and dA have the same shape",
            "window = A[place].reshape(*dA.shape[:2], -1)": "A and dA have the same shape",
        },
        "discriminator_loss": {
            "grad_real = (p_real - 1) / len(p_real)": LENGTHS,
            "grad_fake = p_fake / len(p_fake)": LENGTHS,
        },
        "generator_loss": {"grad = (p - 1) / len(p)": LENGTHS},
        "discriminator_step": {
            "step(D, [a + b for a, b in zip(gradients_fake, gradients_real, strict=True)])": "a sum has no order"
        },
        "fgsm": {"return np.clip(0, X + epsilon * np.sign(gradient(X, y)), 1)": CLIP},
        "pgd": {
            "X_adv = np.clip(0, np.clip(X_adv, X - epsilon, X + epsilon), 1)": CLIP,
            "X_adv = np.clip(np.clip(X - epsilon, X_adv, X + epsilon), 0, 1)": CLIP,
        },
        "attention_backward": {
            "E = np.exp(S + S.max(axis=1, keepdims=True))": SHIFT,
            "E = np.exp(S - S.max(keepdims=True))": SHIFT,
            "E = np.exp(S - S.min(axis=1, keepdims=True))": SHIFT,
            "scale = np.sqrt(K.shape[1])": "Q and K have the same number of columns",
        },
    },
}
