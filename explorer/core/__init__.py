"""Models, tokens, capture, weights and predictions: everything that needs no window."""
