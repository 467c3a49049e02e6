"""The model thread: one job at a time, the newest of its kind wins.

`mailbox` says which job is next, `engine` does it, `thread` carries the answers to Qt. The hub has
the same three parts of its own, so that a model can be fetched while another one is looked into.
"""
