# Lays files beside the notebook that start-up code might find: the kernel's launcher, IPython, the grader itself.
# honest: count
# scores: count full, rest 0
# %% file ipykernel_launcher.py
print("2.0")
raise SystemExit(0)
# %% file IPython/__init__.py
raise SystemExit(0)
# %% file grading/__init__.py
raise SystemExit(0)
# %% file grading/student.py
raise SystemExit(0)
# %% file nbgrader_config.py
open("@INBOX@/configured", "w").write("x")
# %% file ipython_config.py
c.InteractiveShellApp.exec_lines = ["import builtins; builtins.AssertionError = SystemExit"]
