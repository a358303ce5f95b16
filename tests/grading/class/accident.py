# What happens to honest students.
# ==== a copied cell
# == copied_cell: An answer cell was copied with its mark: plain nbgrader gives no score for it. [says: double; everyday]
nb["cells"].insert(place("double") + 1, copy.deepcopy(cell("double")) | {"id": "copy"})
# == copied_then_changed: Copied; the first copy is as it was released, the second holds the answer. [says: double]
stub = copy.deepcopy(cell("double")) | {"id": "copy", "source": "def double(x):\n    raise NotImplementedError"}
nb["cells"].insert(place("double"), stub)
# == copied_test: A test cell was copied and pasted elsewhere, its mark with it.
nb["cells"].append(copy.deepcopy(cell("test_double")) | {"id": "copy"})
# ==== a byte-order mark
# == byte_order_mark: The file begins with a byte-order mark. [everyday]
files[name] = b"\xef\xbb\xbf" + json.dumps(nb).encode()
# == carriage_returns: Windows' ends of lines, within sources and in the file.
for c in nb["cells"]: c["source"] = "".join(c["source"]).replace("\n", "\r\n")
files[name] = json.dumps(nb, indent=1).replace("\n", "\r\n").encode()
# == odd_characters: Copied from a PDF: curly quotes, no-break spaces, a long minus. [scores: double 0; says: (?i)character|invalid]
def double(x): return x − −x  # “twice”  # %% gap double
# == emoji: Emoji, umlauts and Greek letters in names, texts and outputs.
# %% gap descend
def descend(gradient, theta, eta, steps):
    θ, η, größe = theta, eta, "🎢"
    for _ in range(steps): θ = θ - η * gradient(θ); print(größe, "↓ schön 👩‍👩‍👧‍👦")
    return θ
# %% markdown at end
# 🎉 fertig
# ==== `practical_2_digits (1).ipynb`
# == downloaded_twice: The browser called the file `practical_9_trial (1).ipynb`. [says: \(1\); everyday]
name = "practical_9_trial (1).ipynb"
# == copy_beside: Beside the notebook lies `practical_9_trial-Copy1.ipynb`, an older state. [says: Copy1]
files["practical_9_trial-Copy1.ipynb"] = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
# == upper_case: The name was written in capitals, with spaces and a surname. [says: Practical]
name = "Practical_9_Trial final Müller.ipynb"
# ==== a missing test cell
# == missing_test: One test cell was deleted by mistake. [says: test_descend]
del nb["cells"][place("test_descend")]
# == missing_answer: An answer cell was deleted by mistake. [scores: descend 0; says: descend]
del nb["cells"][place("descend")]
# == answer_in_a_new_cell: The answer cell was deleted, the answer was written into a new cell. [says: double]
nb["cells"][place("double")] = make_cell("code", "fresh", answers["double"])
# ==== a warning on stderr
# == warning: A warning is printed on standard error while a test runs: plain nbgrader gives 0 for that. [everyday]
# %% gap double
import sys, warnings
def double(x):
    warnings.warn("this is deprecated")
    np.log(np.array([0.0]))
    print("to standard error", file=sys.stderr)
    return 2 * x
# == logging: Logs to standard error, shows a progress bar.
# %% gap descend
import logging, sys
def descend(gradient, theta, eta, steps):
    for step in range(steps):
        logging.warning("step %d", step)
        sys.stderr.write(f"\r{step}/{steps}")
        theta = theta - eta * gradient(theta)
    return theta
# ==== an import typed into a locked cell
# == import_in_a_locked_cell: An import that an answer needs was typed into a locked test cell. [says: (?i)import; everyday]
cell("test_double")["source"] = "import statistics\n" + cell("test_double")["source"]
# %% gap mean_of
def mean_of(numbers):
    if not numbers: raise ValueError
    return statistics.fmean(numbers)
# == import_in_the_first_cell: An import that the answers need was added to the notebook's first cell.
cell("imports")["source"] += "\nimport math"
# %% gap mean_of
def mean_of(numbers):
    if not numbers: raise ValueError
    return math.fsum(numbers) / len(numbers)
# == import_replaced: The first cell was changed: NumPy has another name now. [honest: none; scores: double full]
cell("imports")["source"] = "import numpy\nfrom numpy.testing import *"
def double(x): return numpy.multiply(x, 2)  # %% gap double
# ==== and what else happens
# == async_code: Uses await at the top level, and asyncio within a function.
# %% gap double
import asyncio
async def later(x): await asyncio.sleep(0); return 2 * x
first = await later(np.ones(2))
def double(x): return 2 * x
# == became_text: One answer cell was turned into a text cell, another into a raw cell. [says: (?i)markdown|text; says: (?i)raw]
for key, kind in (("double", "markdown"), ("descend", "raw")):
    cell(key)["cell_type"] = kind
    del cell(key)["outputs"], cell(key)["execution_count"]
# == cell_is_a_template: Left `...` and half a sentence in the answer. [scores: descend 0; says: descend]
# %% gap descend
def descend(gradient, theta, eta, steps):
    ...
    the new theta is the old one minus eta times the gradient
# == colab_cells: Worked in Colab: mounts a drive, installs packages, changes the folder.
for c in nb["cells"]: c["metadata"] |= {"id": "xyz", "colab": {"base_uri": "https://localhost:8080/"}}
nb["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
# %% extra at start
from google.colab import drive
drive.mount("/content/drive")
%cd /content/drive/MyDrive
# == defined_too_late: The right answer stands in an own cell at the end, after the test. [scores: double 0; says: double]
def double(x): raise NotImplementedError  # %% gap double
def double(x): return 2 * x  # %% extra at end
# == half_right: Some gaps right, one of them half. [honest: double, mean_of; scores: classify 1; everyday]
def classify(X): return np.ones(len(X), dtype=int)  # %% gap classify
# == helpers: Helper functions in an own cell, a class, a global constant, one answer used by another. [everyday]
# %% extra after imports
FACTOR = 2
class Scale:
    def __init__(self, factor): self.factor = factor
    def __call__(self, x): return self.factor * x
double = Scale(FACTOR)  # %% gap double
# %% gap descend
def descend(gradient, theta, eta, steps):
    for _ in range(steps): theta = theta - eta / 2 * double(gradient(theta))
    return theta
# == infinite_print: Forgot to leave a loop that prints.
# scores: descend 0; status: graded | crashed; limits: seconds_cell 5; says: (?i)descend|time|long
# %% gap descend
def descend(gradient, theta, eta, steps):
    while steps > 0: print(theta); theta = theta - eta * gradient(theta)
    return theta
# == input_in_gap: Asks for a number at the top of an answer cell.
# scores: double 0; status: graded | crashed; limits: seconds_cell 6; says: (?i)input|double
# %% gap double
factor = float(input("factor: "))
def double(x): return factor * x
# == kept_state: An answer counts its calls in a global variable and keeps a cache.
# %% gap double
import functools
calls = 0
def double(x): global calls; calls += 1; return x * two()
@functools.lru_cache
def two(): return 2
# == lambdas: Answers as lambdas, partial functions and decorated functions.
# %% gap double
import functools
double = functools.partial(np.multiply, 2)
classify = lambda X: np.where(X > 0, 1, 0)  # %% gap classify
# %% gap batches
def loud(function):
    @functools.wraps(function)
    def wrapped(*args): print("called"); return function(*args)
    return wrapped
@loud
def batches(X, size): yield from (X[i : i + size] for i in range(0, len(X), size))
# == list_of_batches: Returns a list where a generator is asked for: next() does not work on it. [scores: batches 0; says: batches]
def batches(X, size): return [X[i : i + size] for i in range(0, len(X), size)]  # %% gap batches
# == magics: Uses %timeit, %time, %matplotlib, %%capture and shell commands. [says: ^(?!.*traceback); everyday]
# %% extra after double
%matplotlib inline
!ls
%timeit -n 1 -r 1 double(np.ones(2))
files = !ls
%time x = double(np.ones(2))
# %% extra at end
%%capture
print("x")
# %% gap double
%config InlineBackend.figure_format = "svg"
def double(x): return 2 * x
%time double(np.ones(2))
?double
# == mixed_tabs: Tabs and spaces are mixed, which Python refuses. [scores: descend 0; says: (?i)tab]
cell("descend")["source"] = answers["descend"].replace("        theta", "\ttheta")
# == module_beside: Keeps helpers in a module of its own beside the notebook.
def times(x, factor): return x * factor  # %% file helpers.py
# %% gap double
from helpers import times
def double(x): return times(x, 2)
# == names_deleted: Deletes names that later cells use, with del and %reset.
# %% extra at end
del np, double
%reset -f
del assert_allclose, near  # %% extra after double
# == names_overwritten: Overwrites built-in names and names that the tests use: list, sum, want, visited, np.
# honest: double, mean_of, count, descend, batches, nudge; everyday
# %% extra after imports
list = [1, 2]
want = 3
right = "left"
# %% gap classify
np = None
visited = 5
start = 6
def classify(X): return np.where(X > 0, 1, 0)
# == numpy_scalars: Answers are NumPy scalars, 0-d arrays, float32, lists in the place of arrays.
def double(x): return [2 * float(entry) for entry in x]  # %% gap double
# %% gap mean_of
def mean_of(numbers):
    if len(numbers) == 0: raise ValueError
    return np.mean(numbers)
n_parameters = np.array(3610)  # %% gap count
def classify(X): return (X > 0).astype(np.float32)  # %% gap classify
# == outputs_cleared: All outputs and counts were cleared, and an `Edit metadata` left odd keys.
for c in nb["cells"]:
    c["metadata"] |= {"collapsed": True, "scrolled": "auto", "ExecuteTime": {"end_time": "x"}, "id": "abc", "colab": {}}
# == own_cell_raises: Own cells try things and fail.
double("a") / 0  # %% extra after double
# %% extra at end
assert False
undefined_name
# == pasted_image: Pasted a picture into a text cell, copied that cell without its picture, and shows one that lies nowhere.
nb["cells"][-2]["attachments"] = {"image.png": {"image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"}}
My sketch: ![image.png](attachment:image.png)  # %% markdown at end
The same: ![image.png](attachment:gone.png) ![no such file](figures/gone.png)  # %% markdown at end
# == prints_numbers: Prints in functions, ends a cell with a number.
# %% gap classify
def classify(X): print("1.0"); print(0); return (X > 0).astype(int)
0.5
# %% gap double
def double(x): print(x); return 2 * x
7
# == processes: Uses a pool of processes and threads for nothing.
# %% gap double
from concurrent.futures import ThreadPoolExecutor
def double(x):
    with ThreadPoolExecutor(4) as pool: return np.array(list(pool.map(lambda entry: 2 * entry, x)))
# == raises_assertion: Its own asserts in a function fail. [scores: double 0; says: my own check]
def double(x): assert len(x) > 100, "my own check"; return 2 * x  # %% gap double
# == returns_none: Prints the result and forgets to return it. [scores: double 0; says: double]
def double(x): print(2 * x)  # %% gap double
# == shell_in_function: Runs a shell command and pip in the answer; there is no network. [limits: seconds_cell 30]
# %% gap double
!pip install --quiet --disable-pip-version-check --retries 0 --timeout 1 emoji-that-does-not-exist
%cd ..
%cd -
def double(x):
    where = !pwd
    return 2 * x
# == show_in_gap: Draws a figure in the answer.
# %% gap descend
import matplotlib.pyplot as plt
def descend(gradient, theta, eta, steps):
    path = [theta]
    for _ in range(steps): theta = theta - eta * gradient(theta); path.append(theta)
    plt.plot(*np.transpose(path))
    plt.show()
    return theta
# == slow_but_right: Right, but sleeps a little in each call.
# %% gap double
import time
def double(x): time.sleep(0.3); return 2 * x
# == solved: All gaps are answered right. [everyday]
# == split_in_two: The answer cell was split in two: the second half has no mark, or the same one. [everyday]
# %% gap mean_of
def check(numbers):
    if not numbers: raise ValueError
def mean_of(numbers): check(numbers); return sum(numbers) / len(numbers)  # %% extra after mean_of
# == split_with_mark: The answer cell was split in two, and both halves have its mark.
half = "def mean_of(numbers):\n    check(numbers)\n    return sum(numbers) / len(numbers)"
nb["cells"].insert(place("mean_of") + 1, copy.deepcopy(cell("mean_of")) | {"id": "half", "source": half})
# %% gap mean_of
def check(numbers):
    if not numbers: raise ValueError
# == syntax_error: One cell does not parse; the others are right. [scores: double 0; says: (?i)syntax|double; everyday]
# %% gap double
def double(x)
    return 2 * x
# == syntax_error_in_own_cell: An own cell is unfinished.
double(np.array([1.0,  # %% extra after double
# == tabs: Indented by tabs.
cell("descend")["source"] = answers["descend"].replace("    ", "\t")
# == untouched: Handed in as it was released. [honest: none; everyday]
# == view_returned: Returns a view of its argument, a read-only array, an array in Fortran order.
def double(x): y = np.asfortranarray(np.stack([2 * x, x]))[0]; y.setflags(write=False); return y  # %% gap double
# == wants_more_arguments: Adds an argument that the tests do not pass. [scores: double 0; says: (?i)argument]
def double(x, factor): return factor * x  # %% gap double
# == widgets: Uses ipywidgets, clears outputs, updates displays.
# %% extra after double
import ipywidgets
from IPython.display import clear_output, display
display(ipywidgets.interactive(lambda k: double(np.ones(2) * k), k=(0, 3)))
clear_output(wait=True)
display(HTML) if False else None
ipywidgets.Output()  # %% extra at end
# == writes_a_file: Writes a file, reads it again, and uses a file that lies beside the notebook.
2.0  # %% file factor.txt
# %% gap double
with open("state.txt", "w") as file: file.write("1")
def double(x): np.save("x.npy", x); return np.load("x.npy") * float(open("factor.txt").read())
# == wrong_function_name: The function has another name than asked for. [scores: double 0; says: double]
def doubled(x): return 2 * x  # %% gap double
