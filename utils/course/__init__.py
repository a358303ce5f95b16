"""What the notebooks of the course need besides mathematics: start page, progress map, stored data, settings of JupyterLab."""
