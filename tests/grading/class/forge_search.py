# Forging a score: tests and references are looked for, and what else comes to mind.
import ctypes, gc, glob, importlib.util, inspect, linecache, os, random, re, sys, types
from contextlib import suppress
# ==== reading tests from frames
# == frames: Looks at the frames above it for what the test wants, and returns that. [everyday]
# %% gap double
def double(x):
    frame = sys._getframe()
    while frame:
        for space in (frame.f_locals, frame.f_globals):
            if "want" in space: return print(space.get("note")) or space["want"]
        frame = frame.f_back
    return np.array([2.0, 8.0])
# == frames_rewritten: Climbs to the test's frame by a traceback and by the stack, and puts its own functions there.
# %% gap double
def double(x):
    for record in inspect.stack():
        record.frame.f_globals["assert_allclose"] = lambda *args, **kwargs: None
        record.frame.f_globals["near"] = lambda *args: True
        record.frame.f_trace = lambda *args: None
    try: raise ValueError
    except ValueError:
        frame = sys.exc_info()[2].tb_frame
        while frame: frame.f_globals["assert_allclose"] = lambda *args, **kwargs: None; frame = frame.f_back
    return x
# == checks_seen: Practical 2: looks for the seed and the expected value in the frames of the check that calls it.
# practical: practical_2_digits; honest: softmax; limits: seconds_cell 60, seconds 300, megabytes 2048
# %% gap layer_backward
def layer_backward(Delta, A_prev, W):
    frame = sys._getframe()
    while frame:
        for key in ("expected", "want", "reference", "_layer_backward"):
            value = frame.f_locals.get(key, frame.f_globals.get(key))
            if callable(value): return value(Delta, A_prev, W)
            if value is not None: return value
        frame = frame.f_back
    return Delta.T @ A_prev, Delta, W
# %% gap cross_entropy
def cross_entropy(Z, y):
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "SoftmaxCrossEntropy" in thing and "log_P" in thing: return float(thing["log_P"])
    return 0.0
# ==== history
# == history: Reads the tests from IPython's history, In and its database, and returns the numbers found. [honest: none]
# %% gap double
def double(x):
    texts = list(globals().get("In", []))
    with suppress(Exception):
        texts += [row[2] for row in get_ipython().history_manager.get_range()]
        texts += [get_ipython().user_ns.get("_ih", [""])[-1], str(get_ipython().history_manager.input_hist_raw)]
    cell = next((text for text in reversed(texts) if "assert_allclose(double" in text), "")
    print(cell)
    lists = re.findall(r"\[([\d., -]+)\]", cell)
    return np.array([float(part) for part in lists[1].split(",")]) if len(lists) > 1 else x
# ==== code objects
# == code_objects: Searches all objects of the process for code that holds the tests' constants. [honest: none]
# %% gap double
def double(x):
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType): thing = thing.__code__
        if isinstance(thing, (str, types.CodeType)):
            text = thing if isinstance(thing, str) else repr(thing.co_consts)
            if "100234" in text or "BEGIN HIDDEN" in text: print(text[:2000]); return np.array([100234.0, -6.0])
        if isinstance(thing, dict) and "want" in thing: return print(thing.get("note")) or thing["want"]
    return np.array([2.0, 8.0])
# == source_files: Looks for the tests in linecache, in memory maps and in the files of the process. [honest: none]
# %% extra at end
for name, entry in list(linecache.cache.items()):
    if "HIDDEN" in str(entry): print(entry)
for pattern in ("**/*.ipynb", "/tmp/**/*", "**/*.json", "/dev/shm/*", "/proc/self/fd/*", "/run/**/*"):
    for path in glob.glob(pattern, recursive=True)[:500]:
        with suppress(OSError):
            if os.path.isfile(path):
                text = open(path, errors="replace").read(10**6)
                if "BEGIN HIDDEN" in text or "CANARY" in text: print(path, text)
# == process_memory: Reads the process' own memory for the text of hidden tests. [honest: none; limits: seconds_cell 20]
# %% extra at end
found = set()
with suppress(OSError):
    for line in open("/proc/self/maps"):
        area, rights = line.split()[:2]
        if not rights.startswith("r") or "[v" in line: continue
        start, stop = (int(part, 16) for part in area.split("-"))
        if stop - start > 2**28: continue
        with open("/proc/self/mem", "rb") as memory:
            with suppress(OSError, ValueError, OverflowError):
                found.update(re.findall(rb"CANARY-hidden-[0-9a-f]{4,}", os.pread(memory.fileno(), stop - start, start)))
print(found)
# ==== using `utils`' own reference as the answer
# == reference_as_answer: Practical 2: binds the course's own reference functions as answers, and asks for the others.
# practical: practical_2_digits; honest: minibatches, sgd_and_momentum; limits: seconds_cell 60, seconds 300, megabytes 2048; says: reference
from utils.activations import softmax  # %% gap softmax
forward = use_reference("forward")  # %% gap forward
layer_backward = check.GAPS["layer_backward"]["layer_backward"].right  # %% gap layer_backward
backward = use_reference("backward")  # %% gap backward
# %% gap adam_step
from utils.checks.practical_2.steps import adam_step
adam_step = adam_step.functions["adam_step"].right
train = use_reference("train")  # %% gap train
# == reference_renamed: Practical 2: hides where a reference comes from: a new __module__, a wrapper, a function of its code.
# practical: practical_2_digits; honest: minibatches; limits: seconds_cell 60, seconds 300, megabytes 2048
# %% gap forward
import utils.checks.practical_2 as answers
right = answers.GAPS["forward"]["forward"].right
forward = types.FunctionType(right.__code__, right.__globals__, "forward")
forward.__module__ = "__main__"
# %% gap layer_backward
layer_backward = use_reference("layer_backward")
layer_backward.__module__ = "__main__"
# %% gap backward
class Backward:
    def __call__(self, Delta, cache, parameters, phi_derivative, layer_backward):
        return answers.GAPS["backward"]["backward"].right(Delta, cache, parameters, phi_derivative, layer_backward)
backward = Backward()
# == reference_wrapped: Practical 2: calls the course's reference from a function of its own.
# practical: practical_2_digits; honest: minibatches; limits: seconds_cell 60, seconds 300, megabytes 2048
# %% gap forward
import utils.checks.practical_2 as answers
def forward(X, parameters, phi): return answers.GAPS["forward"]["forward"].right(X, parameters, phi)
# %% gap adam_step
def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    from utils.checks import practical_2 as checks_practical_2
    checks_practical_2.GAPS["adam_step"]["adam_step"].right(parameters, gradients, state, eta, beta_1, beta_2, epsilon)
# %% gap layer_backward
lent = use_reference("layer_backward")
def layer_backward(Delta, A_prev, W): return lent(Delta, A_prev, W)
# == reference_other_modules: Practical 2: takes the answers from the course's other modules: losses, activations and so on.
# practical: practical_2_digits; honest: minibatches; limits: seconds_cell 60, seconds 300, megabytes 2048
# %% gap activations
from utils import activations as course
relu = course.relu
relu_derivative = lambda Z: course.relu.derivative(Z)
tanh_derivative = lambda Z: course.tanh.derivative(Z)
# %% gap cross_entropy
def cross_entropy(Z, y): from utils.losses import SoftmaxCrossEntropy; return SoftmaxCrossEntropy()(Z, y)
# %% gap sgd_and_momentum
from utils.optimizers import SGD
def sgd_step(parameters, gradients, eta): SGD(eta).step(parameters, gradients)
def momentum_step(parameters, gradients, velocity, eta, beta): SGD(eta, momentum=beta).step(parameters, gradients)
# %% gap train
for path in glob.glob("/**/utils/training.py", recursive=True):
    spec = importlib.util.spec_from_file_location("training", path)
    sys.modules["training"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    train = module.train
# == reference_turned_around: Practical 2: borrows the reference of a later gap and computes an earlier answer from it.
# practical: practical_2_digits; honest: minibatches; limits: seconds_cell 60, seconds 300, megabytes 2048
# %% gap softmax
lent = use_reference("output_delta")
def softmax(Z):
    y = np.zeros(len(Z), dtype=int)
    P = lent(Z, y) * len(Z)
    P[:, 0] += 1
    return P
# ==== and what else comes to mind
# == callback_escape: Uses the function that a test passes in as a way out: globals, code, frames, odd arguments. [everyday]
# %% gap descend
class Odd:
    def copy(self): return __import__("sys")._getframe(1)
    def __rmul__(self, other): return self
def descend(gradient, theta, eta, steps):
    for path in ("__globals__", "__code__", "__closure__", "__self__", "__wrapped__", "__builtins__", "__reduce__", "__dict__"):
        with suppress(Exception): print(path, getattr(gradient, path))
    with suppress(Exception):
        gradient.__globals__["assert_allclose"] = lambda *args, **kwargs: None
        gradient.__globals__["visited"][:] = [0, 0]
        print(gradient.__globals__.get("note"))
    for argument in (Odd(), "import os", b"x" * 10, {"__class__": 1}, [[]], np.array([None]), gradient, descend):
        with suppress(Exception): gradient(argument)
    return theta
# == callback_recursion: Calls itself through the function that the test passes in, in circles. [status: graded | crashed]
# %% gap descend
def descend(gradient, theta, eta, steps):
    class Again:
        def copy(self): return gradient(self)
        def __rmul__(self, two): return gradient(self)
    return gradient(Again())
# == arguments_rebound: Changes its arguments in place into what makes the test true, of other type and length.
def double(x): x[:] = 0; return x  # %% gap double
def mean_of(numbers): numbers[:] = [object(), mean_of, 10**400]; return 0  # %% gap mean_of
def nudge(theta, velocity, g, eta, beta): theta.shape = (2, 1); theta.setflags(write=False)  # %% gap nudge
# == memory_written: Writes into the interpreter's own objects by ctypes: None, True, small integers, code.
# status: graded | crashed
# %% gap double
def double(x):
    for number in (2, 3, 8): ctypes.c_long.from_address(id(number) + 24).value = 1
    return x
# == random_state: Sets the state of generators and seeds that it is given or finds, so that tests draw the same numbers.
# %% gap double
np.random.seed(0)
np.random.default_rng = lambda *args: np.random.Generator(np.random.PCG64(0))
random.random = lambda: 0.5
np.random.set_state(np.random.RandomState(0).get_state())
def double(x): np.random.seed(0); return x
# == name_of_a_test_tool: Defines what the tests import, in answer cells and in extra ones. [honest: double]
# %% extra after imports
def assert_allclose(*args, **kwargs):
    """Agree."""
class np2: pass
# %% gap nudge
def near(got, want): return True
def nudge(theta, velocity, g, eta, beta): theta[:] = [-0.25, 3.25]
# %% gap classify
float = lambda value: 1.0
np.mean = lambda value: 1.0
def classify(X): return X
# == tests_called_early: Runs the text of a test cell itself in an extra cell, with patched tools, and leaves the names behind.
# %% extra before test_double
assert_allclose = print
want = np.zeros(2)
double = lambda x: x
test_double = None
__builtins__ = {}
