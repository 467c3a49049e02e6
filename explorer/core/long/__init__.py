"""Texts with more tokens than every weight could be held for.

Nothing here holds a number for every pair of tokens: `presented` computes a block of a map when it
is asked for, `pooling` and `streaming` shrink blocks to cells, `pooled_map` and `small_maps` put
cells together, coarse first and exact step by step, and `long_text` keeps what is there of a text.
"""
