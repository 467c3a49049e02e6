"""Opening a model: `checkpoint` is the way in.

`source` says what a name means (built-in, folder, hub), `folder` reads files, `loading` makes the
model, `objective` chooses its head, `limits` says how much it reads, `trial` proves that
capture changes nothing.
"""
