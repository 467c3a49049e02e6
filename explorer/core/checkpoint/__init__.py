"""Opening a model: `checkpoint` is the way in.

`source` says what a name means (built-in, folder, hub), `folder` reads files, `estimate` whether
they fit into memory, `loading` makes the model, `objective` chooses its head, `limits` says how
much it reads, `trial` proves that capture changes nothing. `families` is what is known of each
architecture beforehand; `census` derives it from the installed library.
"""
