"""The sentence and its tokens."""
