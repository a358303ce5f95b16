# Writes wherever it can: the course, shared folders, the environment's packages, the system.
# honest: count
# scores: count full, rest 0
# everyday: yes
# %% extra at end
import os
import pathlib
import site
import sys

places = ["@COURSE@/x", "@COURSE@/solutions/x", "@HOME@/x", "@SHARED@", "@OUTSIDE@", "@ROOT@/utils/x", "/etc/x", "/usr/x", "/x", "/opt/x"]
places += [f"{folder}/zz_@MARK@.pth" for folder in [*site.getsitepackages(), *sys.path] if folder]
for path in places:
    try:
        pathlib.Path(path).write_text("import os  # @MARK@")
        print("wrote", path)
    except OSError:
        pass
for path in ("@SHARED@", "@OUTSIDE@", "@HOME@/notes.txt", sys.executable, np.__file__):
    try:
        os.unlink(path)
        print("removed", path)
    except OSError:
        pass
