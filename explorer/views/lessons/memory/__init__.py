"""The parts of the page on Transformer-XL and its memory."""
