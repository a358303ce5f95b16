# The notebook asks for a kernel of the student's environment, by a name that leads elsewhere.
# honest: all
# scores: rest full
# %% make
nb["metadata"]["kernelspec"] = {"name": "conda-env-my-py", "display_name": "Python (my)", "language": "python"}
nb["metadata"]["language_info"] = {"name": "python", "version": "3.8.1"}
