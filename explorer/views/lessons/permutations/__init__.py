"""The parts of the lesson on permutations: the order, what may be seen, what is predicted."""
