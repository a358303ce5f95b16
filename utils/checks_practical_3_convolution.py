"""The checks of part A of practical 3: convolution by im2col, pooling, and attention's way back (optional).

All sizes differ from each other, kernels are not square, and biases are not zero: most slips would pass an easier example.
"""

import functools

import numpy as np

from utils import attention, convolution, pooling
from utils.activations import softmax
from utils.checks import Case, gap

# ------------------------------------------------- the references: adapters from arrays to the layers of `utils`


def _im2col(X, kernel_size, stride, padding):
    return convolution.im2col(X, tuple(kernel_size), stride, padding)


def _col2im(columns, shape, kernel_size, stride, padding):
    return convolution.col2im(columns, tuple(shape), tuple(kernel_size), stride, padding)


def _convolution_forward(columns, W, b):
    return np.moveaxis(np.tensordot(columns, W.reshape(len(W), -1), (3, 1)) + b, 3, 1)


def _convolution_backward(Delta, columns, W):
    rows = W.reshape(len(W), -1)
    dW = np.tensordot(Delta, columns, ((0, 2, 3), (0, 1, 2))).reshape(W.shape)
    return dW, Delta.sum(axis=(0, 2, 3)), np.tensordot(Delta, rows, (1, 0))


def _max_pool(A, size):
    return pooling.MaxPool(size).output(A)


def _max_pool_backward(dP, A, size):
    layer = pooling.MaxPool(size)
    layer.forward(A)
    return layer.backward(dP)


def _attention_backward(dO, Q, K, V):
    return attention.attention_backward(dO, Q, K, V, attention.attention(Q, K, V)[1])


# ------------------------------------------------- 1: im2col


def _windows(X, kh, kw, starts, step=1):
    """X (padded), the windows that begin at `starts` = (rows, columns); entries of a window lie `step` apart."""
    rows, columns = starts
    table = [[X[:, :, y : y + step * kh : step, x : x + step * kw : step] for x in columns] for y in rows]
    return np.array(table).transpose(2, 0, 1, 3, 4, 5)  # (n, h_out, w_out, c, kh, kw)


@gap("im2col")
def im2col(fn, rng):
    """fn(X, kernel_size, stride, padding) -> columns (n, h_out, w_out, c*kh*kw); c slowest, then kh, then kw."""
    # h_out and w_out differ in each case; where the stride leaves a rest, the last row or column fills no window
    for stride, padding, c in (1, 0, 3), (2, 0, 3), (1, 2, 2), (2, 1, 3), (3, 0, 2):
        n, h, w, kh, kw = 4, 9, 14, 2, 5
        X = rng.normal(size=(n, c, h, w)) + 0.5
        case = Case("im2col", n=n, c=c, h=h, w=w, kernel_size=f"({kh}, {kw})", stride=stride, padding=padding)
        case.remedies["could not broadcast input array"] = (
            "A window has c kh kw numbers for each image: is it cut out at (y stride, x stride), with kh rows and kw columns, "
            "and does it lie wholly inside the padded image? (Was X padded at all?)"
        )
        case.remedies["'float' object cannot be interpreted"] = (
            "h_out and w_out count windows: divide with `//`, which rounds down, and not with `/`"
        )
        case.remedies["cannot reshape"] = (
            "Do the windows at the edge hold fewer numbers? They must lie wholly inside the padded image"
        )
        right = _im2col(X, (kh, kw), stride, padding)
        _, h_out, w_out, n_in = right.shape
        inside = right.reshape(n, h_out, w_out, c, kh, kw)
        padded = convolution.pad(X, padding)
        flat = lambda windows: windows.reshape(*windows.shape[:3], -1)  # noqa: E731
        sides = lambda before, after: [(0, 0), (0, 0), (before, after), (before, after)]  # noqa: E731
        suspects = {
            "the stride is ignored: neighboring windows lie `stride` pixels apart": lambda: _im2col(
                X, (kh, kw), 1, padding
            ),
            "the padding is ignored: first put a frame of zeros around each image": lambda: _im2col(
                X, (kh, kw), stride, 0
            ),
            "the shape counts the stride, but the windows do not: the one at (y, x) begins at (y stride, x stride)": lambda: (
                flat(_windows(padded, kh, kw, (range(h_out), range(w_out))))
            ),
            "the stride is counted along the height only": lambda: flat(
                _windows(padded, kh, kw, (range(0, stride * h_out, stride), range(padded.shape[3] - kw + 1)))
            ),
            "the stride is counted along the height only: x must be multiplied too": lambda: flat(
                _windows(padded, kh, kw, (range(0, stride * h_out, stride), range(w_out)))
            ),
            "the stride is counted along the width only: y must be multiplied too": lambda: flat(
                _windows(padded, kh, kw, (range(h_out), range(0, stride * w_out, stride)))
            ),
            "the stride is counted along the width only": lambda: flat(
                _windows(padded, kh, kw, (range(padded.shape[2] - kh + 1), range(0, stride * w_out, stride)))
            ),
            "the stride spreads the pixels inside a window: it moves the window, the pixels in it are neighbors": lambda: (
                flat(_windows(np.pad(padded, sides(0, 2 * kw)), kh, kw, (range(h_out), range(w_out)), stride))
            ),
            "the frame is on the top and left only, or h_out counts it once: pad both sides, h grows by 2 padding": lambda: (
                _im2col(np.pad(X, sides(padding, 0)), (kh, kw), stride, 0)
            ),
            "the frame is on the bottom and right only: pad both sides, (padding, padding)": lambda: _im2col(
                np.pad(X, sides(0, padding)), (kh, kw), stride, 0
            ),
            "the frame repeats the pixels at the edge: it should hold zeros": lambda: _im2col(
                np.pad(X, sides(padding, padding), mode="edge"), (kh, kw), stride, 0
            ),
            "the frame mirrors the image: it should hold zeros": lambda: _im2col(
                np.pad(X, sides(padding, padding), mode="reflect"), (kh, kw), stride, 0
            ),
            "the frame holds ones: it should hold zeros": lambda: _im2col(
                np.pad(X, sides(padding, padding), constant_values=1), (kh, kw), stride, 0
            ),
            "all four axes are padded, images and channels too: pad the last two alone": lambda: _im2col(
                np.pad(X, padding), (kh, kw), stride, 0
            ),
            "height and width of the places have changed places: asked is (n, h_out, w_out, ...)": right.transpose(
                0, 2, 1, 3
            ),
            "height and width of the kernel have changed places: kernel_size is (kh, kw)": lambda: _im2col(
                X, (kw, kh), stride, padding
            ),
            "in a row the channel changes fastest, but it should change slowest: a window has shape (n, c, kh, kw)": flat(
                inside.transpose(0, 1, 2, 4, 5, 3)
            ),
            "each window is transposed: kh comes before kw in a row": flat(inside.transpose(0, 1, 2, 3, 5, 4)),
            "each window is turned by 180 degrees: deep learning slides the kernel as it is": flat(
                inside[..., ::-1, ::-1]
            ),
            "each window is mirrored left to right: deep learning slides the kernel as it is": flat(inside[..., ::-1]),
            "only the first channel is there: a window holds all c channels": flat(inside[:, :, :, :1]),
            "the channels are added up: a window keeps all of them, c kh kw numbers": flat(inside.sum(axis=3)),
            "the axes stand in the order (n, c kh kw, h_out, w_out): asked is (n, h_out, w_out, c kh kw)": right.transpose(
                0, 3, 1, 2
            ),
            "the axes stand in the order (h_out, w_out, n, c kh kw): asked is (n, h_out, w_out, c kh kw)": right.transpose(
                1, 2, 0, 3
            ),
            "images and places are in one axis: keep (n, h_out, w_out, c kh kw)": right.reshape(-1, n_in),
            "the places are in one axis: keep (n, h_out, w_out, c kh kw)": right.reshape(n, -1, n_in),
            "the places are in one axis, and stand before the images: asked is (n, h_out, w_out, c kh kw)": (
                right.reshape(n, -1, n_in).swapaxes(0, 1)
            ),
            "the window's axes are still apart: reshape (c, kh, kw) to c kh kw": inside,
            "the last row and column of places are missing: h_out has a + 1": right[:, :-1, :-1],
            "w_out is the h_out of the height: it is computed from w and kw": right[:, :, :h_out],
            "h_out and w_out are computed from the image without its frame: h and w grow by 2 padding": right[
                :, : (h - kh) // stride + 1, : (w - kw) // stride + 1
            ],
            "in a row the column changes slowest: a plain reshape reads channel by channel, row by row": flat(
                inside.transpose(0, 1, 2, 5, 4, 3)
            ),
            "the frame is on the left and right only: above and below it belongs, too": lambda: _im2col(
                np.pad(X, [(0, 0), (0, 0), (0, 0), (padding, padding)]), (kh, kw), stride, 0
            ),
            "the frame is above and below only: on the left and right it belongs, too": lambda: _im2col(
                np.pad(X, [(0, 0), (0, 0), (padding, padding), (0, 0)]), (kh, kw), stride, 0
            ),
            "the frame is twice as wide: `padding` zeros on each side": lambda: _im2col(
                X, (kh, kw), stride, 2 * padding
            ),
            "only the first image is used": np.broadcast_to(right[:1], right.shape),
            "only the first image is there": right[:1],
            "every place holds the last window: is the index (y, x) missing on the left of =?": np.broadcast_to(
                right[:, -1:, -1:], right.shape
            ),
        }
        case.same(
            case.call(fn, X=X, kernel_size=(kh, kw), stride=stride, padding=padding, repeat=True), right, suspects
        )
    return "Five pairs of stride and padding, a kernel of 2 x 5, two or three channels."


# ------------------------------------------------- 2, 3: convolution


def _problem(rng):
    """Columns of random images, kernels and biases: n, c, kh, kw, c_out, h_out, w_out all differ."""
    n, c, kh, kw, c_out = 5, 3, 2, 4, 7
    X = rng.normal(size=(n, c, 7, 11)) + 0.3
    return _im2col(X, (kh, kw), 1, 0), rng.normal(size=(c_out, c, kh, kw)), rng.normal(size=c_out) + 1


def _order(case, shape, place):
    case.remedies["could not be broadcast"] = place
    case.remedies["matmul"] = (
        f"W has shape {shape}: as a table it is W.reshape(len(W), -1), one kernel a row; which axis must be summed?"
    )
    case.remedies["axes don't match"] = "`.T` turns all axes around; name the order with transpose(...)"


@gap("convolution_forward")
def convolution_forward(fn, rng):
    """fn(columns, W, b) -> Z (n, c_out, h_out, w_out)."""
    columns, W, b = _problem(rng)
    n, h_out, w_out, n_in = columns.shape
    c_out, c, kh, kw = W.shape
    case = Case("convolution_forward", n=n, c=c, kh=kh, kw=kw, c_out=c_out, h_out=h_out, w_out=w_out)
    _order(
        case,
        "(c_out, c, kh, kw)",
        "b has one number for each of the c_out channels: add it where the channels are the last axis, or as b[:, None, None]",
    )
    right = _convolution_forward(columns, W, b)
    last = right.transpose(0, 2, 3, 1)
    bias = b[:, np.newaxis, np.newaxis]
    linear = functools.partial(_convolution_forward, columns)
    suspects = {
        "the kernel is flipped (a convolution of mathematics): deep learning slides it as it is": lambda: linear(
            W[:, :, ::-1, ::-1], b
        ),
        "the whole row is reversed, channels too: columns and kernels go in the same order": lambda: linear(
            W[:, ::-1, ::-1, ::-1], b
        ),
        "the bias is missing: z = W . window + b": right - bias,
        "the bias is subtracted: z = W . window + b": right - 2 * bias,
        "one bias for everything: each output channel has its own": lambda: linear(W, np.full(c_out, b[0])),
        "the biases are added up first: each output channel has its own": lambda: linear(W, np.full(c_out, b.sum())),
        "the bias is multiplied in: it is added": lambda: (right - bias) * bias,
        "the channels are the last axis: asked is (n, c_out, h_out, w_out), so move them with transpose(0, 3, 1, 2)": last,
        "height and width have changed places: transpose(0, 3, 1, 2) keeps their order": right.transpose(0, 1, 3, 2),
        "`.T` turns all axes around: only the channels move, transpose(0, 3, 1, 2)": last.T,
        "the channels stand before the images: asked is (n, c_out, h_out, w_out)": right.transpose(1, 0, 2, 3),
        "`reshape` to (n, c_out, h_out, w_out) mixes channels and places: it cuts the numbers anew, `transpose` moves axes": (
            lambda: last.reshape(right.shape)
        ),
        "`reshape` from one table cannot bring the channels forward: first (n, h_out, w_out, c_out), then transpose": (
            lambda: last.reshape(-1, c_out).T.reshape(right.shape)
        ),
        "in the kernel's table the channel changes fastest: W.reshape(len(W), -1) keeps c, kh, kw as in the columns": (
            lambda: linear(W.transpose(0, 2, 3, 1), b)
        ),
        "the kernel is transposed, kw before kh": lambda: linear(W.transpose(0, 1, 3, 2), b),
        "W.reshape(-1, c_out) mixes the kernels: make it (c_out, c kh kw) first, then .T": lambda: linear(
            W.reshape(-1, c_out).T, b
        ),
        "W.T turns all axes around: make it (c_out, c kh kw) first, then .T": lambda: linear(
            W.T.reshape(-1, c_out).T, b
        ),
        "an activation is applied: z comes out as it is": lambda: np.maximum(right, 0),
        "the window's products are averaged: they are summed": lambda: linear(W / n_in, b),
        "all kernels are added up: one output channel for each": lambda: linear(W.sum(axis=0, keepdims=True), b.sum()),
        "only the first kernel is used": lambda: np.broadcast_to(right[:, :1], right.shape),
        "only the first image is used": lambda: np.broadcast_to(right[:1], right.shape),
        "images and places are in one axis: keep (n, c_out, h_out, w_out)": last.reshape(-1, c_out),
    }
    case.same(case.call(fn, columns=columns, W=W, b=b, repeat=True), right, suspects)
    return "Equal to the definition for 7 kernels of 3 x 2 x 4."


@gap("convolution_backward")
def convolution_backward(fn, rng):
    """fn(Delta, columns, W) -> (dW, db, dcolumns)."""
    columns, W, _ = _problem(rng)
    n, h_out, w_out, n_in = columns.shape
    c_out, c, kh, kw = W.shape
    Delta = rng.normal(size=(n, c_out, h_out, w_out))
    case = Case("convolution_backward", n=n, c=c, kh=kh, kw=kw, c_out=c_out, h_out=h_out, w_out=w_out)
    _order(case, "(c_out, c, kh, kw)", "Which axis of each array holds the channels? Bring Delta to (n, h, w, c_out)")
    dW, db, dcolumns = _convolution_backward(Delta, columns, W)
    result = case.call(fn, Delta=Delta, columns=columns, W=W, repeat=True)
    got = case.unpack(result, ("dW", "db", "dcolumns"))
    right = {dW.shape: "dW", db.shape: "db", dcolumns.shape: "dcolumns"}
    shapes = [np.shape(item) for item in got]
    if sorted(map(str, shapes)) == sorted(map(str, right)) and shapes != list(right):
        case.fail("the three results have changed places", "End with `return dW, db, dcolumns`.")
    D = Delta.transpose(0, 2, 3, 1)
    mixed = Delta.reshape(D.shape)  # what a reshape in the place of a transpose gives
    grad = lambda D, columns=columns: np.tensordot(D, columns, ((0, 1, 2), (0, 1, 2))).reshape(W.shape)  # noqa: E731
    reshaped = "Delta.reshape(...) mixes channels and places: move the channels with transpose(0, 2, 3, 1)"
    ignored = "Delta is ignored: the gradient from above must be multiplied in"
    case.same(
        got[0],
        dW,
        {
            reshaped: lambda: grad(mixed),
            "Delta is brought to (n, w, h, c_out): transpose(0, 2, 3, 1) keeps height before width": lambda: grad(
                Delta.transpose(0, 3, 2, 1).reshape(D.shape)
            ),
            "Delta.reshape(c_out, -1) mixes images and channels: bring the channels first, or last, with transpose": (
                lambda: (Delta.reshape(c_out, -1) @ columns.reshape(-1, n_in)).reshape(W.shape)
            ),
            "only the last window is used: each adds its part, so `+=`": lambda: grad(
                D[-1:, -1:, -1:], columns[-1:, -1:, -1:]
            ),
            ignored: lambda: grad(np.ones_like(D)),
            "only the first image is used: sum over the batch": lambda: grad(D[:1], columns[:1]),
            "it is divided by n, but Delta carries 1/n already: sum over the images": dW / n,
            "it is a mean over the places: the kernel is used at all of them, and its gradient is the sum": dW
            / (h_out * w_out),
            "it is a mean over images and places: the sum is asked": dW / (n * h_out * w_out),
            "the sum over the images is missing: one gradient for the batch": lambda: np.einsum(
                "nohw,nhwk->nok", Delta, columns
            ).reshape(n, *W.shape),
            "the gradient is turned by 180 degrees: the forward pass did not flip the kernel, so nothing is flipped here": (
                dW[:, :, ::-1, ::-1]
            ),
            "it is still a table: a gradient has the shape of its parameter, reshape it like W": dW.reshape(c_out, -1),
            "it is a table, and transposed: one kernel a row, then reshape it like W": dW.reshape(c_out, -1).T,
            "the table was transposed before the reshape to W.shape: one kernel a row first": lambda: dW.reshape(
                c_out, -1
            ).T.reshape(W.shape),
            "only the first place is used: sum over all of them": lambda: grad(D[:, :1, :1], columns[:, :1, :1]),
            "the channels change fastest in it: the columns are in the order c, kh, kw, as W is": lambda: dW.reshape(
                c_out, kh, kw, c
            ).transpose(0, 3, 1, 2),
        },
        "dW",
    )
    case.same(
        got[1],
        db,
        {
            "the sum over the places is missing: the bias is used at each of them": Delta.sum(axis=0),
            "the sum over the images is missing": Delta.sum(axis=(2, 3)),
            "the sum runs over the channels too: one number for each channel is asked": Delta.sum(),
            "it is a mean over the images, but Delta carries 1/n already: sum": db / n,
            "it is a mean over the places: sum": db / (h_out * w_out),
            "it is a mean over images and places: sum": Delta.mean(axis=(0, 2, 3)),
            "only the first image is used: sum over the batch": Delta[0].sum(axis=(1, 2)),
            "the channels are summed away: sum over axes 0, 2 and 3": lambda: Delta.sum(axis=(0, 1, 2)),
            "the channels are summed away, the height is left: sum over axes 0, 2 and 3": lambda: Delta.sum(
                axis=(0, 1, 3)
            ),
            "extra axes remain, from keepdims=True: db has the shape of b": Delta.sum(axis=(0, 2, 3), keepdims=True),
            "only one place is used: sum over all": Delta[:, :, 0, 0].sum(axis=0),
            reshaped: lambda: mixed.sum(axis=(0, 1, 2)),
        },
        "db",
    )
    table = W.reshape(c_out, -1)
    case.same(
        got[2],
        dcolumns,
        {
            reshaped: lambda: mixed @ table,
            ignored: lambda: np.ones_like(D) @ table,
            "Delta came back multiplied by dW instead of W": lambda: D @ dW.reshape(c_out, -1),
            "the kernel is flipped: the forward pass did not flip it, so nothing is flipped here": lambda: (
                D @ W[:, :, ::-1, ::-1].reshape(c_out, -1)
            ),
            "in the kernel's table the channel changes fastest: W.reshape(len(W), -1) keeps c, kh, kw": lambda: (
                D @ W.transpose(0, 2, 3, 1).reshape(c_out, -1)
            ),
            "height and width have changed places: asked is the shape of columns": lambda: (D @ table).transpose(
                0, 2, 1, 3
            ),
            "the windows' entries stand second: asked is (n, h_out, w_out, c kh kw)": lambda: (D @ table).transpose(
                0, 3, 1, 2
            ),
            "images and places are in one axis: give it the shape of columns": lambda: (D @ table).reshape(-1, n_in),
            "W.reshape(-1, c_out).T mixes the kernels: W.reshape(c_out, -1)": lambda: D @ W.reshape(-1, c_out).T,
            "these are the columns themselves: their gradient is Delta times W": columns,
        },
        "dcolumns",
    )
    return "dW, db and dcolumns agree with the derivative of the sum, term by term."


# ------------------------------------------------- 4: col2im


def _scatter(columns, shape, kernel_size, stride, padding, combine=np.add, start=0.0):
    """col2im window by window, in its frame; a pixel that held `old`, `start` at first, gets combine(old, new)."""
    (n, c, h, w), (kh, kw) = shape, kernel_size
    X = np.full((n, c, h + 2 * padding, w + 2 * padding), start)
    for y, x in np.ndindex(columns.shape[1:3]):
        window = columns[:, y, x].reshape(n, c, kh, kw)
        place = np.s_[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
        X[place] = combine(X[place], window)
    return X


@gap("col2im")
def col2im(fn, rng):
    """fn(columns, shape, kernel_size, stride, padding) -> (n, c, h, w): each entry added to the pixel it came from."""
    # as in im2col: h_out and w_out differ, and with stride 2 the last row and column lie in no window
    for stride, padding, c in (1, 0, 3), (2, 0, 3), (1, 2, 2), (2, 1, 3):
        n, h, w, kh, kw = 4, 9, 14, 2, 5
        shape, size = (n, c, h, w), (kh, kw)
        columns = rng.normal(size=_im2col(np.zeros(shape), size, stride, padding).shape) + 0.5
        case = Case("col2im", n=n, c=c, h=h, w=w, kernel_size=f"({kh}, {kw})", stride=stride, padding=padding)
        case.remedies["could not be broadcast"] = (
            "A row of columns has c kh kw numbers: reshape it to (n, c, kh, kw), and add it to the window at (y stride, x stride). "
            "Has the array of zeros its frame, h + 2 padding rows and w + 2 padding columns?"
        )
        right = _col2im(columns, shape, size, stride, padding)
        whole = _scatter(columns, shape, size, stride, padding)
        counts = _col2im(np.ones_like(columns), shape, size, stride, padding)
        p = padding
        cut = lambda X: X[:, :, p : p + h, p : p + w]  # noqa: E731
        inside = columns.reshape(*columns.shape[:3], c, kh, kw)
        suspects = {
            "windows overwrite each other: a pixel that lies in several of them gets the sum, so `+=`, not `=`": cut(
                _scatter(columns, shape, size, stride, padding, combine=lambda old, new: new)
            ),
            "the frame of the padding is still there: cut it off at the end": whole if p else None,
            "the frame is cut at the end only: the image begins at row and column `padding`": whole[:, :, :h, :w],
            "the frame is cut at the start only": whole[:, :, p:, p:],
            "the frame is cut twice": lambda: cut(whole)[:, :, p : h - p, p : w - p],
            "the padding is ignored: window (y, x) begins at (y stride - padding, x stride - padding) of the image": lambda: (
                np.pad(whole, [(0, 0), (0, 0), (0, 2 * p), (0, 2 * p)])[:, :, :h, :w]
            ),
            "the stride is ignored: the window at (y, x) begins at (y stride, x stride)": lambda: cut(
                np.pad(_scatter(columns, (n, c, h, w), size, 1, padding), [(0, 0), (0, 0), (0, 9), (0, 9)])[
                    :, :, : h + 2 * p, : w + 2 * p
                ]
            ),
            "it is divided by the number of windows over each pixel: a derivative is the sum, not the mean": lambda: (
                right / np.maximum(counts, 1)
            ),
            "in a row of columns the channel changes slowest: reshape it to (n, c, kh, kw)": lambda: _col2im(
                columns.reshape(*columns.shape[:3], kh, kw, c).transpose(0, 1, 2, 5, 3, 4).reshape(columns.shape),
                shape,
                size,
                stride,
                padding,
            ),
            "each window is turned by 180 degrees": lambda: _col2im(
                inside[..., ::-1, ::-1].reshape(columns.shape), shape, size, stride, padding
            ),
            "kh and kw have changed places: reshape a row to (n, c, kh, kw)": lambda: _col2im(
                columns.reshape(*columns.shape[:3], c, kw, kh).swapaxes(-1, -2).reshape(columns.shape),
                shape,
                size,
                stride,
                padding,
            ),
            "height and width of the image have changed places": right.transpose(0, 1, 3, 2),
            "the size is computed from the windows: take it from `shape`, a last row or column may lie in no window": (
                lambda: whole[
                    :,
                    :,
                    p : (columns.shape[1] - 1) * stride + kh - p,
                    p : (columns.shape[2] - 1) * stride + kw - p,
                ]
            ),
            "x runs over h_out places only: columns has shape (n, h_out, w_out, ...)": lambda: cut(
                _scatter(columns[:, :, : columns.shape[1]], shape, size, stride, padding)
            ),
            "the last row and column of windows are left out": lambda: cut(
                _scatter(columns[:, :-1, :-1], shape, size, stride, padding)
            ),
            "only the first row of windows is put back: is a `return` inside the loop?": lambda: cut(
                _scatter(columns[:, :1], shape, size, stride, padding)
            ),
            "the largest of the copies is kept: they are added": lambda: cut(
                _scatter(columns, shape, size, stride, padding, combine=np.maximum, start=-np.inf)
            ),
            "only the first window is put back": lambda: _col2im(
                columns * (np.indices(columns.shape[1:3]).sum(axis=0) == 0)[np.newaxis, ..., np.newaxis],
                shape,
                size,
                stride,
                padding,
            ),
            "the images are added up: each has its own gradient": lambda: np.broadcast_to(
                right.sum(axis=0, keepdims=True), right.shape
            ),
            "only the first image is used": lambda: np.broadcast_to(right[:1], right.shape),
            "these are counts, how many windows lie over each pixel: add the entries of columns": counts,
        }
        suspects = {sentence: value for sentence, value in suspects.items() if value is not None}
        got = case.call(fn, columns=columns, shape=shape, kernel_size=size, stride=stride, padding=padding, repeat=True)
        case.same(got, right, suspects)
    X = rng.normal(size=shape)
    case.same(
        np.asarray(
            (case.call(fn, columns=columns, shape=shape, kernel_size=size, stride=stride, padding=padding) * X).sum()
        ),
        np.asarray((columns * _im2col(X, size, stride, padding)).sum()),
    )
    return "And <col2im(C), X> = <C, im2col(X)>: it is the transpose."


# ------------------------------------------------- 5: max-pooling


def _tied(rng, shape):
    """Images of the numbers 0 to 2: most windows have their largest number more than once."""
    return rng.integers(3, size=shape).astype(float)


def _pool_windows(A, size):
    """(n, c, h_out, w_out, size * size) of the windows that lie side by side."""
    n, c, h, w = A.shape
    rows, columns = h // size, w // size
    cut = A[:, :, : rows * size, : columns * size].reshape(n, c, rows, size, columns, size)
    return cut.transpose(0, 1, 2, 4, 3, 5).reshape(n, c, rows, columns, size * size)


def _unpool(windows, shape, size):
    """The windows back in their places; zeros where there is none."""
    n, c, rows, columns, _ = windows.shape
    A = np.zeros(shape)
    A[:, :, : rows * size, : columns * size] = (
        windows.reshape(n, c, rows, columns, size, size).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, rows * size, -1)
    )
    return A


@gap("max_pooling")
def max_pooling(forward, backward, rng):
    """max_pool(A, size) -> P; max_pool_backward(dP, A, size) -> dA."""
    for size, h, w in (2, 6, 8), (3, 9, 6), (2, 7, 9):
        n, c = 4, 5
        A = rng.normal(size=(n, c, h, w)) - 0.5
        case = Case("max_pool", n=n, c=c, h=h, w=w, size=size)
        rows, columns = h // size, w // size
        case.remedies["cannot reshape"] = (
            f"{h} rows of {w} make {rows} x {columns} windows: what is left over is cut off first, A[:, :, : h // size * size, ...]"
        )
        right, windows = _max_pool(A, size), _pool_windows(A, size)
        whole = A[:, :, : rows * size, : columns * size]
        suspects = {
            "this is the mean of each window: the largest entry is asked": windows.mean(axis=-1),
            "this is the smallest entry of each window": windows.min(axis=-1),
            "this is the sum of each window: the largest entry is asked": windows.sum(axis=-1),
            "this is the largest absolute value: negative numbers are small": np.abs(windows).max(axis=-1),
            "negative maxima became 0: start from the window itself, not from zeros": np.maximum(right, 0),
            "the first entry of each window is taken, not the largest": windows[..., 0],
            "the windows overlap: they lie side by side, `size` apart": lambda: pooling.MaxPool(size, 1).output(A),
            "the maximum runs over the channels too: each channel is pooled by itself": lambda: np.broadcast_to(
                right.max(axis=1, keepdims=True), right.shape
            ),
            "the maximum runs over the channels too": right.max(axis=1),
            "the maximum runs over the images too: each is pooled by itself": right.max(axis=0),
            "height and width have changed places": right.transpose(0, 1, 3, 2),
            "the reshape takes pixels that are far apart: split h into (h_out, size), in this order, and w alike": lambda: (
                whole.reshape(n, c, size, rows, size, columns).max(axis=(2, 4))
            ),
            "the maximum runs over the windows, not over the entries of each: in (n, c, h_out, size, w_out, size) the entries "
            "are axes 3 and 5": lambda: whole.reshape(n, c, rows, size, columns, size).max(axis=(2, 4)),
            "pairs in a row are pooled, the rows are not: a window is a square": lambda: whole.reshape(
                n, c, rows * size, columns, size
            ).max(axis=-1),
            "pairs in a column are pooled, the columns are not: a window is a square": lambda: whole.reshape(
                n, c, rows, size, columns * size
            ).max(axis=3),
            "the rest at the edge got a window of its own: rows and columns that fill no window are left out": lambda: (
                _max_pool(np.pad(A, [(0, 0), (0, 0), (0, -h % size), (0, -w % size)], constant_values=-9), size)
            ),
            "the position of the largest entry came back, not the entry": windows.argmax(axis=-1),
            "the maximum of the whole image: one for each window is asked": lambda: A.max(axis=(2, 3)),
        }
        case.same(case.call(forward, A=A, size=size, repeat=True), right, suspects)
    for size, h, w, draw in (2, 6, 8, None), (2, 6, 8, _tied), (3, 7, 9, None), (3, 9, 7, _tied):
        n, c = 4, 5
        A = rng.normal(size=(n, c, h, w)) - 0.5 if draw is None else draw(rng, (n, c, h, w))
        rows, columns = h // size, w // size
        dP = rng.normal(size=(n, c, rows, columns))
        case = Case("max_pool_backward", n=n, c=c, h=h, w=w, size=size)
        right, windows = _max_pool_backward(dP, A, size), _pool_windows(A, size)
        top = windows == windows.max(axis=-1, keepdims=True)
        put = lambda table: _unpool(table, A.shape, size)  # noqa: E731
        G = dP[..., np.newaxis]
        last = np.eye(size * size)[size * size - 1 - windows[..., ::-1].argmax(axis=-1)]
        first = np.eye(size * size)[windows.argmax(axis=-1)]
        suspects = {}
        if draw is not None:
            suspects = {
                "where several entries are the largest, each gets the whole gradient: only the first one gets it": put(
                    top * G
                ),
                "where several entries are the largest, the gradient is shared: the first one gets all of it": lambda: (
                    put(top * G / top.sum(axis=-1, keepdims=True))
                ),
                "where several entries are the largest, the last one gets the gradient: the first one should": lambda: (
                    put(last * G)
                ),
            }
        suspects |= {
            "the gradient goes to every entry of the window: only the largest one moves the output": lambda: put(
                np.broadcast_to(G, windows.shape)
            ),
            "the gradient is shared by the window, as for the mean: the largest entry gets all of it": lambda: put(
                np.broadcast_to(G / size**2, windows.shape)
            ),
            "these are ones at the largest entries: multiply the gradient from above": lambda: put(first),
            "the winners' values stand there: put the gradient dP in their places": lambda: put(first * windows),
            "the gradient is multiplied by the winners' values: da/dx is 1 for the winner": lambda: put(
                first * G * windows
            ),
            "the gradient goes to the smallest entry": lambda: put(np.eye(size * size)[windows.argmin(axis=-1)] * G),
            "the gradient goes to the first entry of each window, not to the largest": lambda: put(
                np.eye(size * size)[0] * G
            ),
            "the place inside the window is read column by column: argmax counts row by row": lambda: put(
                (first * G).reshape(*dP.shape, size, size).swapaxes(-1, -2).reshape(windows.shape)
            ),
            "every entry that equals any of the image's maxima gets a gradient": lambda: put(
                np.isin(windows, windows.max(axis=-1)) * G
            ),
        }
        case.same(case.call(backward, dP=dP, A=A, size=size, repeat=True), right, suspects, "dA")
    return "Ties too: the gradient goes to the first of the largest entries."


# ------------------------------------------------- optional: attention backward


@gap("attention_backward")
def attention_backward(fn, rng):
    """fn(dO, Q, K, V) -> (dQ, dK, dV) for O = softmax(Q K' / sqrt(d)) V."""
    n, k, d, d_v = 3, 5, 6, 2  # no size is another's root: d = 4 would hide a division by d_v = 2
    Q, K, V = rng.normal(size=(n, d)), rng.normal(size=(k, d)), rng.normal(size=(k, d_v))
    dO = rng.normal(size=(n, d_v))
    case = Case("attention_backward", n=n, k=k, d=d, d_v=d_v)
    result = case.unpack(case.call(fn, dO=dO, Q=Q, K=K, V=V, repeat=True), ("dQ", "dK", "dV"))
    right = _attention_backward(dO, Q, K, V)
    A, scale = attention.attention(Q, K, V)[1], np.sqrt(d)
    dA = dO @ V.T
    inner = (A * dA).sum(axis=1, keepdims=True)
    slips = {  # dS, the gradient of the scores S = Q K' (before the division by sqrt(d))
        "the division by sqrt(d) is missing: the scores were divided by it": A * (dA - inner),
        "the scores are divided by d, not by sqrt(d)": A * (dA - inner) / d,
        "the softmax is taken for an elementwise function, p (1 - p): the entries of a row share one sum": (
            A * (1 - A) * dA / scale
        ),
        "the softmax has no derivative here: dS is not dA": dA / scale,
        "the row's mean is missing: dS = A * (dA - sum_j A_ij dA_ij)": A * dA / scale,
        "the sum of A * dA runs along the wrong axis: it is taken in each row, over the keys": (
            A * (dA - (A * dA).sum(axis=0)) / scale
        ),
        "dA is summed without the weights: the sum of A * dA is subtracted": A
        * (dA - dA.sum(axis=1, keepdims=True))
        / scale,
        "the factor A in front is missing: dS = A * (dA - sum_j A_ij dA_ij)": (dA - inner) / scale,
    }
    case.same(
        result[2],
        right[2],
        {
            "the scale sqrt(d) is missing in the softmax": softmax(Q @ K.T).T @ dO,
            "the scores are divided by d, not by sqrt(d)": softmax(Q @ K.T / d).T @ dO,
            "the scores are divided by the root of the number of keys: d is the length of a key": (
                softmax(Q @ K.T / np.sqrt(k)).T @ dO
            ),
            "the scores are divided by the root of the number of queries: d is the length of a query": (
                softmax(Q @ K.T / np.sqrt(n)).T @ dO
            ),
            "the scores are divided by the root of d_v: d is the length of a query": softmax(Q @ K.T / np.sqrt(d_v)).T
            @ dO,
            "the softmax runs over the queries: each row, over the keys, sums to 1": lambda: (
                softmax((Q @ K.T / scale).T) @ dO
            ),
            "the raw scores stand in the place of the weights": lambda: (Q @ K.T / scale).T @ dO,
        },
        "dV",
    )
    case.same(result[0], right[0], {text: dS @ K for text, dS in slips.items()}, "dQ")
    case.same(
        result[1],
        right[1],
        {text: dS.T @ Q for text, dS in slips.items()},
        "dK",
    )
    return "dQ, dK and dV agree with the formula, for 3 queries and 5 keys."
