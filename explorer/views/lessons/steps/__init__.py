"""The parts of the lesson on the attention of one head."""
