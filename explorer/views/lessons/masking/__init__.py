"""The parts of the page on masking."""
