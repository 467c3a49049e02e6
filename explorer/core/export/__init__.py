"""Figures and numbers as files: `export` is the way in.

`figures` draws with `figure_layout`, `page` and `lettering`; `figure_formats` writes PNG, SVG and
PDF, `numbers` NPZ, CSV and JSON; `atomic` replaces files whole.
"""
