"""Which model is open, and opening another."""
