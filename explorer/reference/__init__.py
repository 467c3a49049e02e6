"""The Transformer and its relatives written out from scratch: to read, and to test against.

Pure torch and NumPy: no Qt, no transformers. In the order of reading: `attention`, `transformer`,
`decoding`, `translator`; `steps` follows one head of any model through one query; `transformer_xl`
adds a memory; `notes` has the attention of the lecture notes, wrong in two lines.
"""
