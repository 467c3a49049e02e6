"""The lessons: a list and a text at the left, and beside them a page with live parts."""
