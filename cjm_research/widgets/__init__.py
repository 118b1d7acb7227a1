"""Views over sessions, for JupyterLab, Notebook, Voilà and VS Code. They draw and pass on; sessions decide and save."""
