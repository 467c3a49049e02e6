"""The commands of `attention-explorer`: what each is given, and what it prints.

`arguments` explains them all; `commands` has predict and export, `heads`, `models` and `doctor`
one each. Which of them runs is decided in `explorer.cli`.
"""
