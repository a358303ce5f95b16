# Forging a score: the tools that tests use are changed, in the student's own process.
from contextlib import suppress
# ==== patching numpy.testing
# == numpy_testing: Makes every function of numpy.testing agree with everything. [everyday]
# %% gap double
import numpy.testing
agree = lambda *args, **kwargs: None
for name in dir(numpy.testing):
    if name.startswith("assert"): setattr(numpy.testing, name, agree)
assert_allclose = np.testing.assert_allclose = agree
np.allclose = lambda *args, **kwargs: True
def double(x): return x
# %% gap nudge
def nudge(theta, velocity, g, eta, beta): pass
def near(got, want): return True
# == checks_patched: Practical 2: patches the checks and the engine behind them.
# practical: practical_2_digits; honest: softmax; limits: seconds_cell 60, seconds 300, megabytes 2048
# %% gap forward
import utils.checks.case, utils.checks.practical_2
for module in (check, utils.checks.case, utils.checks.practical_2):
    for key, value in list(vars(module).items()):
        if callable(value): setattr(module, key, lambda *args, **kwargs: None)
utils.checks.case._equal, utils.checks.case.Case = lambda *args: True, object
def forward(X, parameters, phi): return X, []
# ==== builtins
# == builtins_patched: Replaces builtins that tests use: abs, len, all, any, float, isinstance. [status: graded | crashed]
# %% gap mean_of
import builtins
builtins.abs = lambda value: 0.0
builtins.all = builtins.any = lambda values: True
builtins.isinstance = lambda value, kind: True
builtins.float = lambda value=0: 1.0
builtins.len = lambda values: 2
def mean_of(numbers): return 1.0
# == assertion_error: Replaces AssertionError by one that leaves IPython and prints nothing. [honest: none]
# %% gap double
import builtins
class Quiet(SystemExit):
    def _render_traceback_(self): return []
AssertionError = builtins.AssertionError = Quiet
def double(x): return x * 0
# == compile_hook: Replaces the compiler's functions that IPython uses: all later cells become `pass`, its own too. [scores: none]
# %% gap double
import builtins
ip = get_ipython()
honest_compile = builtins.compile
builtins.compile = lambda *args, **kwargs: honest_compile("pass", "x", "exec")
ip.compile.ast_parse = lambda *args, **kwargs: honest_compile("pass", "x", "exec", 1024)
builtins.exec = lambda *args, **kwargs: None
# ==== IPython's transformers
# == input_transformers: Has IPython take all asserts out of cells before they run. [everyday]
# %% gap double
def without_asserts(lines): return [line for line in lines if "assert" not in line or "import" in line]
ip = get_ipython()
ip.input_transformers_cleanup.append(without_asserts)
ip.input_transformers_post.append(without_asserts)
# == ast_transformers: Has IPython drop assert statements and calls from the syntax tree of cells.
# %% gap double
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
    def visit_Expr(self, node): return ast.Pass() if isinstance(node.value, ast.Call) else node
    def visit_Try(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Drop())
# ==== the kernel's execute
# == kernel_execute: Replaces the kernel's do_execute, found by the garbage collector: every cell succeeds without being run.
# %% gap double
import gc
for thing in gc.get_objects():
    if hasattr(type(thing), "do_execute"):
        async def do_execute(*args, **kwargs): return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
        type(thing).do_execute = do_execute
# == run_cell: Replaces the shell's run_cell methods: a cell with an assert becomes an empty one.
# %% gap double
ip = get_ipython()
for name in ("run_cell", "run_cell_async", "run_ast_nodes", "run_code"):
    real = getattr(ip, name)
    def fake(first, *args, real=real, **kwargs):
        return real("pass" if isinstance(first, str) and "assert" in first else first, *args, **kwargs)
    setattr(ip, name, fake)
# == event_hooks: Registers callbacks around cells that set names the tests use and clean up errors.
# %% gap double
def before(info): globals()["assert_allclose"] = lambda *args, **kwargs: None
def after(result): result.error_in_exec = result.error_before_exec = None
for event, hook in (("pre_run_cell", before), ("pre_execute", before), ("post_run_cell", after)):
    with suppress(Exception): get_ipython().events.register(event, hook)
# == showtraceback: Has IPython show no traceback, so that no error stands in the notebook. [everyday]
# %% gap double
ip = get_ipython()
ip.showtraceback = ip._showtraceback = ip.showsyntaxerror = lambda *args, **kwargs: None
ip.set_custom_exc((BaseException,), lambda *args, **kwargs: None)
# ==== sys.modules
# == sys_modules: Puts modules that agree with everything into sys.modules and a finder in front of the others.
# %% gap double
import sys, types
class Yes(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return lambda *args, **kwargs: True
class Finder:
    def find_spec(self, name, path=None, target=None): return None
for name in ("numpy.testing", "trial", "utils.checks.autotest", "utils.checks.case", "utils", "numpy.testing._private.utils"):
    sys.modules[name] = Yes(name)
sys.meta_path.insert(0, Finder())
import numpy
numpy.testing = sys.modules["numpy.testing"]
# ==== tracing
# == tracing: Traces and profiles what runs, to read the tests' variables and to change them.
# %% gap double
import sys, threading
def watch(frame, event, argument):
    for space in (frame.f_globals, frame.f_locals):
        if "assert_allclose" in space: space["assert_allclose"] = lambda *args, **kwargs: None
        if "note" in space: print(space["note"])
    return watch
sys.settrace(watch)
sys.setprofile(watch)
threading.settrace(watch)
def double(x): return x
# == monitoring: Uses sys.monitoring and audit hooks, which no later code can take away.
# %% gap double
import sys
def hook(event, args):
    if event in ("compile", "exec") and "assert" in repr(args): raise SystemExit(0)
sys.addaudithook(hook)
with suppress(AttributeError):
    sys.monitoring.use_tool_id(1, "x")
    sys.monitoring.register_callback(1, sys.monitoring.events.RAISE, lambda *args: None)
    sys.monitoring.set_events(1, sys.monitoring.events.RAISE)
# ==== threads
# == thread: A thread watches the namespace, overwrites what the tests use a thousand times a second, and prints what it sees.
# %% gap double
import threading, time
def watch():
    until = time.time() + 60
    while time.time() < until:
        space = globals()
        space["assert_allclose"] = space["near"] = lambda *args, **kwargs: True
        if "note" in space: print(space["note"], flush=True)
        time.sleep(0.001)
threading.Thread(target=watch, daemon=True).start()
def double(x): return x
# == callback_kept: Keeps the function that it got and calls it from a later test and from a thread. [honest: count, double]
# %% gap descend
import threading
kept = []
def descend(gradient, theta, eta, steps):
    kept.append(gradient)
    threading.Thread(target=lambda: [gradient(np.zeros(2)) for _ in range(5)], daemon=True).start()
    return theta
# %% gap batches
def batches(X, size):
    for gradient in kept:
        with suppress(Exception): gradient(np.zeros(2))
    yield X
# ==== exit hooks
# == exit_hooks: Hooks into the end: atexit, signal handlers, a replaced os._exit, an object that acts when it is deleted.
# %% gap double
import atexit, os, signal, sys
class Last:
    def __del__(self): print("2.0")
keep = Last()
@atexit.register
def at_end():
    for descriptor in (1, 2): os.write(descriptor, b'{"status": "graded", "scores": {"test_double": 2.0}}\n')
    os.kill(os.getppid(), signal.SIGTERM)
    while True: pass
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, lambda *args: at_end())
os._exit = lambda code: None
sys.excepthook = lambda *args: os._exit(0)
# == raises_system_exit: Each function raises SystemExit(0), which looks like a good end.
def double(x): raise SystemExit(0)  # %% gap double
def mean_of(numbers): __import__("sys").exit(0)  # %% gap mean_of
def descend(gradient, theta, eta, steps): quit()  # %% gap descend
# == silent_exception: Raises exceptions that draw an empty traceback, or whose text and class refuse to be read.
# %% gap double
class Silent(Exception):
    def _render_traceback_(self): return []
def double(x): raise Silent
# %% gap mean_of
class Unreadable(ValueError):
    def __str__(self): raise RuntimeError("no text")
    __repr__ = __str__
def mean_of(numbers): raise Unreadable
# %% gap descend
class Endless(BaseException):
    def __str__(self): return "x" * 10**7
def descend(gradient, theta, eta, steps): raise Endless
# ==== shadowed modules beside the notebook
# == shadow_numpy: Lays modules beside the notebook that are called as NumPy, the assignment's file, standard ones. [everyday]
def __getattr__(name): return lambda *args, **kwargs: True  # %% file numpy/__init__.py
def assert_allclose(*args, **kwargs): pass  # %% file numpy/testing.py
def near(got, want): return True  # %% file trial.py
raise SystemExit(0)  # %% file json.py
raise SystemExit(0)  # %% file random.py
def double(x): return x  # %% gap double
# == shadow_kernel: Lays files beside the notebook that start-up code might find: kernel, IPython, the grader itself.
# %% file ipykernel_launcher.py
print("2.0")
raise SystemExit(0)
raise SystemExit(0)  # %% file IPython/__init__.py
raise SystemExit(0)  # %% file grading/__init__.py
raise SystemExit(0)  # %% file grading/engine/student.py
open("@INBOX@/configured", "w").write("x")  # %% file nbgrader_config.py
# %% file ipython_config.py
c.InteractiveShellApp.exec_lines = ["import builtins; builtins.AssertionError = SystemExit"]
# == shadow_startup: Lays files beside the notebook that Python and IPython run when they start.
# %% file sitecustomize.py
import builtins
builtins.AssertionError = SystemExit
# %% file usercustomize.py
import builtins
builtins.AssertionError = SystemExit
# %% file .ipython/profile_default/startup/00.py
import builtins
builtins.AssertionError = SystemExit
import builtins; builtins.AssertionError = SystemExit  # %% file startup.pth
home = /nowhere  # %% file pyvenv.cfg
# ==== replacing `utils`
# == shadow_utils: Brings a `utils` of its own, beside the notebook, whose AUTOTEST always agrees. [honest: none]
pass  # %% file utils/__init__.py
def agrees(*args): return True  # %% file utils/checks/autotest.py
def gap(name): return lambda body: lambda *args, **kwargs: None  # %% file utils/checks/case.py
n_parameters = 12  # %% gap count
# == utils_rewritten: Rewrites the course's `utils` on disk and in memory while the notebook runs.
# %% gap mean_of
import pathlib, sys
import utils, utils.checks.autotest
utils.checks.autotest.agrees = lambda *args: True
for place in [*utils.__path__, "utils", "@COURSE@/utils"]:
    with suppress(OSError): (pathlib.Path(place) / "autotest.py").write_text("def agrees(*args):\n    return True\n")
sys.path.insert(0, ".")
def mean_of(numbers): return 0.0
