# Names itself in the notebook's metadata as another student, another assignment, another score.
# honest: count
# scores: count full, rest 0
# %% make
nb["metadata"]["nbgrader"] = {"student_id": "bob", "score": 13, "autograded": True, "max_score": 13}
nb["metadata"]["student"] = "../../bob"
nb["metadata"]["kernelspec"] = {"name": "../../../x", "display_name": "x", "language": "python"}
for c in nb["cells"]:
    if c["metadata"].get("nbgrader", {}).get("grade"):
        c["metadata"]["nbgrader"] |= {"score": 2.0, "auto_score": 2.0, "manual_score": 2.0, "extra_credit": 10}
