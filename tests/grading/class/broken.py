# Notebooks that are broken.
# ==== truncated
# == truncated: The file ends in the middle, as after a broken upload.
# scores: none; status: unreadable; says: (?i)cut off|end|JSON; everyday
data = json.dumps(nb, indent=1).encode()
files[name] = data[: len(data) * 2 // 3]
# == empty_file: The file is empty.
# honest: none; status: unreadable; says: (?i)empty
files[name] = b""
# ==== not JSON
# == not_json: A web page was saved under the notebook's name.
# honest: none; status: unreadable; says: (?i)JSON|not a notebook
files[name] = b"<!DOCTYPE html><html><body>Please log in</body></html>"
# == python_repr: A Python dictionary, not JSON: single quotes, None, True.
# honest: none; status: unreadable; says: (?i)JSON
files[name] = repr(nb).encode()
# == merge_conflict: The marks of a merge conflict stand in the file.
# scores: none; status: unreadable; says: (?i)JSON
files[name] = json.dumps(nb, indent=1).replace('"cells"', '<<<<<<< HEAD\n"cells"', 1).encode()
# == binary: The file holds random bytes, zeros among them.
# honest: none; status: unreadable; says: (?i)not a notebook|JSON
files[name] = bytes(range(256)) * 100
# ==== deeply nested
# == deeply_nested: A hundred thousand brackets: deeper than a reader of JSON can go.
# honest: none; status: unreadable; says: (?i)nested|not a notebook; everyday
files[name] = b"[" * 100_000 + b"]" * 100_000
# == deep_metadata: A notebook that is right, but for metadata nested three hundred deep.
deep = '{"a": ' * 300 + "1" + "}" * 300
files[name] = (json.dumps(nb)[:-1] + ', "deep": ' + deep + "}").encode()
# ==== wrong name
# == wrong_name: The notebook is called homework.ipynb.
# says: homework\.ipynb; everyday
name = "homework.ipynb"
# == wrong_ending: The notebook's ending is .ipynb.txt, as some browsers save it.
# says: ipynb
name = "practical_9_trial.ipynb.txt"
# == in_a_subfolder: The notebook lies in a sub-folder, as a zip was unpacked.
name = "practical_9_trial/practical_9_trial.ipynb"
# == two_notebooks: Two notebooks: an empty one with the right name in a sub-folder, the answers in the folder.
files["old/practical_9_trial.ipynb"] = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
# == other_practical: Handed in the notebook of another practical, under its own name.
# honest: none; status: unmatched; says: practical_1_descent
name = "practical_1_descent.ipynb"
nb["cells"] = [make_cell("code", "gap-sigmoid", "def sigmoid(z):\n    return 1", solution="sigmoid"), make_cell("code", "x", "1 + 1")]
# ==== missing
# == missing: The folder is empty.
# honest: none; status: missing; says: (?i)no notebook|empty; everyday
name = ""
# == pdf_instead: Handed in a PDF and a screenshot instead of the notebook.
# honest: none; status: missing; says: (?i)notebook
name = ""
files |= {"practical_9_trial.pdf": b"%PDF-1.7", "Screenshot 2026-11-20.png": b"\x89PNG"}
# == script_instead: Handed in the notebook exported as a Python script.
# honest: none; status: missing; says: (?i)\.py
name = ""
files["practical_9_trial.py"] = b"def double(x):\n    return 2 * x\n"
# == checkpoint_only: Only Jupyter's checkpoint copy was handed in.
# scores: none; status: missing
name = ".ipynb_checkpoints/practical_9_trial-checkpoint.ipynb"
# ==== no cell ids
# == no_cell_ids: No cell has an id, as in nbformat 4.4.
nb["nbformat_minor"] = 4
for c in nb["cells"]: del c["id"]
# == same_cell_ids: All cells have the same id.
for c in nb["cells"]: c["id"] = "same"
# ==== older and newer formats
# == older_format: nbformat 3: worksheets, `input` for `source`, prompt numbers.
# everyday
cells = []
for c in nb["cells"]:
    old = {"cell_type": c["cell_type"], "metadata": c["metadata"]}
    if c["cell_type"] == "code":
        old |= {"input": c["source"], "prompt_number": 1, "outputs": [], "language": "python", "collapsed": False}
    else: old["source"] = c["source"]
    cells.append(old)
nb = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells, "metadata": {}}]}
# == newer_format: A format of the future, nbformat 5.
# says: (?i)format
nb |= {"nbformat": 5, "nbformat_minor": 2, "future": {"x": 1}}
# == older_schema: nbgrader's marks are of an old schema: plain nbgrader stops the whole batch there.
for c in filter(mark, nb["cells"]): mark(c)["schema_version"] = 1
# == newer_schema: nbgrader's marks claim a schema of the future.
for c in filter(mark, nb["cells"]): mark(c)["schema_version"] = 99
# ==== other kernel
# == other_kernel: The notebook asks for an R kernel that is not installed.
nb["metadata"] |= {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}, "language_info": {"name": "R"}}
# == own_kernel: The notebook asks for a kernel of the student's environment, by a name that leads elsewhere.
nb["metadata"]["kernelspec"] = {"name": "conda-env-my-py", "display_name": "Python (my)", "language": "python"}
nb["metadata"]["language_info"] = {"name": "python", "version": "3.8.1"}
# == no_kernel: The notebook names no kernel and has no metadata.
nb["metadata"] = {}
# ==== tests deleted
# == tests_deleted: All test cells were deleted.
# scores: double 0; says: (?i)missing|put back|gone
nb["cells"] = [c for c in nb["cells"] if not mark(c).get("grade")]
# %% gap double
def double(x): return x
# ==== changed
# == tests_changed: The tests were rewritten so that they pass.
# honest: count; says: (?i)undone|restored|original|locked; everyday
for c in nb["cells"]:
    if mark(c).get("grade"): c["source"] = "assert True"
# == grade_ids_swapped: The tests' grade_ids are swapped, so that an easy test counts for a hard gap.
# honest: count
a, b = mark(cell("test_descend")), mark(cell("test_count"))
a["grade_id"], b["grade_id"] = b["grade_id"], a["grade_id"]
# == grade_id_taken: An own cell claims to be the test, another to be the answer; marks say that answers are locked, tests are
# solutions.
# scores: double 0
for c in filter(mark, nb["cells"]): mark(c).update(locked=False, solution=True, grade=True)
nb["cells"].append(make_cell("code", "mine", "pass", test="double", points=50))
# %% gap double
def double(x): return x
# == marks_gone: nbgrader's marks were lost, as after Colab or a copy into a new notebook; the cells' ids too.
# everyday
for number, c in enumerate(nb["cells"]): c["metadata"], c["id"] = {}, f"new-{number}"
# ==== duplicated
# == tests_duplicated: Each test cell is there twice, the second time weaker.
# honest: count
tests = [c for c in nb["cells"] if mark(c).get("grade")]
nb["cells"] += [copy.deepcopy(c) | {"source": "pass", "id": c["id"] + "-b"} for c in tests]
# ==== reordered
# == tests_reordered: The cells are in the opposite order.
nb["cells"].reverse()
# == tests_before_answers: All test cells stand at the top.
# scores: double 0
nb["cells"].sort(key=lambda c: not mark(c).get("grade"))
# %% gap double
def double(x): return x
# ==== made raw
# == tests_made_raw: The test cells were made raw or markdown, so that they are not run.
# honest: count
for number, c in enumerate(nb["cells"]):
    if mark(c).get("grade"):
        c["cell_type"] = ("raw", "markdown")[number % 4 == 3]
        c.pop("outputs"), c.pop("execution_count")
# ==== points changed
# == points_changed: Gives its first gap a thousand points, and the others none.
# honest: double; everyday
for c in nb["cells"]:
    if mark(c).get("grade"): mark(c)["points"] = 1000 if mark(c)["grade_id"] == "test_double" else 0
# == outputs_forged: Stored outputs show points and success; nothing was answered.
# honest: count
forged = {"output_type": "execute_result", "execution_count": 5, "data": {"text/plain": "3.0"}, "metadata": {}}
for c in nb["cells"]:
    if c["cell_type"] == "code": c |= {"execution_count": 5, "outputs": [forged]}
# ==== tags that skip
# == tags_that_skip: Tags the test cells skip-execution: plain nbgrader gives full points for it.
# honest: count; everyday
for c in nb["cells"]: c["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell", "hide-output"]
# ==== and what else comes to mind
# == a_list: The file is valid JSON: a list.
# honest: none; status: unreadable; says: (?i)notebook
files[name] = json.dumps(nb["cells"]).encode()
# == cells_of_wrong_types: Cells that are numbers and lists, sources that are dictionaries, metadata that is text.
# scores: double 0; everyday
cell("double")["source"] = {"a": 1}
for k, odd in enumerate([None, 7, [], {}, {"cell_type": 3, "source": 4}]): nb["cells"].insert(4 * k, odd)
nb["cells"].append({"cell_type": "code", "metadata": "none", "source": [1, None, "x"], "outputs": 3, "execution_count": "one"})
nb |= {"metadata": "none", "nbformat_minor": "five"}
# == huge_outputs: Thirty megabytes of stored outputs.
nb["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 15_000_000}]
# == too_large: A notebook of 60 MB.
# scores: none; status: unreadable | missing; plain: needs gigabytes of memory; says: (?i)MB|large
files[name] = b'{"cells": [' + b" " * 60_000_000 + b"]}"
# == thousands_of_cells: Five thousand empty or small cells of its own.
# plain: takes minutes
for number in range(5000): nb["cells"].append(make_cell("code", f"more-{number}", "1" if number % 2 else ""))
# == utf16: Saved as UTF-16, as some Windows editors do.
files[name] = json.dumps(nb).encode("utf-16")
# == latin_1: Saved in the old western encoding: the umlaut is no UTF-8.
files[name] = json.dumps(nb, ensure_ascii=False).encode("latin-1")
# %% extra at end
gruss = "schöne Grüße"
# == odd_numbers: JSON with NaN, Infinity and an integer of a hundred thousand digits in places where nobody looks.
nb["metadata"]["a"] = [float("nan"), float("inf"), 1e308]
files[name] = (json.dumps(nb)[:-1] + ', "n": ' + "9" * 100_000 + "}").encode()
# == half_characters: Lone surrogates and control characters in sources.
nb["cells"][-1]["source"] = "text = '\ud800 \x00 \x1b'"
files[name] = json.dumps(nb).encode()
# %% extra at end
text = "here"
# == keys_twice: Keys stand twice in the file: the cells, once empty.
files[name] = ('{"cells": [], ' + json.dumps(nb)[1:]).encode()
# ==== half characters
# == half_characters_everywhere: Half a character is printed, raised, warned of, shown, and names a picture and files.
# scores: descend 0; everyday
files["L\udcf6sung.txt"] = files["L\udcf6/b.txt"] = b"x"
nb["cells"].append(make_cell("markdown", "\udc80", "![\udc80](attachment:\udc80.png)") | {"attachments": {"\udc80.png": {"image/png": "iVBO"}}})
# %% gap double
import warnings
def double(x):
    print("\udc80")
    warnings.warn("\udc80")
    return 2 * x
# %% gap descend
def descend(gradient, theta, eta, steps): raise ValueError("\udc80")
# %% extra at end
"\udc80"
