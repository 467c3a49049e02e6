"""BERT and its successors on one text: what each may see, what it predicts, what it costs."""
