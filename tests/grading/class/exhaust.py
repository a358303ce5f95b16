# Exhausting time, memory, disk and patience.
# ==== endless loops at top level
# == loop_at_top_level: Loops for ever in an answer cell, outside of functions.
# scores: double 0; status: graded | crashed; limits: seconds_cell 4; says: (?i)time|long|second; everyday
# %% gap double
while True: pass
# == loops_everywhere: Loops for ever in each answer, in extra cells and when it is started again.
# honest: none; status: graded | crashed; limits: seconds_cell 3, seconds 40; says: (?i)time|long|second
# %% gap double
def double(x):
    while True: pass
# %% gap mean_of
while True: pass
# %% gap count
while True: n_parameters = 0
# %% gap descend
def descend(gradient, theta, eta, steps):
    while True: pass
# %% gap batches
def batches(X, size):
    while True: pass
    yield X
# %% gap nudge
while True: pass
# %% gap classify
def classify(X):
    while True: pass
# %% extra at start
while True: pass
# ==== in functions
# == loop_in_function: Loops for ever in a function.
# scores: double 0; status: graded | crashed; limits: seconds_cell 4; says: (?i)time|long|second; everyday
# %% gap double
def double(x):
    while True: x = x + 1
# == sleeps: Sleeps for a day in a function, in a text of an object, in a destructor.
# scores: double 0, classify 0; status: graded | crashed; limits: seconds_cell 4; says: (?i)time|long|second; everyday
# %% gap double
import time
class Slow:
    def __repr__(self): time.sleep(86400)
    def __del__(self): time.sleep(86400)
def double(x): time.sleep(86400)
# %% gap classify
def classify(X): return Slow()
# == endless_generator: A generator without end.
# scores: batches 0; status: graded | crashed; limits: seconds_cell 5; says: (?i)batches
# %% gap batches
def batches(X, size):
    while True: yield X
# == endless_iteration: An object whose length, entries and iterator have no end.
# scores: double 0, classify 0; status: graded | crashed; limits: seconds_cell 5
# %% gap double
class Endless:
    def __len__(self): return 2**60
    def __getitem__(self, index): return Endless()
    def __iter__(self):
        while True: yield Endless()
def double(x): return Endless()
# %% gap classify
def classify(X): return Endless()
# == endless_callbacks: Calls the test's gradient without end.
# scores: descend 0; status: graded | crashed; limits: seconds_cell 5
# %% gap descend
def descend(gradient, theta, eta, steps):
    while True: theta = theta - eta * gradient(np.zeros(1000))
# ==== deaf to interrupts
# == loop_deaf: Loops for ever, deaf to interrupts and exceptions.
# scores: double 0; status: graded | crashed; limits: seconds_cell 4; says: (?i)time|long|second; everyday
# %% gap double
import contextlib, signal
for number in range(1, 32):
    with contextlib.suppress(OSError, ValueError): signal.signal(number, signal.SIG_IGN)
def double(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
# == loop_in_c: Computes for ever inside one C call, which hears no interrupt.
# scores: double 0; status: graded | crashed; limits: seconds_cell 4; says: (?i)time|long|second
# %% gap double
import re
def double(x):
    re.match("(a+)+$", "a" * 60 + "b")
    return 2 * x
# == stops_itself: Stops its own process (SIGSTOP), so that it neither runs nor ends.
# scores: double 0; status: graded | crashed; limits: seconds_cell 4
# %% gap double
import os, signal
def double(x): os.kill(os.getpid(), signal.SIGSTOP)
# ==== memory
# == memory: Takes all memory with lists, in a function.
# scores: double 0; status: graded | crashed; limits: megabytes 600; says: (?i)memory; everyday
# %% gap double
def double(x):
    kept = []
    while True: kept.append(bytearray(10_000_000))
# == memory_arrays: Takes all memory with arrays, at the top level, and catches the error.
# scores: double 0; status: graded | crashed; limits: megabytes 600, seconds_cell 4
# %% gap double
kept = []
while True:
    try: kept.append(np.ones(2**21))
    except MemoryError: pass
# == memory_children: Takes memory in many child processes, each a little.
# scores: double 0; status: graded | crashed; limits: megabytes 600, seconds_cell 6; plain: would take this machine's memory; everyday
# %% gap double
import contextlib, os, time
def double(x):
    for _ in range(40):
        with contextlib.suppress(OSError, MemoryError):
            if os.fork() == 0:
                kept = [b"x" * 10_000_000 for _ in range(30)]
                time.sleep(60)
                os._exit(0)
    time.sleep(3)
# == memory_shared: Fills shared memory and memory-backed files.
# scores: double 0; status: graded | crashed; limits: megabytes 600, seconds_cell 6; plain: would fill this machine's memory
# %% gap double
import contextlib, os
def double(x):
    for folder in ("/dev/shm", "/tmp", "/run", "."):
        with contextlib.suppress(OSError), open(f"{folder}/big-@MARK@", "wb") as file:
            for _ in range(300): file.write(b"x" * 10_000_000)
    descriptor = os.memfd_create("big")
    for _ in range(300): os.write(descriptor, b"x" * 10_000_000)
# == huge_result: Returns more than fits into a message: huge arrays, broadcast arrays of a trillion entries, long strings.
# scores: double 0, descend 0, nudge 0, classify 0; status: graded | crashed; limits: megabytes 800
# %% gap double
def double(x): return np.broadcast_to(np.float64(2.0), (10**6, 10**6))
# %% gap descend
def descend(gradient, theta, eta, steps): return np.zeros(10**8)
# %% gap nudge
def nudge(theta, velocity, g, eta, beta): raise ValueError("x" * 10**8)
# %% gap classify
def classify(X): return "0" * 10**8
# == lists_in_lists: Returns a list that holds a list twice, which holds a list twice: a few bytes, and 2 to the 60 numbers.
# scores: double 0, mean_of 0; status: graded | crashed
# %% gap double
def double(x):
    pair = [1.0, 2.0]
    for _ in range(60): pair = [pair, pair]
    return pair
def mean_of(numbers): return double(numbers)  # %% gap mean_of
# == view_without_end: Knows the grader's code: shows four numbers as a table of 80 petabytes, which takes no memory and no end.
# scores: double 0; status: graded | crashed
# %% gap double
import gc
wire = next((thing for thing in gc.get_objects() if type(thing).__name__ == "Wire"), None)
def double(x):
    type(wire.values.memory).token.__globals__["View"].birth = lambda self: [*self.anchor, "<f8", [10**16, 1], [0, 0], True]
    both = np.ones(4), np.ones(4)
    return [both[0], both[0][:2]][1]
# == wire_drips: Knows the grader's code: announces a long message and sends a byte of it now and then. [scores: double 0; status: crashed]
# %% gap double
import gc, struct, time
wire = next((thing for thing in gc.get_objects() if type(thing).__name__ == "Wire"), None)
def double(x):
    wire.channel.sock.sendall(struct.pack(">II", 10**6, 0))
    while True: wire.channel.sock.sendall(b" "); time.sleep(0.1)
# == huge_integer: Returns an integer of a million digits, a nan-filled range, a set of a million entries.
# scores: double 0, mean_of 0, classify 0; status: graded | crashed
# %% gap mean_of
def mean_of(numbers): return 10**1_000_000
# %% gap double
def double(x): return range(10**12)
# %% gap classify
def classify(X): return set(range(10**6))
# == compile_bomb: Code that takes the compiler for ever: nested constants, a million brackets.
# scores: double 0, descend 0, nudge 0; status: graded | crashed; limits: seconds_cell 5, megabytes 800
# %% gap double
def double(x): exec("x = " + "-" * 10_000_000 + "1")
# %% gap descend
def descend(gradient, theta, eta, steps):
    exec("(" * 90 + "(1,)*10" + ")" * 90 + "**" + "9" * 5)
    return (1 << 40).__pow__(10**9)
# %% gap nudge
huge = ((((((((((1,) * 20,) * 20,) * 20,) * 20,) * 20,) * 20,) * 20,) * 20,) * 20,) * 20
repr(huge)
# ==== fork bomb
# == fork_bomb: A fork bomb.
# scores: double 0; status: graded | crashed; limits: seconds_cell 5; plain: would harm the machine
# %% gap double
import os, time
def double(x):
    until = time.time() + 20  # bounded, should a sandbox fail
    made = 0
    while time.time() < until and made < 2000:
        try: made = 0 if os.fork() == 0 else made + 1
        except OSError: time.sleep(0.01)
    os._exit(0)
# == threads: Starts threads without end.
# scores: double 0; status: graded | crashed; limits: seconds_cell 5; plain: would harm the machine; everyday
# %% gap double
import contextlib, threading, time
def double(x):
    while True:
        with contextlib.suppress(RuntimeError): threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
# == fork_goes_on: Forks in an answer and lets the child go on: two processes where the grader knows of one.
# scores: double 0; status: graded | crashed; everyday
# %% gap double
import os
os.fork()
def double(x): os.fork()
# ==== output flood
# == output_flood: Prints without end.
# scores: double 0; status: graded | crashed; limits: seconds_cell 5; everyday
# %% gap double
def double(x):
    while True: print("x" * 100_000)
# == output_flood_raw: Floods the descriptors of standard output and standard error directly, in pieces of a megabyte.
# scores: double 0; status: graded | crashed; limits: seconds_cell 5
# %% gap double
import os
while True:
    for descriptor in (1, 2): os.write(descriptor, b"\xff" * 1_000_000)
# == display_flood: Shows rich outputs without end: HTML, updated displays, results of a hundred megabytes.
# scores: double 0; status: graded | crashed; limits: seconds_cell 5; plain: needs gigabytes of memory
# %% extra at end
"x" * 100_000_000
# %% gap double
from IPython.display import HTML, display
handle = display(HTML("x"), display_id=True)
while True:
    display(HTML("x" * 1_000_000))
    handle.update(HTML("y" * 1_000_000))
# == quiet_flood: Prints little, but a million times, in a function that is right otherwise.
# limits: seconds_cell 40, seconds 120
# %% gap double
def double(x):
    for i in range(200_000): print(i)
    return 2 * x
# ==== full disk
# == disk: Writes a file without end.
# scores: double 0; status: graded | crashed; limits: seconds_cell 6; plain: would fill this machine's disk
# %% gap double
def double(x):
    with open("big.bin", "wb") as file:
        for _ in range(2000): file.write(b"x" * 10_000_000)
# == disk_files: Writes a hundred thousand small files in deep folders.
# scores: double 0; status: graded | crashed; limits: seconds_cell 6; plain: would fill this machine's disk
# %% gap double
import os
def double(x):
    for i in range(100_000):
        os.makedirs(f"d{i}/e", exist_ok=True)
        with open(f"d{i}/e/f", "w") as file: file.write("x")
# ==== deep recursion
# == recursion: Recurses without end.
# scores: double 0; everyday
# %% gap double
def double(x): return double(x)
# == recursion_c: Recurses until the C stack overflows, which kills the process.
# scores: double 0; status: graded | crashed
# %% gap double
import sys
def double(x):
    sys.setrecursionlimit(10**8)
    class Deep:
        def __getattr__(self, name): return getattr(self, name + "x")
    return Deep().x
# ==== orphan processes
# == orphans: Leaves processes behind that left its session: children of children, sleeping and computing.
# scores: double 0; everyday
# %% gap double
import ctypes, os, subprocess, sys
program = "import time\nuntil = time.time() + 300\nwhile time.time() < until: time.sleep(0.1)"
quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
for _ in range(3):
    if os.fork() == 0:
        try:
            os.setsid()
            ctypes.CDLL(None).prctl(15, b"@MARK@", 0, 0, 0)  # PR_SET_NAME
            subprocess.Popen([sys.executable, "-c", program, "@MARK@"], start_new_session=True, **quiet)
            if os.fork() == 0: exec(program)
        finally: os._exit(0)
def double(x): subprocess.Popen(["setsid", "nohup", sys.executable, "-c", program, "@MARK@"], **quiet)
# == orphans_hold_pipes: Leaves a child behind that holds standard output open, so that a reader waits for its end for ever.
# %% extra at end
import ctypes, os, time
if os.fork() == 0:
    try:
        ctypes.CDLL(None).prctl(15, b"@MARK@", 0, 0, 0)  # PR_SET_NAME
        os.setsid()
        time.sleep(300)
    finally: os._exit(0)
# ==== waiting for input
# == waits_for_input: Waits for input: input(), a password, a read of standard input, the debugger.
# scores: double 0, descend 0, batches 0, nudge 0, classify 0; status: graded | crashed; limits: seconds_cell 5; everyday
# %% gap double
def double(x): return float(input("factor? ")) * x
# %% gap descend
import getpass
def descend(gradient, theta, eta, steps): getpass.getpass()
# %% gap batches
import sys
def batches(X, size): yield sys.stdin.read()
# %% gap nudge
def nudge(theta, velocity, g, eta, beta): breakpoint()
# %% gap classify
def classify(X):
    import pdb
    pdb.set_trace()
# ==== and what else comes to mind
# == segfault: Crashes its process: reads address 0.
# scores: double 0; status: crashed; says: (?i)crash|died|ended|stopped; everyday
# %% gap double
import ctypes
def double(x): return ctypes.string_at(0)
# == exits_at_once: Ends its process in functions and at the top level: os._exit, abort, kill.
# scores: double 0, descend 0, classify 0; status: crashed; says: (?i)crash|died|ended|stopped; everyday
# %% gap double
import os
def double(x): os._exit(0)
# %% gap descend
def descend(gradient, theta, eta, steps): os.abort()
# %% gap classify
def classify(X): os.kill(os.getpid(), 9)
# == exits_in_an_answer: Ends its process in an answer cell, outside of functions.
# scores: double 0; status: crashed; says: ended Python; everyday
# %% gap double
import os
os._exit(1)
# == exits_in_last_cell: Ends its process in its own last cell, after all is right.
# status: graded | crashed
# %% extra at end
import os
os._exit(1)
# == dies_each_time: Its first cell ends the process, however often that is started again.
# status: graded | crashed
# %% extra at start
import os
os._exit(1)
# == many_cells: Two thousand cells of its own, each a little slow: together more than a submission may take.
# status: graded | crashed; limits: seconds 60; plain: takes half an hour
for number in range(2000): nb["cells"].append(make_cell("code", f"slow-{number}", "import time\ntime.sleep(1)"))
# ==== the reader
# == reader_markdown: Ten thousand pictures that nobody closed: the expression that disarmed text needed cubic time.
# everyday
for number in range(3): nb["cells"].append(make_cell("markdown", f"m-{number}", "![](attachment:" * (13_000 + number)))
# == reader_commas: A test cell became 510 commas and a percent sign, which IPython turns into calls, one by one, and gives up.
# says: undone; everyday
cell("test_double")["source"] = "," * 510 + "%1"
# == reader_magics: Five hundred magics in a test cell; sixty cells with four hundred each.
# status: graded | crashed; limits: seconds_cell 2, seconds 60; says: undone; plain: takes minutes
cell("test_double")["source"] = "%ls\n" * 501
for number in range(60): nb["cells"].append(make_cell("code", f"m-{number}", "x = !ls\n" * 400))
# == reader_question: A question about a name of fifty thousand dots, in a locked cell.
# says: undone
cell("test_double")["source"] = "a." * 50_000 + "?"
