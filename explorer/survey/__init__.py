"""What every head does over a corpus, measured on Ray; only ever in a process of its own."""
