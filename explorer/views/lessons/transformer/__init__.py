"""The parts of the page on the Transformer: the sentence, its words as lines, the architecture."""
