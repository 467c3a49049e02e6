"""Speed and memory, measured: `make bench` prints the table that the README shows.

Each row is a median or a ratio of things measured in one run on one machine; nothing here is a
test, since a time that fails on a busy machine says nothing about the code.
"""
