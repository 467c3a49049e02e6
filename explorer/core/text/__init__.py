"""From what is typed to tokens: `tokens` is the way in.

`typed` cleans the text and finds `[MASK]`, `offsets` and `alignment` tie tokens to characters,
`words` groups pieces, `labels` makes them readable.
"""
