"""The page on which a model is fine-tuned: what is filled in, and the search that is watched."""
