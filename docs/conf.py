"""The documentation as pages: `make docs`. A warning is an error."""

import pysoftmax

project = "pysoftmax"
author = "The pysoftmax developers"
version = release = pysoftmax.__version__
html_title = f"pysoftmax {version}"
html_theme = "furo"
html_show_copyright = False

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "matplotlib.sphinxext.plot_directive",
]
exclude_patterns = ["notebooks"]

# Headings have the anchors that GitHub gives them, since the pages link to each other by these.
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # shapes and units are in the docstrings
napoleon_google_docstring = False
napoleon_use_rtype = False
strip_signature_backslash = True  # so that lambda_ keeps its underscore

plot_formats = ["svg"]
plot_html_show_formats = False
plot_html_show_source_link = False
plot_include_source = True
