"""Attention Explorer: see what every head of a transformer attends to, while you type."""

__version__ = "0.1.0"
