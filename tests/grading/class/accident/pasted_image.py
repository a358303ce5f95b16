# Pasted a picture into a text cell, copied that cell without its picture, and shows one that lies nowhere.
# honest: all
# scores: rest full
# %% markdown at end
My sketch: ![image.png](attachment:image.png)
# %% markdown at end
The same: ![image.png](attachment:gone.png) ![no such file](figures/gone.png)
# %% make
nb["cells"][-2]["attachments"] = {"image.png": {"image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"}}
