"""The heads as lines between two columns of tokens."""
