"""What the pages of the lessons are built from."""
