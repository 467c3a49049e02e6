"""The parts of the page “Before and after”."""
