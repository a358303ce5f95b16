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


# %% wrong: phi after the last layer too
# says: Z_L: phi is applied after the last layer too, but the last layer gives logits: its z
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        cache.append((A, Z))
        A = phi(Z)
    return A, cache


# %% wrong: phi nowhere
# says: Z_L: phi is applied nowhere: without it the layers collapse into a single linear one
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        cache.append((A, Z))
        A = Z
    return A, cache


# %% wrong: relu written in, phi ignored
# says: Z_L: relu is written into the function: use the phi that is handed in
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        cache.append((A, Z))
        A = np.maximum(Z, 0)
    return Z, cache


# %% wrong: the bias is forgotten
# says: Z_L: the biases are missing: z = W a \+ b
def forward(X, parameters, phi):
    A, cache = X, []
    for W, _ in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T
        cache.append((A, Z))
        A = phi(Z)
    return Z, cache


# %% wrong: the bias is subtracted
# says: Z_L: the biases are subtracted: z = W a \+ b
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T - b
        cache.append((A, Z))
        A = phi(Z)
    return Z, cache


# %% wrong: W without its transpose
# says: the function stopped with ValueError: matmul: Input operand \S+ has a mi
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W + b
        cache.append((A, Z))
        A = phi(Z)
    return Z, cache


# %% wrong: samples as columns
# says: Z_L: the result is transposed: the shape is \(\S+, \S+\), but \(\S+, \S+\) is expected
def forward(X, parameters, phi):
    A, cache = X.T, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = W @ A + b[:, np.newaxis]
        cache.append((A, Z))
        A = phi(Z)
    return Z, cache


# %% wrong: the cache holds a^l where a^{l-1} belongs
# says: cache\[\S+\], A_\S+: the cache holds A_\S+, what comes out of layer \S+\. Backward needs A_\S+, wh
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        A = phi(Z)
        cache.append((A, Z))
    return Z, cache


# %% wrong: the pairs of the cache are swapped
# says: entry \S+ of the cache is \(Z, A_prev\)
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        cache.append((Z, A))
        A = phi(Z)
    return Z, cache


# %% wrong: the last layer is not in the cache
# says: the cache holds \S+ entries, but \S+ are expected, one pair \(A_prev, Z\) a layer
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[:-2:2], parameters[1:-2:2]):
        Z = A @ W.T + b
        cache.append((A, Z))
        A = phi(Z)
    return A @ parameters[-2].T + parameters[-1], cache


# %% wrong: the cache holds arrays that are changed later
# says: cache\[\S+\], Z_\S+: the cache holds a = phi\(z\) in the place of z \(or Z_\S+ was changed in pl
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        cache.append((A, Z))
        if len(cache) < len(parameters) // 2:
            Z[...] = phi(Z)
        A = Z
    return A, cache


# %% wrong: only the logits are returned
# says: an array of shape \(\S+, \S+\) came back, but \S+ values \(Z_L, cache\) are expected
def forward(X, parameters, phi):
    A = X
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        A = phi(Z)
    return Z


# %% wrong: softmax at the end
# says: Z_L: a softmax is applied at the end: forward gives logits, the loss takes care of th
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        cache.append((A, Z))
        A = phi(Z)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True), cache


# %% wrong: the cache outlives the call
# says: the result of the first call changed when the function was called a second time
def forward(X, parameters, phi, cache=[]):
    A = X
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        cache.append((A, Z))
        A = phi(Z)
    return Z, cache


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


# %% wrong: written for three layers
# says: not enough values to unpack
def forward(X, parameters, phi):
    W_1, b_1, W_2, b_2, W_3, b_3 = parameters
    Z_1 = X @ W_1.T + b_1
    A_1 = phi(Z_1)
    Z_2 = A_1 @ W_2.T + b_2
    A_2 = phi(Z_2)
    Z_3 = A_2 @ W_3.T + b_3
    return Z_3, [(X, Z_1), (A_1, Z_2), (A_2, Z_3)]


# %% right: recursion
def forward(X, parameters, phi):
    if len(parameters) == 2:
        Z = X @ parameters[0].T + parameters[1]
        return Z, [(X, Z)]
    Z = X @ parameters[0].T + parameters[1]
    out, rest = forward(phi(Z), parameters[2:], phi)
    return out, [(X, Z), *rest]


# %% wrong: X enters every layer
# says: matmul
def forward(X, parameters, phi):
    cache = []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = X @ W.T + b
        cache.append((X, Z))
        A = phi(Z)
    return Z, cache


# %% wrong: the bias as a column
# says: add b as it is
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b[:, None]
        cache.append((A, Z))
        A = phi(Z)
    return Z, cache


# %% wrong: A and Z put in one by one
# says: append the pair
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        cache += (A, Z)
        A = phi(Z)
    return Z, cache


# %% wrong: weights and biases not told apart
# says: W and b take turns
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[:-1], parameters[1:]):
        Z = A @ W.T + b
        cache.append((A, Z))
        A = phi(Z)
    return Z, cache


# %% wrong: the cache from the last layer to the first
# says: the cache is in reversed order
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        cache = [(A, Z), *cache]
        A = phi(Z)
    return Z, cache


# %% wrong: returned inside the loop
# says: this is Z_1.*inside the loop
def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2]):
        Z = A @ W.T + b
        cache.append((A, Z))
        A = phi(Z)
        return Z, cache
