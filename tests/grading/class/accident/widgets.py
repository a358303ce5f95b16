# Uses ipywidgets, clears outputs, updates displays.
# honest: all
# scores: rest full
# %% extra after double
import ipywidgets
from IPython.display import clear_output, display

display(ipywidgets.interactive(lambda k: double(np.ones(2) * k), k=(0, 3)))
clear_output(wait=True)
display(HTML) if False else None
# %% extra at end
ipywidgets.Output()
