"""A search for how to fine-tune a model, in trials on Ray; only ever in a process of its own."""
