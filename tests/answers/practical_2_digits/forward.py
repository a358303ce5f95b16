# %% right: an index over layers
def forward(X, parameters, phi):
    A, cache = X, []
    L = len(parameters) // 2
    for layer in range(L):
        W, b = parameters[2 * layer], parameters[2 * layer + 1]
        Z = A @ W.T + b
        cache.append((A, Z))
        A = phi(Z) if layer < L - 1 else Z
    return A, cache


# %% right: sample by sample with the slide's columns
def forward(X, parameters, phi):
    Ws, bs = parameters[0::2], parameters[1::2]
    A, cache = X, []
    for W, b in zip(Ws, bs):
        if cache:
            A = phi(cache[-1][1])
        Z = np.array([W @ a + b for a in A])
        cache.append((A, Z))
    return Z, cache


# %% right: einsum, cache of lists
def forward(X, parameters, phi):
    cache = []
    A = X.copy()
    for k in range(0, len(parameters), 2):
        Z = np.einsum("ni,oi->no", A, parameters[k]) + parameters[k + 1][np.newaxis, :]
        cache += [[A, Z]]
        A = phi(Z)
    return cache[-1][1], cache


# %% right: recursion
def forward(X, parameters, phi):
    if len(parameters) == 2:
        Z = X @ parameters[0].T + parameters[1]
        return Z, [(X, Z)]
    Z = X @ parameters[0].T + parameters[1]
    out, rest = forward(phi(Z), parameters[2:], phi)
    return out, [(X, Z), *rest]


# %% wrong: three layers written out, whatever the network
# says: the function stopped with ValueError: not enough values to unpack \(exp
def forward(X, parameters, phi):
    W1, b1, W2, b2, W3, b3 = parameters
    Z1 = X @ W1.T + b1
    A1 = phi(Z1)
    Z2 = A1 @ W2.T + b2
    A2 = phi(Z2)
    Z3 = A2 @ W3.T + b3
    return Z3, [(X, Z1), (A1, Z2), (A2, Z3)]


# %% wrong: written for two layers
# says: too many values to unpack
def forward(X, parameters, phi):
    W_1, b_1, W_2, b_2 = parameters
    Z_1 = X @ W_1.T + b_1
    A_1 = phi(Z_1)
    Z_2 = A_1 @ W_2.T + b_2
    return Z_2, [(X, Z_1), (A_1, Z_2)]


# %% wrong: the parameters are used up
# says: the input parameters was changed in place
def forward(X, parameters, phi):
    A, cache = X, []
    while parameters:
        W, b = parameters.pop(0), parameters.pop(0)
        Z = A @ W.T + b
        cache.append((A, Z))
        A = phi(Z)
    return Z, cache


# %% wrong: arrays that are kept and filled again
# says: make a new cache in every call
kept = {}


def forward(X, parameters, phi):
    A, cache = X, []
    for l, (W, b) in enumerate(zip(parameters[0::2], parameters[1::2])):
        Z = kept.setdefault((l, len(X), *W.shape), np.zeros((len(X), len(b))))
        Z[...] = A @ W.T + b
        cache.append((A, Z))
        A = phi(Z)
    return Z, cache


# %% wrong: a buffer with the type of X
# says: cut to whole numbers \(dtype int64\)
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[::2], parameters[1::2]):
        Z = np.zeros((len(A), len(b)), dtype=A.dtype)
        Z += (A @ W.T + b).astype(A.dtype)
        cache.append((A, Z))
        A = phi(Z)
    return Z, cache


# %% wrong: one layer takes phi too
# says: tried with n = \d, widths = \[\d, \d\]
def forward(X, parameters, phi):
    A, cache = X, []
    L = len(parameters) // 2
    for l in range(L):
        Z = A @ parameters[2 * l].T + parameters[2 * l + 1]
        cache.append((A, Z))
        A = phi(Z) if l < L - 1 or L == 1 else Z
    return A, cache
