"""What the model expects at a position."""
