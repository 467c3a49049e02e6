"""The parts of the page on BERT and its successors."""
